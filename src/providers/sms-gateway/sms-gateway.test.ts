import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { decodeProtectedHeader, jwtVerify } from 'jose'
import {
  createMessage,
  emptyContext,
  noScripts,
  phoneNumber,
  providerContract,
  startProvider,
} from '#test/providers/contract.ts'
import { startGateway } from '#test/support/gateway.ts'
import { prepareProvider } from '../create-provider.ts'
import { createBearerToken } from './bearer-token.ts'
import smsGateway from './index.ts'

/** The options of the guide's example, with the keys that are none of the gateway's business. */
const options = {
  strategy: 'sms',
  provider: 'sms_gateway',
  from: '+1 234 567',
  template: 'Your verification code is: @@password@@',
  brute_force_protection: true,
  disable_signup: false,
  name: 'sms',
  syntax: 'md_with_macros',
  totp: { time_step: 300, length: 6 },
}
const authentication = {
  method: 'bearer',
  subject: 'urn:Auth0',
  audience: 'urn:MySmsGateway',
  secret: 'MySecretToSignTheToken',
  secret_base64_encoded: false,
}
const noTools = {
  sendHttp: () => assert.fail('nothing is sent'),
  keepMessage: () => assert.fail('nothing is kept'),
  scripts: noScripts,
}
const never = () => new AbortController().signal
const json = { 'content-type': 'application/json' }
const example = {
  recipient: phoneNumber('+1399999'),
  body: 'Your verification code is: 12345',
  code: '12345',
}
const post = {
  method: 'POST',
  path: '/send?key=1',
  headers: json,
  config: { gateway_authentication: undefined },
}
const failure = (kind: 'unexpected_response' | 'authentication_failed', status: number) => ({
  name: `status ${status}`,
  answer: { status, body: { ignored: true } },
  outcome: { ok: false, kind, httpStatus: status },
})

providerContract(smsGateway, {
  config: (url) => ({ ...options, gateway_url: `${url}/send?key=1`, gateway_authentication: authentication }),
  http: {
    timeoutCode: 'ESOCKETTIMEDOUT',
    refusalSaying: (text) => ({ status: 500, body: { message: text } }),
    requests: [
      {
        name: "the guide's example",
        ...post,
        message: example,
        body: '{"recipient":"+1399999","body":"Your verification code is: 12345","sender":"+1 234 567"}',
      },
      ...[true, 'true'].map((forward_req_info) => ({
        name: `the caller's request when forward_req_info is ${JSON.stringify(forward_req_info)}`,
        ...post,
        config: { ...post.config, forward_req_info },
        message: { ...example, origin: { ip: '167.56.227.117', userAgent: 'Mozilla/5.0 (Macintosh)' } },
        body:
          '{"recipient":"+1399999","body":"Your verification code is: 12345","sender":"+1 234 567",' +
          '"req":{"ip":"167.56.227.117","user-agent":"Mozilla/5.0 (Macintosh)"}}',
      })),
      {
        name: 'an empty request when nothing is known of it',
        ...post,
        config: { ...post.config, forward_req_info: true },
        message: { ...example, origin: {} },
        body: '{"recipient":"+1399999","body":"Your verification code is: 12345","sender":"+1 234 567","req":{}}',
      },
      ...[false, 'false'].map((forward_req_info) => ({
        name: `no request when forward_req_info is ${JSON.stringify(forward_req_info)}`,
        ...post,
        config: { ...post.config, forward_req_info },
        message: example,
        body: '{"recipient":"+1399999","body":"Your verification code is: 12345","sender":"+1 234 567"}',
      })),
      {
        name: 'no sender when there is no from',
        ...post,
        config: { ...post.config, from: undefined },
        message: example,
        body: '{"recipient":"+1399999","body":"Your verification code is: 12345"}',
      },
      {
        name: 'what JSON must escape',
        ...post,
        message: { ...example, body: 'Say "12345"\n\\ 短信' },
        body: '{"recipient":"+1399999","body":"Say \\"12345\\"\\n\\\\ 短信","sender":"+1 234 567"}',
      },
    ],
    replies: [
      { name: 'status 200', answer: { status: 200 }, outcome: { ok: true, httpStatus: 200 } },
      {
        name: 'status 200 whatever its body says',
        answer: { status: 200, body: { error: 'not sent' } },
        outcome: { ok: true, httpStatus: 200 },
      },
      failure('authentication_failed', 401),
      ...[201, 202, 204, 301, 302, 400, 403, 404, 429, 500, 503].map((status) =>
        failure('unexpected_response', status),
      ),
    ],
  },
})

async function sentToken(t: TestContext, changes: Record<string, unknown>): Promise<string> {
  const gateway = await startGateway(t)
  const provider = startProvider(t, 'sms_gateway', { ...options, gateway_url: gateway.url, ...changes })
  assert.equal((await provider.send(createMessage(), never())).ok, true)
  const [scheme, token] = gateway.requests[0]?.headers.authorization?.split(' ') ?? []
  assert.equal(scheme, 'Bearer')
  assert.ok(token)
  return token
}

test('sms_gateway: the token is what the contract says, and does not last', async (t) => {
  const token = await sentToken(t, { gateway_authentication: authentication })
  const { payload } = await jwtVerify(token, Buffer.from(authentication.secret), {
    subject: authentication.subject,
    audience: authentication.audience,
  })
  assert.deepEqual(decodeProtectedHeader(token), { alg: 'HS256', typ: 'JWT' })
  assert.deepEqual(Object.keys(payload).sort(), ['aud', 'exp', 'iat', 'sub'])
  assert.equal((payload.exp ?? 0) - (payload.iat ?? 0), 300)
})

test('sms_gateway: without a subject the token has none', async (t) => {
  const { subject: _, ...rest } = authentication
  const token = await sentToken(t, { gateway_authentication: rest })
  const { payload } = await jwtVerify(token, Buffer.from(authentication.secret))
  assert.equal('sub' in payload, false)
})

test('sms_gateway: a base64url secret is decoded, wherever its flag stands', async (t) => {
  const key = Buffer.from('secret?>with+unusual/bytes\u00ff')
  const encoded = { ...authentication, secret: key.toString('base64url'), secret_base64_encoded: undefined }
  for (const changes of [
    { gateway_authentication: { ...encoded, secret_base64_encoded: true } },
    { gateway_authentication: encoded, secret_base64_encoded: true },
  ]) {
    await jwtVerify(await sentToken(t, JSON.parse(JSON.stringify(changes))), key)
  }
  const plain = { ...encoded, secret_base64_encoded: false }
  const token = await sentToken(t, { gateway_authentication: plain, secret_base64_encoded: true })
  await jwtVerify(token, Buffer.from(plain.secret))
})

test('sms_gateway: a stored secret that is not quite base64url signs as it did, and is refused where it is saved', async (t) => {
  const secret = `${Buffer.from('a key of some length').toString('base64url')}\n`
  const given = { ...authentication, secret, secret_base64_encoded: true }
  const token = await sentToken(t, { gateway_authentication: given })
  await jwtVerify(token, Buffer.from('a key of some length'))
  for (const [wrong, flag] of [
    [secret, true],
    ['My secret', 'true'],
    ['AAAAA', true],
  ] as const) {
    const config = {
      gateway_url: 'http://127.0.0.1',
      gateway_authentication: { ...given, secret: wrong, secret_base64_encoded: flag },
    }
    assert.deepEqual(await prepareProvider(smsGateway, config, noTools, emptyContext), [
      { path: 'gateway_authentication.secret', message: 'is not base64url' },
    ])
  }
})

test('sms_gateway: one token serves half a minute, and the next is new', async () => {
  let now = 1_800_000_000_000
  const token = createBearerToken({ audience: 'a', key: Buffer.from('k') }, () => now)
  const first = await token()
  now += 29_000
  assert.equal(await token(), first)
  now += 1_000
  const second = await token()
  assert.notEqual(second, first)
  now -= 60_000
  assert.notEqual(await token(), second, 'a clock set back')
})
