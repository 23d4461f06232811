import assert from 'node:assert/strict'
import { request as httpRequest } from 'node:http'
import test from 'node:test'
import fc from 'fast-check'
import { providerKinds } from '#src/providers/registry.ts'
import { asManagement, assertProblem, callNative } from '#test/support/native.ts'
import { startTestServer, type TestServer } from '#test/support/server.ts'

const anyJson = fc.jsonValue({ stringUnit: 'binary' })
const oneOfKinds = fc.constantFrom(...providerKinds.map(({ kind }) => kind))
const fields = ['to', 'delivery_method', 'purpose', 'locale', 'client_id', 'organization', 'request', 'code']
const resetFields = ['phone', 'email', 'connection', 'link', 'password', 'user_id']
const plausible = fc.constantFrom<unknown>(
  '+442079460123',
  'voice',
  'login',
  'en',
  'management-client',
  '\u0000',
  '',
)

const nearlyValid = fc
  .dictionary(fc.constantFrom(...fields), fc.oneof(plausible, anyJson))
  .chain((body) => fc.constantFrom<object>(body, { to: '+442079460123', ...body }))
const nearlyProvider = fc
  .tuple(
    oneOfKinds,
    fc.oneof(anyJson, fc.dictionary(fc.constantFrom('sid', 'auth_token', 'gateway_url', 'from'), anyJson)),
  )
  .map(([kind, config]) => ({ kind, [kind]: config }))

async function check(server: TestServer, method: string, path: string, body: unknown): Promise<void> {
  const answer = await callNative(server, path, {
    method,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  assert.ok(answer.status < 500, `${answer.status} ${answer.text}`)
  if (answer.status >= 400) assertProblem(answer, answer.status, answer.body.type.slice('/problems/'.length))
}

test('no JSON body makes a verification route fail', async (t) => {
  const server = await startTestServer(t)
  const { body } = await callNative(server, '/verifications', { body: { to: '+442079460123' } })
  const paths = fc.constantFrom(
    '/verifications',
    `/verifications/${body.id}/check`,
    '/verifications/ver_x/check',
  )
  await fc.assert(
    fc.asyncProperty(paths, fc.oneof(anyJson, nearlyValid), (path, json) =>
      check(server, 'POST', path, json),
    ),
    { numRuns: 300 },
  )
})

const nearlyReset = fc
  .dictionary(fc.constantFrom(...fields, ...resetFields), fc.oneof(plausible, anyJson))
  .chain((body) =>
    fc.constantFrom<object>(
      body,
      { ...body, email: 'person@example.com' },
      { ...body, code: '000000', password: 'a new password 1A' },
      { ...body, to: '+442079460123', purpose: 'password_breach' },
    ),
  )

test('no JSON body makes a password reset or a notice fail', async (t) => {
  const server = await startTestServer(t)
  const { body } = await callNative(server, '/password-resets', { body: { phone: '+442079460123' } })
  const paths = fc.constantFrom('/password-resets', `/password-resets/${body.id}/complete`, '/notices')
  await fc.assert(
    fc.asyncProperty(paths, fc.oneof(anyJson, nearlyReset), (path, json) =>
      check(server, 'POST', path, json),
    ),
    { numRuns: 300 },
  )
})

test('no JSON body makes the phone provider route fail', async (t) => {
  const server = await startTestServer(t)
  await fc.assert(
    fc.asyncProperty(fc.oneof(anyJson, nearlyProvider), (json) =>
      check(server, 'PUT', '/phone-provider', json),
    ),
    { numRuns: 200 },
  )
})

test('no query and no id makes a reading route fail', async (t) => {
  const server = await startTestServer(t)
  const text = fc.string({
    unit: fc.nat(0xff).map((byte) => `%${byte.toString(16).padStart(2, '0')}`),
    maxLength: 8,
  })
  const path = fc.oneof(
    fc.tuple(
      fc.constantFrom('/messages?', '/inbox?'),
      fc.constantFrom('to', 'limit', 'cursor', 'since', 'x'),
      text,
    ),
    fc.tuple(fc.constantFrom('/messages/', '/verifications/', '/'), fc.constant(undefined), text),
  )
  await fc.assert(
    fc.asyncProperty(path, async ([start, name, value]) => {
      const answer = await callNative(
        server,
        name === undefined ? `${start}${value}` : `${start}${name}=${value}`,
      )
      assert.ok(answer.status < 500, answer.text)
      // What is no URL at all is refused before any route is known.
      if (answer.status >= 400 && !answer.text.includes('FST_ERR_BAD_URL')) {
        assertProblem(answer, answer.status, answer.body.type.slice('/problems/'.length))
      }
    }),
    { numRuns: 300 },
  )
})

for (const [name, kind, status, body, type] of [
  ['JSON that does not parse', 'malformed-request', 400, '{"to":', 'application/json'],
  ['a body of over 100 KiB', 'body-too-large', 413, `"${'x'.repeat(100 * 1024)}"`, 'application/json'],
  ['a form', 'unsupported-media-type', 415, 'to=%2B442079460123', 'application/x-www-form-urlencoded'],
  ['plain text', 'unsupported-media-type', 415, '{}', 'text/plain'],
  ['XML', 'unsupported-media-type', 415, '<a/>', 'application/xml'],
  ['a NUL', 'malformed-request', 400, '{"to":"\\u0000"}', 'application/json'],
  ['a lone surrogate', 'malformed-request', 400, '{"to":"\\ud800"}', 'application/json'],
  ['no body', 'invalid-request', 400, '', 'application/json'],
] as const) {
  test(`${name} is a problem, not a failure`, async (t) => {
    const server = await startTestServer(t)
    const answer = await callNative(server, '/verifications', {
      method: 'POST',
      body,
      headers: { 'content-type': type },
    })
    assertProblem(answer, status, kind)
  })
}

test('a phone provider that is nested without end is refused', async (t) => {
  const server = await startTestServer(t)
  const body = `{"kind":"sms_gateway","sms_gateway":{"gateway_url":"https://a.example","x":${'['.repeat(40_000)}${']'.repeat(40_000)}}}`
  const answer = await callNative(server, '/phone-provider', {
    method: 'PUT',
    body,
    headers: { 'content-type': 'application/json' },
  })
  assertProblem(answer, 400, 'malformed-request')
})

test('a path or method that is not there is a problem', async (t) => {
  const server = await startTestServer(t)
  assertProblem(await callNative(server, '/nothing'), 404, 'not-found')
  assertProblem(await callNative(server, '/verifications', { method: 'PATCH', body: {} }), 404, 'not-found')
})

test('an unknown host is served by the default tenant', async (t) => {
  const server = await startTestServer(t)
  const status = await new Promise<number | undefined>((resolve, reject) => {
    const headers = { ...asManagement, host: 'nowhere.example' }
    httpRequest(`${server.url}/v1/messages`, { headers }, (response) => {
      response.resume().once('end', () => resolve(response.statusCode))
    })
      .once('error', reject)
      .end()
  })
  assert.equal(status, 200)
})
