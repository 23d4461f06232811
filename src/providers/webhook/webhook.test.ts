import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { type TestContext, test } from 'node:test'
import { signBody } from '#src/contracts/authgear/signature.ts'
import type { WebhookKey } from '#src/settings/records.ts'
import { liveWebhookKeys } from '#src/settings/webhook-keys.ts'
import {
  createMessage,
  emptyContext,
  noScripts,
  providerContract,
  startProvider,
} from '#test/providers/contract.ts'
import { startGateway } from '#test/support/gateway.ts'
import { createProvider } from '../create-provider.ts'
import { signedHeaders } from './headers.ts'
import webhook from './index.ts'

const never = () => new AbortController().signal
const key = (id: string, retiresAt?: Date): WebhookKey => ({
  id,
  secret: id.repeat(32).slice(0, 32),
  createdAt: new Date(0),
  ...(retiresAt && { retiresAt }),
})
const context = { ...emptyContext, webhookKeys: [key('a')] }
const refusal = (text: string) => ({ body: { code: 'delivery_rejected', description: text } })

providerContract(webhook, {
  config: (url) => ({ url: `${url}/sms?x=1`, headers: { 'X-Api-Key': 'key-of-the-receiver' } }),
  context,
  http: {
    // The headers are never twice the same; below they are looked at one by one.
    requests: [],
    replies: [
      { name: 'ok', answer: { body: { code: 'ok' } }, outcome: { ok: true, httpStatus: 200 } },
      {
        name: 'a description',
        answer: refusal('Not this one.'),
        outcome: { ok: false, kind: 'delivery_rejected', detail: 'Not this one.' },
      },
      {
        name: 'a body that is cut at 64 KiB, as one that cannot be decoded',
        answer: { status: 500, body: `{"code":"ok"}${' '.repeat(64 * 1024)}` },
        outcome: { ok: false, kind: 'unexpected_response' },
      },
    ],
    refusalSaying: refusal,
  },
})

async function send(
  t: TestContext,
  {
    keys = context.webhookKeys,
    userInfo = '',
    ...config
  }: { keys?: WebhookKey[]; userInfo?: string; headers?: object },
) {
  const gateway = await startGateway(t)
  const url = gateway.url.replace('//', `//${userInfo}`)
  const options = { context: { ...emptyContext, webhookKeys: keys } }
  const provider = startProvider(t, 'webhook', { url: `${url}/sms?x=1#f`, ...config }, options)
  const outcome = await provider.send(createMessage({ body: 'é 短信 <b>&</b>' }), never())
  return { outcome, request: gateway.requests[0] }
}

test('webhook: posts the payload with its signature and its own headers, and nothing of the configuration', async (t) => {
  const { request } = await send(t, { headers: { Authorization: 'Bearer receiver', 'X-Team': 'login' } })
  assert.ok(request)
  const { host: _, connection: __, 'content-length': ___, ...headers } = request.headers
  const timestamp = request.headers['webhook-timestamp']
  assert.ok(Math.abs(Number(timestamp) - Date.now() / 1000) < 60)
  const standard = createHmac('sha256', 'a'.repeat(32)).update(`msg_1.${timestamp}.${request.body}`)
  assert.equal(request.method, 'POST')
  assert.equal(request.path, '/sms?x=1')
  assert.deepEqual(headers, {
    authorization: 'Bearer receiver',
    'x-team': 'login',
    'content-type': 'application/json',
    'x-authgear-body-signature': signBody('a'.repeat(32), request.body),
    'webhook-id': 'msg_1',
    'webhook-timestamp': timestamp,
    'webhook-signature': `v1,${standard.digest('base64')}`,
    'idempotency-key': 'msg_1',
  })
})

test('webhook: a user in the URL becomes Basic authentication, unless the headers say otherwise', async (t) => {
  const { request } = await send(t, { userInfo: 'otpost:s%20cret@' })
  assert.equal(request?.headers.authorization, `Basic ${btoa('otpost:s cret')}`)
  const { request: other } = await send(t, { userInfo: 'a:b@', headers: { authorization: 'Bearer x' } })
  assert.equal(other?.headers.authorization, 'Bearer x')
})

test('webhook: nothing is sent unsigned', async (t) => {
  const gone = key('a', new Date(Date.now() - 1))
  for (const keys of [[], [gone]]) {
    const { outcome, request } = await send(t, { keys })
    assert.partialDeepStrictEqual(outcome, { ok: false, kind: 'unsupported_request' })
    assert.equal(request, undefined)
  }
})

test('webhook: while two keys live, the old one signs for receivers that know one, and both for those that know many', () => {
  const retires = 1_800_000_000_000
  const keys = [key('n'), key('o', new Date(retires))]
  const at = (now: number) => {
    const live = liveWebhookKeys(keys, new Date(now))
    assert.ok(live)
    return signedHeaders({ messageId: 'msg_1', body: '{}', live, now })
  }
  const standard = (secret: string, now: number) =>
    `v1,${createHmac('sha256', secret)
      .update(`msg_1.${Math.floor(now / 1000)}.{}`)
      .digest('base64')}`
  const [newSecret, oldSecret] = ['n'.repeat(32), 'o'.repeat(32)]

  const before = at(retires - 1)
  assert.equal(before['x-authgear-body-signature'], signBody(oldSecret, '{}'))
  assert.equal(
    before['webhook-signature'],
    `${standard(newSecret, retires - 1)} ${standard(oldSecret, retires - 1)}`,
  )
  const after = at(retires)
  assert.equal(after['x-authgear-body-signature'], signBody(newSecret, '{}'))
  assert.equal(after['webhook-signature'], standard(newSecret, retires))
})

test('webhook: a call may take as long as the configuration says', () => {
  const tools = {
    sendHttp: () => Promise.reject(new Error('not here')),
    keepMessage: () => Promise.resolve(),
    scripts: noScripts,
  }
  for (const [timeout, expected] of [
    [null, 60_000],
    [1, 1_000],
    [60, 60_000],
  ] as const) {
    const created = createProvider('webhook', { url: 'https://example.com', timeout }, tools, context)
    assert.equal(created.ok && created.timeoutMs, expected)
  }
})
