// Whatever is sent to whatever route: a refusal in the route's own dialect, never a failure, never a socket that hangs.
// The routes are those that the server registers, so a new one is fed as well. fast-check prints the seed of a failure;
// FC_SEED repeats it. What once failed stays in `examples`.

import assert from 'node:assert/strict'
import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { type TestContext, test } from 'node:test'
import fc from 'fast-check'
import type { FastifyInstance } from 'fastify'
import { Agent, fetch } from 'undici'
import { createServer } from '#src/inbound/http/server.ts'
import { createLog } from '#src/observability/log.ts'
import { createMetrics } from '#src/observability/metrics.ts'
import { onEnd } from './support/on-end.ts'
import { management, startTestServer, type TestServer } from './support/server.ts'

interface Route {
  readonly method: string
  readonly url: string
}

interface RawAnswer {
  readonly status: number
  readonly type: string
  readonly text: string
}

const seed = Number(process.env.FC_SEED ?? Date.now() % 2 ** 31)
const answerWithinMs = 5_000
/** The fetch of Node 24 opens a connection for each request once a server has closed one; this one goes on reusing. */
const dispatcher = new Agent()
const eventStreams = /^\/v1\/(inbox|messages)\/events(?![^?])/
/** A part of a route's URL that stands for anything. */
const parameter = /:\w+|\*/g

/** Fastify tells this channel of every instance before its routes are added. */
async function startWithRoutes(t: TestContext, settings: Record<string, string> = {}) {
  const routes: Route[] = []
  const watch = (message: unknown) => {
    if (!isInitialization(message)) return
    message.fastify.addHook('onRoute', ({ method, url }) => {
      for (const one of [method].flat()) routes.push({ method: one, url })
    })
  }
  subscribe('fastify.initialization', watch)
  try {
    const server = await startTestServer(t, { OTPOST_RATE_LIMITS: 'off', ...settings })
    // Node's fetch refuses to send a TRACE.
    const isAsked = ({ method, url }: Route) => !['OPTIONS', 'TRACE'].includes(method) && url !== '*'
    return { server, routes: routes.filter(isAsked) }
  } finally {
    unsubscribe('fastify.initialization', watch)
  }
}

function isInitialization(message: unknown): message is { fastify: FastifyInstance } {
  return typeof message === 'object' && message !== null && 'fastify' in message
}

type Dialect = 'oauth' | 'management' | 'native' | 'sign_up' | 'portal'

function dialectOf(path: string): Dialect {
  if (/^\/api\/v2(?![^/?])/.test(path)) return 'management'
  if (/^\/dbconnections(?![^/?])/.test(path)) return 'sign_up'
  if (/^\/portal(?!\/api\/)(?![^/?])/.test(path)) return 'portal'
  return /^\/(oauth|passwordless|mfa|userinfo|\.well-known)(?![^/?])/.test(path) ? 'oauth' : 'native'
}

function assertRefusal(path: string, { status, type, text }: RawAnswer): void {
  const where = `${path}: ${status} ${text}`
  assert.ok(status < 500, where)
  if (status < 400) return
  const dialect = dialectOf(path)
  if (dialect === 'portal' && status === 404) {
    assert.equal(type, 'text/plain; charset=utf-8', where)
    assert.equal(text, 'Not found.\n', where)
    return
  }
  const body: unknown = JSON.parse(text)
  assert.ok(typeof body === 'object' && body !== null, where)
  const fields = new Map(Object.entries(body))
  const texts = (...names: string[]) => {
    for (const name of names) assert.equal(typeof fields.get(name), 'string', where)
  }
  switch (dialect) {
    case 'oauth':
      assert.deepEqual([...fields.keys()], ['error', 'error_description'], where)
      texts('error', 'error_description')
      break
    case 'management':
      assert.equal(fields.get('statusCode'), status, where)
      texts('error', 'message')
      break
    case 'sign_up':
      assert.equal(fields.get('statusCode'), status, where)
      texts('name', 'code')
      break
    case 'portal':
    case 'native':
      assert.match(type, /^application\/problem\+json/, where)
      assert.equal(fields.get('status'), status, where)
      texts('type', 'title', 'detail')
  }
}

async function ask(
  server: TestServer,
  {
    method,
    path,
    headers,
    body,
  }: { method: string; path: string; headers: Record<string, string>; body?: string | Buffer },
): Promise<void> {
  const hasBody = body !== undefined && method !== 'GET' && method !== 'HEAD'
  const response = await fetch(server.url + path, {
    dispatcher,
    method,
    headers,
    redirect: 'manual',
    signal: AbortSignal.timeout(answerWithinMs),
    ...(hasBody && { body: new Uint8Array(Buffer.from(body)) }),
  })
  const { status } = response
  const type = response.headers.get('content-type') ?? ''
  if (type.startsWith('text/event-stream')) {
    assert.match(path, eventStreams)
    assert.equal(status, 200, path)
    // It does not end by itself.
    await response.body?.cancel()
    return
  }
  const text = await response.text()
  if (method === 'HEAD') return assert.ok(status < 500, path)
  // Without the dots of a path like /a/%2e%2e/b, which are not sent.
  assertRefusal(new URL(server.url + path).pathname, { status, type, text })
}

const nastyText = fc.oneof(
  fc.constantFrom(
    '+1',
    '+999999999999999',
    '+442079460123',
    '\u0000',
    '\ud800',
    '__proto__',
    'constructor',
    '',
    ' ',
    'true',
    '%00',
    '../../..',
    '{{code',
    "' or 1=1--",
    'x'.repeat(5_000),
    '1e400',
    '2026-13-45T99:99:99Z',
    'inbox',
    'sms',
    'demo',
    management.clientId,
    'http://auth0.com/oauth/grant-type/passwordless/otp',
    'client_credentials',
    'refresh_token',
    'https://[::1',
  ),
  fc.string({ unit: 'binary', maxLength: 20 }),
)
const nastyValue = fc.oneof(
  nastyText,
  fc.jsonValue({ stringUnit: 'binary', maxDepth: 3 }),
  fc.constantFrom<unknown>(
    null,
    [],
    {},
    [[]],
    [null],
    true,
    0,
    -1,
    1e308,
    -0,
    { toString: 1 },
    { $ref: '#' },
    ['a', 'a'],
  ),
)
// The names that the contracts know, and those that JavaScript knows.
const fieldName = fc.constantFrom(
  ...(
    'client_id client_secret client_assertion client_assertion_type connection phone_number email send authParams captcha ' +
    'grant_type realm username otp scope audience refresh_token token token_type_hint name strategy options ' +
    'enabled_clients realms metadata is_domain_connection display_name grant_types callbacks jwt_configuration ' +
    'client_authentication_methods app_type blocked user_metadata app_metadata identifier scopes token_lifetime ' +
    'credential_type pem to code purpose locale delivery_method organization request kind delivery_methods inbox ' +
    'sms_gateway twilio status client_ids branding token_quota enabled_connections'
  ).split(' '),
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
)
const jsonText = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.dictionary(fieldName, nastyValue, { maxKeys: 8 }).map((body) => JSON.stringify(body)),
  },
  { weight: 2, arbitrary: nastyValue.map((body) => JSON.stringify(body) ?? '') },
  fc.constantFrom(
    '{',
    '[1,]',
    'nul',
    '\ufeff{}',
    '{"a":1}{"a":2}',
    '{"__proto__":{"admin":true}}',
    '{"constructor":{"prototype":{"x":1}}}',
    '{"client_id":"demo","client_id":"other"}',
    '{"name":"\\ud800"}',
    '{"name":"\\u0000"}',
    `${'['.repeat(20_000)}${']'.repeat(20_000)}`,
    `{"options":${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}}`,
    `{"name":"x","strategy":"sms","options":${'['.repeat(20_000)}${']'.repeat(20_000)}}`,
    `{"user_metadata":${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}}`,
  ),
)
const formText = fc
  .array(fc.tuple(fieldName, nastyText), { maxLength: 6 })
  .map((pairs) =>
    pairs.map(([name, value]) => `${name}=${encodeURIComponent(value.toWellFormed())}`).join('&'),
  )
const bytes = fc.uint8Array({ maxLength: 40 }).map((array) => Buffer.from(array))
const invalidUtf8 = fc.constantFrom(
  Buffer.concat([Buffer.from('{"client_id":"'), Buffer.of(0xff, 0xfe, 0xc0), Buffer.from('"}')]),
  Buffer.of(0xed, 0xa0, 0x80),
)
const contentTypes = [
  'application/json',
  'application/json; charset=utf-16',
  'application/json;charset=',
  'application/x-www-form-urlencoded',
  'text/plain',
  'application/xml',
  'multipart/form-data; boundary=x',
  'application/problem+json',
  'json',
  '/',
]
const payload = fc.oneof(
  { weight: 6, arbitrary: fc.tuple(fc.constant('application/json'), jsonText) },
  { weight: 2, arbitrary: fc.tuple(fc.constant('application/x-www-form-urlencoded'), formText) },
  fc.tuple(fc.constantFrom(...contentTypes), fc.oneof(jsonText, formText, bytes, invalidUtf8)),
)
const pathPart = fc.oneof(
  nastyText.map((text) => encodeURIComponent(text.toWellFormed())),
  fc.constantFrom('%', '%ff', '%ed%a0%80', '%C0%80', '%2e%2e', '%2F', '%00', 'x'.repeat(400)),
)
const query = fc.oneof(
  fc.constant(''),
  fc
    .array(
      fc.tuple(
        fc.constantFrom(
          'page',
          'per_page',
          'from',
          'take',
          'include_totals',
          'fields',
          'strategy',
          'name',
          'q',
          'limit',
          'cursor',
          'since',
          'until',
          'to',
          'status',
          '__proto__',
          'a[b]',
        ),
        pathPart,
      ),
      { maxLength: 4 },
    )
    .map((pairs) => `?${pairs.map(([name, value]) => `${name}=${value}`).join('&')}`),
  fc.constantFrom(
    '?page=1&page=2',
    '?per_page=-1',
    '?limit=1e9',
    '?page=999999999999999999999',
    '?%',
    '?=&=',
    '?from=%ff',
  ),
)
const oddHeaders = fc.constantFrom<Record<string, string>>(
  {},
  { authorization: 'Bearer' },
  { authorization: 'Basic !!!' },
  { authorization: `Basic ${Buffer.from('\u0000:\u0000').toString('base64')}` },
  { authorization: `Basic ${Buffer.from('%zz:%').toString('base64')}` },
  { authorization: 'Bearer a.b.c' },
  { 'auth0-forwarded-for': '999.1.1.1' },
  { 'x-request-language': 'x'.repeat(3_000) },
  { 'user-agent': '\u00ff\u0080' },
  { 'idempotency-key': ' ' },
  { 'auth0-client': '%%%' },
  { 'x-forwarded-for': '::::' },
)

test('no body, query, path or header makes any route fail or answer in a foreign shape', async (t) => {
  t.diagnostic(`seed ${seed}`)
  const { server, routes } = await startWithRoutes(t)
  const token = await server.managementToken()
  const credentials = [{}, { authorization: `Bearer ${token}` }]
  const { body: connections } = await server.call('/api/v2/connections', { token })
  const known = fc.constantFrom<string>(connections[0].id, 'demo', 'ver_x', 'msg_0')
  assert.ok(routes.length > 40, `${routes.length} routes`)

  for (const { method, url } of routes) {
    const parameters = url.split(parameter).length - 1
    const request = fc.record({
      parts: fc.array(fc.oneof(pathPart, known), { minLength: parameters, maxLength: parameters }),
      query,
      payload,
      credentials: fc.constantFrom<Record<string, string>>(...credentials),
      odd: oddHeaders,
    })
    await fc.assert(
      fc.asyncProperty(request, async ({ parts, query, payload: [type, body], credentials, odd }) => {
        const left = [...parts]
        const path = url.replace(parameter, () => left.shift() ?? '') + query
        await ask(server, { method, path, headers: { 'content-type': type, ...odd, ...credentials }, body })
      }),
      { numRuns: method === 'GET' || method === 'HEAD' ? 15 : 40, seed },
    )
  }
  assert.equal((await server.call('/readyz')).status, 200)
  const login = { client_id: 'demo', connection: 'sms', phone_number: '+442079460123' }
  const { status, text } = await server.call('/passwordless/start', { body: login })
  // The routes were fed with valid changes too; whatever they made of the connection is a refusal, not a failure.
  assert.ok(status < 500, text)
})

/** Routes whose bodies hold a script: they may have 1 MiB. */
const carriesCode =
  /^(POST|PATCH) \/api\/v2\/(hooks|actions\/actions)(\/:id)?$|^(PUT|POST) \/v1\/phone-provider(\/test)?$/

test('a body over 100 KiB, or 1 MiB with code, is 413, an unknown content type 415, at every route', async (t) => {
  const { server, routes } = await startWithRoutes(t)
  const token = await server.managementToken()
  const headers = { authorization: `Bearer ${token}` }
  const huge = JSON.stringify({ name: 'x'.repeat(101 * 1024) })
  const hugeWithCode = JSON.stringify({ name: 'x'.repeat(1025 * 1024) })
  for (const { method, url } of routes) {
    if (!['POST', 'PUT', 'PATCH'].includes(method)) continue
    const path = url.replace(/:\w+/g, 'x')
    const send = async (type: string, body: string) => {
      const response = await fetch(server.url + path, {
        dispatcher,
        method,
        headers: { ...headers, 'content-type': type },
        body,
      })
      const answer = {
        status: response.status,
        type: response.headers.get('content-type') ?? '',
        text: await response.text(),
      }
      assertRefusal(path, answer)
      return answer.status
    }
    const body = carriesCode.test(`${method} ${url}`) ? hugeWithCode : huge
    assert.equal(await send('application/json', body), 413, `${method} ${url}`)
    assert.equal(await send('application/xml', '<a/>'), 415, `${method} ${url}`)
  }
})

test('a method or a path that is not there is 404 in the shape of the dialect it resembles', async (t) => {
  const { server, routes } = await startWithRoutes(t)
  const taken = new Set(routes.map(({ method, url }) => `${method} ${url}`))
  const page = await server.call('/portal')
  assert.match(page.text, /^<!doctype html>/)
  const assertPage = (path: string, { status, text }: { status: number; text: string }) =>
    assert.deepEqual({ status, text }, { status: 200, text: page.text }, `${path} is for the page to know`)
  for (const { url } of routes) {
    for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']) {
      if (taken.has(`${method} ${url}`)) continue
      const path = url.replace(parameter, 'x')
      const { status, text, headers } = await server.call(path, { method })
      if (method === 'GET' && dialectOf(path) === 'portal') {
        assertPage(path, { status, text })
        continue
      }
      assert.ok(status === 404 || status === 401, `${method} ${path}: ${status}`)
      assertRefusal(path, { status, text, type: headers.get('content-type') ?? '' })
    }
  }
  for (const path of [
    '/portal/',
    '/portal/nothing',
    '/portal/nothing/at/all',
    '/portal/api',
    '/portal/x.y/z',
  ]) {
    assertPage(path, await server.call(path))
  }
  for (const path of [
    '/',
    '/portal/nothing.js',
    '/portal/assets/nothing',
    '/portal/api/nothing',
    '/portal/%ff',
    '/portalnothing',
    '/oauth/nothing',
    '/api/v2/nothing',
    '/v1/nothing',
    '/nothing',
    '/%',
    '/oauth/%ff',
    '/api/v2/%ff',
    '/v1/%',
    '/v1/messages/%ff',
  ]) {
    const answer = await exchange(t, server, `GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`)
    const [parsed] = parseAnswers(answer)
    assert.ok(parsed, path)
    assert.ok(
      parsed.status === 404 || parsed.status === 400 || parsed.status === 401,
      `${path}: ${parsed.status}`,
    )
    assertRefusal(path, parsed)
  }
})

test('any Host is served by the default tenant, and none is refused', async (t) => {
  const { server } = await startWithRoutes(t)
  for (const host of [
    'nowhere.example',
    'LOCALHOST:99999',
    '[::1]:80',
    '..',
    '%00',
    'a b',
    '-',
    ':',
    '@',
    '__proto__',
    'constructor',
    'x'.repeat(2_000),
  ]) {
    const [answer] = parseAnswers(
      await exchange(
        t,
        server,
        `GET /.well-known/openid-configuration HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`,
      ),
    )
    assert.equal(answer?.status, 200, host)
    assert.equal(
      JSON.parse(answer?.text ?? '').issuer,
      server.issuer,
      'the issuer is never taken from the request',
    )
  }
  const [none] = parseAnswers(await exchange(t, server, 'GET /healthz HTTP/1.1\r\nConnection: close\r\n\r\n'))
  assert.equal(none?.status, 400)
})

const start = JSON.stringify({ client_id: 'demo', connection: 'sms', phone_number: '+442079460123' })
const post = (headers: string, body = start) =>
  `POST /passwordless/start HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n${headers}\r\n\r\n${body}`

for (const [name, request] of [
  [
    'conflicting Content-Length and Transfer-Encoding',
    post(`Content-Length: ${start.length}\r\nTransfer-Encoding: chunked`, `0\r\n\r\n${start}`),
  ],
  ['two Content-Lengths', post(`Content-Length: ${start.length}\r\nContent-Length: 3`)],
  ['a negative Content-Length', post('Content-Length: -1')],
  ['a Content-Length that is no number', post('Content-Length: ten')],
  ['a chunk size that is none', post('Transfer-Encoding: chunked', 'zz\r\nabc\r\n')],
  ['bare line feeds', `POST /passwordless/start HTTP/1.1\nHost: x\nContent-Length: 2\n\n{}`],
  ['a header without a colon', 'GET /healthz HTTP/1.1\r\nHost: x\r\nnonsense\r\n\r\n'],
  ['a header with a NUL', 'GET /healthz HTTP/1.1\r\nHost: x\r\nA: \u0000\r\n\r\n'],
  ['a space before the colon', 'GET /healthz HTTP/1.1\r\nHost : x\r\n\r\n'],
  ['a folded header', 'GET /healthz HTTP/1.1\r\nHost: x\r\nA: b\r\n c\r\n\r\n'],
  ['a method of nobody', 'BREW /healthz HTTP/1.1\r\nHost: x\r\n\r\n'],
  ['another protocol', 'SSH-2.0-OpenSSH_9.6\r\n'],
  ['a TLS greeting', '\u0016\u0003\u0001\u0002\u0000\u0001\u0000\r\n\r\n'],
  ['HTTP/9', 'GET /healthz HTTP/9.9\r\nHost: x\r\n\r\n'],
  ['a URL of 100 KiB', `GET /${'x'.repeat(100 * 1024)} HTTP/1.1\r\nHost: x\r\n\r\n`],
  ['headers of 100 KiB', `GET /healthz HTTP/1.1\r\nHost: x\r\nA: ${'x'.repeat(100 * 1024)}\r\n\r\n`],
] as const) {
  test(`${name}: the connection is answered 4xx and closed`, async (t) => {
    const { server } = await startWithRoutes(t)
    const text = await exchange(t, server, request)
    const answers = parseAnswers(text)
    assert.equal(answers.length, 1, text)
    for (const { status } of answers) assert.ok(status >= 400 && status < 500, text)
    assert.ok(
      !server.logLines.some((line) => line.includes('"level":50')),
      'a caller cannot make the server log errors',
    )
    assert.equal((await server.call('/healthz')).status, 200)
  })
}

test('pipelined requests are answered in order', async (t) => {
  const { server } = await startWithRoutes(t)
  const good = 'GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n'
  const last = 'GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n'
  const answers = parseAnswers(
    await exchange(t, server, `${good}${post('Content-Length: 2', '[]')}${good}${last}`),
  )
  assert.deepEqual(
    answers.map(({ status }) => status),
    [200, 400, 200, 200],
  )
})

test('a body nested without end is refused at every route that takes one', async (t) => {
  const { server, routes } = await startWithRoutes(t)
  const token = await server.managementToken()
  const [connection] = (await server.call('/api/v2/connections', { token })).body
  const deep = {
    list: `${'['.repeat(40_000)}${']'.repeat(40_000)}`,
    object: `${'{"a":'.repeat(15_000)}1${'}'.repeat(15_000)}`,
  }
  for (const { method, url } of routes) {
    if (!['POST', 'PUT', 'PATCH'].includes(method)) continue
    const path = url.replace(/connections\/:\w+/, `connections/${connection.id}`).replace(/:\w+/g, 'demo')
    for (const nested of Object.values(deep)) {
      for (const body of [
        nested,
        `{"name":"x","strategy":"sms","options":${nested}}`,
        `{"options":${nested}}`,
        `{"metadata":${nested}}`,
        `{"client_metadata":${nested}}`,
        `{"user_metadata":${nested}}`,
        `{"client_id":"demo","connection":"sms","phone_number":"+442079460123","authParams":${nested}}`,
      ]) {
        await ask(server, {
          method,
          path,
          headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
          body,
        })
      }
    }
  }
  assert.equal((await server.call('/api/v2/connections', { token })).status, 200)
})

test('half a request, and one that trickles, are cut off', async (t) => {
  const server = await startImpatient(t)
  for (const beginning of [
    '',
    'GET /hea',
    'POST /healthz HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n{',
  ]) {
    const socket = connect(server.port, '127.0.0.1')
    onEnd(t, () => socket.destroy())
    socket.on('error', () => {})
    const trickle = setInterval(() => beginning !== '' && socket.write('x'), 20)
    const closed = closeOf(socket.resume(), () => `the server waits for more than ${beginning}`)
    socket.write(beginning)
    await closed.finally(() => clearInterval(trickle))
  }
})

/** The server alone, with less patience than the 20 seconds that it ships with. */
async function startImpatient(t: TestContext): Promise<{ port: number }> {
  const app = createServer({
    directory: { byHost: () => assert.fail('no request was complete') },
    log: createLog('silent'),
    metrics: createMetrics(),
    trustedProxies: [],
    answerBadUrl: () => assert.fail('no request was complete'),
    requestTimeoutMs: 200,
  })
  onEnd(t, () => app.close())
  await app.listen({ port: 0, host: '127.0.0.1' })
  const [address] = app.addresses()
  return { port: typeof address === 'object' ? address.port : 0 }
}

test('an absolute-form and an asterisk-form target do no harm', async (t) => {
  const { server } = await startWithRoutes(t)
  for (const target of [
    'http://elsewhere.example/healthz',
    '*',
    '//healthz',
    '/healthz#x',
    '/../healthz',
    '/healthz/',
  ]) {
    const [answer] = parseAnswers(
      await exchange(t, server, `GET ${target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`),
    )
    assert.ok(answer && answer.status < 500, target)
  }
})

/** Sends the bytes and reads until the server closes. */
async function exchange(t: TestContext, server: TestServer, request: string): Promise<string> {
  const socket = await open(t, server)
  socket.setEncoding('latin1')
  let text = ''
  socket.on('data', (chunk) => {
    text += chunk
  })
  const closed = closeOf(socket, () => `the server neither answered nor closed: ${text || 'nothing came'}`)
  socket.write(request, 'latin1')
  await closed
  return text
}

/** A close after a reset is one too: the server does not read what follows a request that it refused. */
function closeOf(socket: Socket, otherwise: () => string): Promise<void> {
  return new Promise((resolve, reject) => {
    const deadline = setTimeout(() => reject(new Error(otherwise())), answerWithinMs)
    socket.once('close', () => {
      clearTimeout(deadline)
      resolve()
    })
  })
}

async function open(t: TestContext, server: TestServer): Promise<Socket> {
  const socket = connect(Number(new URL(server.url).port), '127.0.0.1')
  socket.on('error', () => {})
  onEnd(t, () => socket.destroy())
  await once(socket, 'connect')
  return socket
}

function parseAnswers(text: string): RawAnswer[] {
  return text
    .split(/(?=HTTP\/1\.1 \d{3} )/)
    .filter((part) => part !== '')
    .map((part) => {
      const [head = '', ...body] = part.split('\r\n\r\n')
      return {
        status: Number(head.split(' ')[1]),
        type: /^content-type: *(.*)$/im.exec(head)?.[1] ?? '',
        text: body.join('\r\n\r\n'),
      }
    })
}
