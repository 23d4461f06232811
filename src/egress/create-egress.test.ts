import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { setImmediate } from 'node:timers/promises'
import { type GatewayFault, startGateway } from '#test/support/gateway.ts'
import { waitFor } from '#test/support/wait-for.ts'
import { createEgress, type EgressOptions } from './create-egress.ts'
import type { ResolveAll } from './guarded-connector.ts'
import { type HttpCall, HttpFailure } from './types.ts'

const never = () => new AbortController().signal

function startEgress(t: TestContext, options: Partial<EgressOptions> = {}) {
  const egress = createEgress({ allow: ['127.0.0.0/8'], ...options })
  t.after(egress.close)
  return egress
}

const get = (url: string, readBody = true): HttpCall => ({ method: 'GET', url, headers: {}, readBody })
const post = (url: string): HttpCall => ({ method: 'POST', url, headers: {}, body: 'text', readBody: true })

/** The pool takes a connection back one turn of the event loop after the reply. */
const connectionIsFree = () => setImmediate()

/** A resolver that knows one name. */
const resolvesTo =
  (...addresses: string[]): ResolveAll =>
  (_name, _options, callback) =>
    process.nextTick(
      callback,
      null,
      addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    )

const failsWith = (kind: HttpFailure['kind'], code: string | RegExp) => (error: unknown) => {
  assert.ok(error instanceof HttpFailure, String(error))
  assert.equal(error.kind, kind, error.message)
  assert.match(error.code, typeof code === 'string' ? new RegExp(`^${code}$`) : code)
  return true
}

test('a call arrives as it was given, and its reply comes back', async (t) => {
  const gateway = await startGateway(t)
  gateway.answer({ status: 201, headers: { 'x-a': '1' }, body: 'Grüße' })
  const { sendHttp } = startEgress(t)
  const reply = await sendHttp(
    {
      method: 'POST',
      url: `${gateway.url}/a%20b?c=d`,
      headers: { 'content-type': 'text/plain', authorization: 'Bearer x' },
      body: 'héllo',
      readBody: true,
    },
    never(),
  )
  assert.equal(reply.status, 201)
  assert.equal(reply.headers['x-a'], '1')
  assert.equal(reply.body, 'Grüße')
  const [request] = gateway.requests
  assert.equal(request?.method, 'POST')
  assert.equal(request.path, '/a%20b?c=d')
  assert.equal(request.body, 'héllo')
  assert.deepEqual(request.headers, {
    host: new URL(gateway.url).host,
    connection: 'keep-alive',
    'content-type': 'text/plain',
    authorization: 'Bearer x',
    'content-length': '6',
  })
})

test('calls one after the other share a connection', async (t) => {
  const gateway = await startGateway(t)
  const { sendHttp } = startEgress(t)
  for (let i = 0; i < 10; i += 1) {
    await sendHttp(post(gateway.url), never())
    await connectionIsFree()
  }
  assert.equal(gateway.requests.length, 10)
  assert.equal(gateway.requests.at(-1)?.connection, 1)
})

test('an address that is not allowed is refused before a socket is opened, however it is written', async (t) => {
  const gateway = await startGateway(t)
  const { port } = new URL(gateway.url)
  const { sendHttp } = startEgress(t, { allow: [] })
  for (const host of [
    '127.0.0.1',
    'localhost',
    '2130706433',
    '0x7f.1',
    '[::ffff:127.0.0.1]',
    '[::1]',
    '0.0.0.0',
  ]) {
    await assert.rejects(sendHttp(get(`http://${host}:${port}/`), never()), (error) => {
      failsWith('egress_refused', 'EGRESS_REFUSED')(error)
      assert.match(String(error), /(127\.0\.0\.1|::1|0\.0\.0\.0) \(\w+\)/, 'names the address')
      assert.match(String(error), /OTPOST_EGRESS_ALLOW can allow it/)
      return true
    })
  }
  assert.equal(gateway.openConnections(), 0)
  assert.equal(gateway.requests.length, 0)
})

test('only http and https are called', async (t) => {
  const { sendHttp } = startEgress(t)
  for (const url of ['ftp://127.0.0.1/', 'file:///etc/passwd', 'data:text/plain,x']) {
    await assert.rejects(sendHttp(get(url), never()), failsWith('egress_refused', 'EGRESS_REFUSED'))
  }
  await assert.rejects(
    sendHttp(get('urlOfYourGateway'), never()),
    failsWith('unreachable', 'ERR_INVALID_URL'),
  )
})

test('of a name with several addresses only the allowed ones are called', async (t) => {
  const gateway = await startGateway(t)
  const { port } = new URL(gateway.url)
  const { sendHttp } = startEgress(t, {
    allow: ['127.0.0.1'],
    resolveAll: resolvesTo('10.0.0.1', '169.254.169.254', '::1', '127.0.0.1'),
  })
  assert.equal((await sendHttp(get(`http://gateway.test:${port}/`), never())).status, 200)
})

test('a name with no allowed address is refused, and all its addresses are named', async (t) => {
  const { sendHttp } = startEgress(t, { resolveAll: resolvesTo('10.0.0.1', 'fd00:ec2::254') })
  await assert.rejects(sendHttp(get('http://gateway.test/'), never()), {
    code: 'EGRESS_REFUSED',
    message: /gateway\.test, which is 10\.0\.0\.1 \(private\), fd00:ec2::254 \(uniqueLocal\)/,
  })
})

test('the address that was checked is the address that is called', async (t) => {
  const gateway = await startGateway(t)
  const { port } = new URL(gateway.url)
  let lookups = 0
  const { sendHttp } = startEgress(t, {
    allow: ['127.0.0.1'],
    resolveAll: (name, options, callback) => {
      lookups += 1
      resolvesTo(lookups === 1 ? '127.0.0.1' : '127.0.0.2')(name, options, callback)
    },
  })
  await sendHttp(get(`http://rebinding.test:${port}/`), never())
  assert.equal(lookups, 1)
})

test('a redirect is a reply like any other', async (t) => {
  const gateway = await startGateway(t)
  gateway.answer({ status: 307, headers: { location: `${gateway.url}/elsewhere` } })
  const { sendHttp } = startEgress(t)
  assert.equal((await sendHttp(post(gateway.url), never())).status, 307)
  assert.equal(gateway.requests.length, 1)
})

test('a body is cut at 64 KiB and its connection closed', async (t) => {
  const gateway = await startGateway(t)
  gateway.answer('endless_body')
  const { sendHttp } = startEgress(t)
  const reply = await sendHttp(get(gateway.url), never())
  assert.equal(reply.body, 'x'.repeat(64 * 1024))
  await waitFor('the connection is closed', () => gateway.openConnections() === 0, 5_000)
})

test('a caller may ask for more of a body, or for less', async (t) => {
  const gateway = await startGateway(t)
  gateway.answer('endless_body')
  const { sendHttp } = startEgress(t)
  for (const maxBodyBytes of [10, 200_000]) {
    const reply = await sendHttp({ ...get(gateway.url), maxBodyBytes }, never())
    assert.equal(reply.body, 'x'.repeat(maxBodyBytes))
  }
})

test('a body of just 64 KiB is whole and keeps its connection', async (t) => {
  const gateway = await startGateway(t)
  gateway.answer({ body: 'x'.repeat(64 * 1024) })
  const { sendHttp } = startEgress(t)
  for (let i = 0; i < 2; i += 1) {
    assert.equal((await sendHttp(get(gateway.url), never())).body.length, 64 * 1024)
    await connectionIsFree()
  }
  assert.equal(gateway.requests.at(-1)?.connection, 1)
})

for (const fault of ['hang', 'hang_after_headers', 'hang_in_body'] satisfies GatewayFault[]) {
  test(`a server that does ${fault} gives a timeout when the signal fires, and its socket is closed`, async (t) => {
    const gateway = await startGateway(t)
    gateway.answer(fault)
    const { sendHttp } = startEgress(t)
    const abort = new AbortController()
    const call = sendHttp(post(gateway.url), abort.signal)
    await gateway.waitForRequest()
    abort.abort()
    await assert.rejects(call, failsWith('timeout', 'ETIMEDOUT'))
    await waitFor('the connection is closed', () => gateway.openConnections() === 0, 5_000)
  })
}

for (const fault of [
  'hang_after_headers',
  'hang_in_body',
  'drop_after_headers',
  'drop_in_body',
  'endless_body',
] as const) {
  test(`who does not want the body has the status although the server does ${fault}`, async (t) => {
    const gateway = await startGateway(t)
    gateway.answer(fault)
    const { sendHttp } = startEgress(t)
    const reply = await sendHttp({ ...post(gateway.url), readBody: false }, never())
    assert.equal(reply.status, 200)
    assert.equal(reply.body, '')
  })
}

for (const [fault, code] of [
  ['drop', 'ECONNRESET'],
  ['drop_after_headers', 'ECONNRESET'],
  ['drop_in_body', 'ECONNRESET'],
  ['garbage', 'EPROTO'],
] as const) {
  test(`a server that does ${fault} is unreachable, and the call is not repeated`, async (t) => {
    const gateway = await startGateway(t)
    gateway.answerNext(fault)
    const { sendHttp } = startEgress(t)
    await assert.rejects(sendHttp(post(gateway.url), never()), failsWith('unreachable', code))
    await waitFor('the connection is closed', () => gateway.openConnections() === 0, 5_000)
    assert.equal(gateway.requests.length, 1)
    assert.equal((await sendHttp(post(gateway.url), never())).status, 200, 'the next call works')
  })
}

test('a kept connection that the server drops is not repeated on another one', async (t) => {
  const gateway = await startGateway(t)
  const { sendHttp } = startEgress(t)
  for (const call of [post(gateway.url), get(gateway.url)]) {
    gateway.answerNext({}, 'drop')
    await sendHttp(call, never())
    await connectionIsFree()
    await assert.rejects(sendHttp(call, never()), failsWith('unreachable', 'ECONNRESET'))
  }
  assert.equal(gateway.requests.length, 4)
  assert.deepEqual(
    gateway.requests.map(({ connection }) => connection),
    [1, 1, 2, 2],
  )
})

test('a connection that the server closed while idle costs no call', async (t) => {
  const gateway = await startGateway(t)
  const { sendHttp } = startEgress(t)
  for (let i = 0; i < 20; i += 1) {
    gateway.answerNext({ headers: { connection: 'close' } })
    assert.equal((await sendHttp(post(gateway.url), never())).status, 200)
  }
  assert.equal(gateway.requests.length, 20)
})

test('nobody listening is ECONNREFUSED', async (t) => {
  const gateway = await startGateway()
  await gateway.close()
  const { sendHttp } = startEgress(t)
  await assert.rejects(sendHttp(post(gateway.url), never()), failsWith('unreachable', 'ECONNREFUSED'))
})

test('a name that does not resolve is ENOTFOUND, and the failure names the host but not the path', async (t) => {
  const { sendHttp, check } = startEgress(t, {
    resolveAll: (_name, _options, callback) =>
      process.nextTick(callback, Object.assign(new Error('no'), { code: 'ENOTFOUND' }), []),
  })
  await assert.rejects(sendHttp(post('http://gateway.test/secret-token'), never()), (error) => {
    failsWith('unreachable', 'ENOTFOUND')(error)
    assert.equal(
      error instanceof Error && error.message,
      'gateway.test: the name does not resolve (ENOTFOUND)',
    )
    return true
  })
  await assert.rejects(check('gateway.test'), failsWith('unreachable', 'ENOTFOUND'))
})

test('a server that speaks no TLS where https is asked for is unreachable', async (t) => {
  const gateway = await startGateway(t)
  const { sendHttp } = startEgress(t)
  const url = gateway.url.replace('http:', 'https:')
  await assert.rejects(sendHttp(post(url), never()), failsWith('unreachable', /SSL/))
  assert.equal(gateway.requests.length, 0)
})

test('a header that would break the request is a failure, not a crash', async (t) => {
  const gateway = await startGateway(t)
  const { sendHttp } = startEgress(t)
  const call = { ...post(gateway.url), headers: { 'x-a': 'a\r\nx-b: b' } }
  await assert.rejects(sendHttp(call, never()), failsWith('unreachable', 'EINVAL'))
  assert.equal(gateway.requests.length, 0)
})

test('a call whose signal fired before it began is not sent', async (t) => {
  const gateway = await startGateway(t)
  const { sendHttp } = startEgress(t)
  await assert.rejects(sendHttp(post(gateway.url), AbortSignal.abort()), failsWith('timeout', 'ETIMEDOUT'))
  const abort = new AbortController()
  const call = sendHttp(post(gateway.url), abort.signal)
  abort.abort()
  await assert.rejects(call, failsWith('timeout', 'ETIMEDOUT'))
  await sendHttp(post(`${gateway.url}/second`), never())
  assert.deepEqual(
    gateway.requests.map(({ path }) => path),
    ['/second'],
  )
})

test('check says what the guard would decide', async (t) => {
  const egress = startEgress(t, { resolveAll: resolvesTo('127.0.0.1', '10.0.0.1') })
  assert.deepEqual(await egress.check('gateway.test'), [
    { address: '127.0.0.1', allowed: true, range: 'loopback' },
    { address: '10.0.0.1', allowed: false, range: 'private' },
  ])
  assert.deepEqual(await egress.check('[::1]'), [{ address: '::1', allowed: false, range: 'loopback' }])
})

test('close lets running calls end, closes the sockets and refuses new calls', async (t) => {
  const gateway = await startGateway(t)
  const gate = Promise.withResolvers<void>()
  gateway.answer({ after: gate.promise, body: 'done' })
  const egress = createEgress({ allow: ['127.0.0.1'] })
  const call = egress.sendHttp(post(gateway.url), never())
  await gateway.waitForRequest()
  const closed = egress.close()
  gate.resolve()
  assert.equal((await call).body, 'done')
  await closed
  await waitFor('the connection is closed', () => gateway.openConnections() === 0, 5_000)
  await assert.rejects(egress.sendHttp(post(gateway.url), never()), failsWith('unreachable', 'ECANCELED'))
})
