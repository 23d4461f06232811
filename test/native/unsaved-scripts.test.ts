// Scripts as their operator writes them: what is wrong is said before they are saved, what a test run printed and came
// to is shown to the operator, and none of it to whoever logs in.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { startGateway } from '#test/support/gateway.ts'
import { assertProblem, callNative } from '#test/support/native.ts'
import { startTestServer, type TestServer } from '#test/support/server.ts'

const to = '+442079460123'
const secret = 'a-key-of-the-vendor'

const setting = (source: string, more: object = {}) => ({
  kind: 'script',
  script: { source, secrets: { KEY: secret }, ...more },
})
const put = (server: TestServer, source: string, more?: object) =>
  callNative(server, '/phone-provider', { method: 'PUT', body: setting(source, more) })
const tryOut = (server: TestServer, source: string, more?: object) =>
  callNative(server, '/phone-provider/test', { body: { to, ...setting(source, more) } })
const logIn = (server: TestServer) =>
  server.call('/passwordless/start', { body: { client_id: 'demo', connection: 'sms', phone_number: to } })

const event = `import { CustomSMSGatewayPayload } from 'https://deno.land/x/authgear_deno_hook@v1.3.0/mod.ts'
`
const prints = `console.log('printed', Deno.env.get('KEY')); console.error({ deep: [1] })`
/** What a test run that fails is to say. */
const failing = {
  throws: {
    source: `${event}export default async function (e: CustomSMSGatewayPayload) {
      ${prints}
      throw new RangeError('cannot send ' + e.body + ' with ' + Deno.env.get('KEY'))
    }`,
    said: { kind: 'script_failed', description: 'RangeError: cannot send [hidden] with [hidden]' },
  },
  loops: {
    source: `export default async () => { ${prints}; for (;;); }`,
    said: {
      kind: 'timeout',
      provider_error_code: 'ETIMEDOUT',
      description: 'The script took longer than its time limit',
    },
  },
  'never answers': {
    source: `export default () => { ${prints}; return new Promise(() => {}) }`,
    said: { kind: 'timeout', provider_error_code: 'ETIMEDOUT' },
  },
  'is refused by its vendor': {
    source: `export default async () => { ${prints}
      return { code: 'rate_limited', provider_error_code: '429', description: 'too many' } }`,
    said: { kind: 'rate_limited', provider_error_code: '429', description: 'too many' },
  },
  'answers with sentences': {
    source: `export default async () => { ${prints}
      return { code: 'delivery_rejected', provider_error_code: 'cannot say', description: 'the vendor is cross' } }`,
    said: { kind: 'delivery_rejected', provider_error_code: 'cannot say' },
  },
  exits: {
    source: `export default async () => { ${prints}; Deno.exit(3) }`,
    said: { kind: 'script_failed' },
  },
}

test('a script with an error is not saved and not tried: the answer names its line and column', async (t) => {
  const server = await startTestServer(t)
  for (const [source, detail] of [
    [
      `${event}export default async function (e: CustomSMSGatewayPayload): Promise<void> {
  const n: number = e.body
}`,
      /^FILE:3:9 TS2322 .*Type 'string' is not assignable to type 'number'/,
    ],
    ['export default async () => {\n  const x = \n}', /^FILE:3:1 /],
    [`import left from 'npm:left-pad'\nexport default async () => { left() }`, /left-pad/],
    [`import { x } from 'https://example.com/x.ts'\nexport default async () => { x }`, /example\.com/],
  ] as const) {
    for (const answer of [await put(server, source), await tryOut(server, source)]) {
      assertProblem(answer, 422, 'invalid-phone-provider')
      assert.deepEqual(
        answer.body.errors.map(({ field }: { field: string }) => field),
        ['script.source'],
        source,
      )
      assert.match(answer.body.errors[0].detail, detail)
    }
  }
  assert.equal((await callNative(server, '/phone-provider')).body.kind, 'inbox')
  assert.deepEqual((await callNative(server, '/messages')).body.messages, [])
})

test('a test of an unsaved script shows what it printed, how it ended and how long it took', async (t) => {
  const server = await startTestServer(t)
  const gateway = await startGateway(t)
  const source = `${event}export default async function (e: CustomSMSGatewayPayload) {
    console.info('to', e.to, e.template_variables.code)
    console.warn(new Error('a warning').message)
    const { status } = await fetch('${gateway.url}', { method: 'POST', body: JSON.stringify(e) })
    console.log(status, Deno.env.get('KEY') === '${secret}')
    return { code: 'ok' }
  }`
  const { status, body } = await tryOut(server, source)
  assert.equal(status, 200)
  const { duration_ms, message, ...said } = body
  assert.deepEqual(said, {
    outcome: 'accepted',
    console: [
      { level: 'info', text: `to ${to} 000000` },
      { level: 'warn', text: 'a warning' },
      { level: 'log', text: '200 true' },
    ],
  })
  assert.ok(duration_ms > 0)
  assert.match(JSON.parse(gateway.requests[0]?.body ?? '').body, /^\[Test\] /)
  const row = (await callNative(server, `/messages/${message.id}`)).body
  assert.deepEqual(row.attempts[0].console, said.console)
  assert.equal((await callNative(server, '/phone-provider')).body.kind, 'inbox')
})

test('how a script fails is told to its operator, and to whoever logs in only that it failed', async (t) => {
  const server = await startTestServer(t)
  const printed = [
    { level: 'log', text: `printed ${secret}` },
    { level: 'error', text: '{ deep: [ 1 ] }' },
  ]
  for (const [name, { source, said }] of Object.entries(failing)) {
    const { status, body } = await tryOut(server, source, { timeout: 1 })
    assert.equal(status, 200, name)
    assert.partialDeepStrictEqual(body, { outcome: 'failed', ...said }, name)
    assert.deepEqual(body.console, printed, name)
    assert.ok(body.duration_ms < 3_000, `${name}: ${body.duration_ms} ms`)
    assert.ok(!body.description?.includes(secret), body.description)

    if (!['throws', 'loops', 'answers with sentences'].includes(name)) continue
    assert.equal((await put(server, source, { timeout: 1 })).status, 200)
    const login = await logIn(server)
    assert.equal(login.status, 400, name)
    assert.doesNotMatch(login.text, /printed|deep|Error: |FILE|\.ts|vendor|cannot|too many|hidden/)
    const [{ id }] = (await callNative(server, '/messages?limit=1')).body.messages
    const [attempt] = (await callNative(server, `/messages/${id}`)).body.attempts
    assert.partialDeepStrictEqual(attempt, { outcome: 'failed', failure: said.kind, console: printed }, name)
  }
  assert.ok(server.logLines.every((line) => !line.includes(secret)))
})

test('a script that calls what it may not reach is told so, by address', async (t) => {
  const server = await startTestServer(t, { OTPOST_EGRESS_ALLOW: '' })
  const gateway = await startGateway(t)
  const { port } = new URL(gateway.url)
  for (const url of [gateway.url, `http://localhost:${port}`, `http://[::1]:${port}`]) {
    const { body } = await tryOut(
      server,
      `export default async () => { await fetch('${url}'); return { code: 'ok' } }`,
    )
    assert.partialDeepStrictEqual(
      body,
      { outcome: 'failed', kind: 'script_failed', provider_error_code: 'EGRESS_REFUSED' },
      JSON.stringify(body),
    )
    assert.match(body.description, /^Refused to call .*OTPOST_EGRESS_ALLOW/)
  }
  assert.equal(gateway.openConnections(), 0)
  assert.equal(gateway.requests.length, 0)

  const source = `export default async () => { await fetch('${gateway.url}'); return { code: 'ok' } }`
  assert.equal((await put(server, source)).status, 200)
  const login = await logIn(server)
  assert.equal(login.status, 400)
  assert.doesNotMatch(login.text, /127\.0\.0|Refused|OTPOST/)
})

test('what a script keeps in variables of its own is read again when its secrets change', async (t) => {
  const server = await startTestServer(t)
  const source = `const key = Deno.env.get('KEY')
    export default () => { console.log(key) }`
  for (const key of ['first', 'second']) {
    const { body } = await tryOut(server, source, { secrets: { KEY: key } })
    assert.deepEqual(body.console, [{ level: 'log', text: key }])
  }
})
