// Scripts that reach for files, programs, the environment and the network: what they try comes to nothing.

import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { createServer } from 'node:net'
import path from 'node:path'
import { test } from 'node:test'
import { startGateway } from '#test/support/gateway.ts'
import { tempFolder } from '#test/support/temp-folder.ts'
import { failureOf, returnedBy } from './harm.ts'
import { script, startSandbox } from './start-sandbox.ts'

test('files cannot be written, moved or removed', async (t) => {
  const folder = await tempFolder(t)
  const { runCode } = startSandbox(t)
  const file = path.join(folder, 'file')
  for (const body of [
    'Deno.writeTextFileSync(FILE, "x")',
    '(await import("node:fs")).writeFileSync(FILE, "x")',
    '(await import("node:fs")).mkdirSync(FILE)',
    'Deno.makeTempFileSync()',
    'Deno.symlinkSync("/etc/passwd", FILE)',
    'Deno.removeSync(FOLDER)',
    'Deno.renameSync(FOLDER, FOLDER + "2")',
    'Deno.chmodSync(FOLDER, 0o777)',
    '(await import("node:v8")).writeHeapSnapshot(FILE)',
  ]) {
    const code = script(
      `const FOLDER = ${JSON.stringify(folder)}; const FILE = ${JSON.stringify(file)}; ${body}`,
    )
    assert.equal(failureOf(await runCode(code)).kind, 'threw', body)
  }
  assert.ok(existsSync(folder) && !existsSync(file))
})

test('programs cannot be started and nobody be signalled', async (t) => {
  const { runCode } = startSandbox(t)
  for (const body of [
    'await new Deno.Command("/bin/sh", { args: ["-c", "true"] }).output()',
    '(await import("node:child_process")).execFileSync("/bin/true")',
    'await new Promise((_, reject) => import("node:child_process").then((c) => c.spawn("/bin/true").on("error", reject)))',
    'const c = await import("node:child_process"); await new Promise((_, reject) => c.fork("/x.js").on("error", reject))',
    `Deno.kill(${process.pid}, "SIGTERM")`,
    `process.kill(${process.pid}, 0)`,
  ]) {
    assert.equal(failureOf(await runCode(script(body), { timeoutMs: 3_000 })).kind, 'threw', body)
  }
})

test('native code cannot be loaded', async (t) => {
  const { runCode } = startSandbox(t)
  for (const body of [
    'Deno.dlopen("/lib/x86_64-linux-gnu/libc.so.6", { getpid: { parameters: [], result: "i32" } })',
    'process.dlopen({ exports: {} }, "/x.node")',
    'Deno.UnsafePointer.of(new Uint8Array(1))',
  ]) {
    assert.equal(failureOf(await runCode(script(body))).kind, 'threw', body)
  }
})

test('the environment of the host cannot be seen', async (t) => {
  process.env.OTPOST_TEST_SECRET = 'very-secret'
  t.after(() => delete process.env.OTPOST_TEST_SECRET)
  const { runCode } = startSandbox(t)
  const run = await runCode(
    script(`const { env } = await import('node:process'); const os = await import('node:os')
      const seen = [Deno.env.toObject(), { ...process.env }, { ...env }, env.OTPOST_TEST_SECRET, env.PATH, env.DENO_DIR, os.default.hostname()]
      try { seen.push(os.hostname()) } catch {}
      return seen`),
  )
  const text = JSON.stringify(returnedBy(run))
  assert.doesNotMatch(text, /very-secret|PATH|DENO_DIR|otpost/)
})

test('nothing can be imported from elsewhere', async (t) => {
  const { runCode } = startSandbox(t, { allow: ['127.0.0.1'] })
  const gateway = await startGateway(t)
  for (const from of [
    `${gateway.url}/mod.js`,
    'npm:axios',
    'jsr:@std/assert',
    'https://deno.land/std/mod.ts',
  ]) {
    assert.equal(failureOf(await runCode(script(`await import("${from}")`))).kind, 'threw', from)
    assert.equal(failureOf(await runCode(`import "${from}"; export default () => 1`)).kind, 'threw', from)
  }
  assert.equal(gateway.requests.length, 0)
})

test('workers cannot be started', async (t) => {
  const { runCode } = startSandbox(t)
  for (const body of [
    'new Worker("data:text/javascript,1", { type: "module" })',
    'new (await import("node:worker_threads")).Worker("1", { eval: true })',
    'new (process.getBuiltinModule("worker_threads").Worker)("1", { eval: true })',
    'const c = await import("node:cluster"); await new Promise((_, reject) => c.default.fork().on("error", reject))',
  ]) {
    assert.equal(failureOf(await runCode(script(body))).kind, 'threw', body)
  }
})

const addressBodies = (host: string, port: string | number) => [
  `await fetch("http://${host}:${port}/")`,
  `await fetch(new Request("http://${host}:${port}/", { method: "POST", body: "x", redirect: "manual" }))`,
  `const { get } = await import("node:http"); await new Promise((r, j) => get("http://${host}:${port}/", r).on("error", j))`,
  `const { request } = await import("node:https"); await new Promise((r, j) => request("https://${host}:${port}/", r).on("error", j).end())`,
  `const net = await import("node:net"); await new Promise((r, j) => net.connect(${port}, "${host.replace(/[[\]]/g, '')}", r).on("error", j))`,
  `const tls = await import("node:tls"); await new Promise((r, j) => tls.connect(${port}, "${host.replace(/[[\]]/g, '')}", r).on("error", j))`,
  `const h2 = await import("node:http2"); await new Promise((r, j) => h2.connect("http://${host}:${port}").on("error", j).on("connect", r))`,
  `await Deno.connect({ hostname: "${host.replace(/[[\]]/g, '')}", port: ${port} })`,
  `await Deno.connectTls({ hostname: "${host.replace(/[[\]]/g, '')}", port: ${port} })`,
  `await new Promise((r, j) => { const w = new WebSocket("ws://${host}:${port}/"); w.onopen = r; w.onerror = () => j(new Error("refused")) })`,
]

for (const host of [
  '127.0.0.1',
  'localhost',
  '2130706433',
  '0x7f.1',
  '[::ffff:127.0.0.1]',
  '[::1]',
  '0.0.0.0',
]) {
  test(`${host} is refused to everything that connects`, async (t) => {
    const gateway = await startGateway(t)
    const { port } = new URL(gateway.url)
    const { runCode } = startSandbox(t)
    for (const body of addressBodies(host, port)) {
      const run = await runCode(script(body), { timeoutMs: 5_000 })
      assert.equal(failureOf(run).kind, 'threw', body)
    }
    assert.equal(gateway.openConnections(), 0)
    const { result, refusedAddresses } = await runCode(script(`await fetch("http://${host}:${port}/")`))
    assert.match(result.end === 'failed' ? result.error.message : '', /OTPOST_EGRESS_ALLOW can allow it/)
    assert.match(refusedAddresses.join(), /^(127\.0\.0\.1|::1|0\.0\.0\.0)$/)
  })
}

for (const host of [
  '[fd00:1234::1]',
  '[fe80::1]',
  '[64:ff9b::7f00:1]',
  '[::127.0.0.1]',
  '[2002:7f00:1::]',
  '[ff02::1]',
  '[fd00:ec2::254]',
]) {
  test(`${host}, which Deno cannot be told to deny as a block, is refused to everything that connects`, async (t) => {
    const { runCode } = startSandbox(t)
    for (const body of addressBodies(host, 8080)) {
      const run = await runCode(script(body), { timeoutMs: 5_000 })
      assert.equal(failureOf(run).kind, 'threw', body)
      assert.doesNotMatch(failureOf(run).error.message, /unreachable|ENETUNREACH|os error/i, body)
    }
  })
}

test('an allowed address is called, and its neighbours are not', async (t) => {
  const gateway = await startGateway(t)
  gateway.answer({ body: 'hello' })
  const { runCode } = startSandbox(t, { allow: ['127.0.0.1'] })
  assert.equal(
    returnedBy(
      await runCode(script(`return (await fetch("${gateway.url}/a", { method: "POST", body: "b" })).text()`)),
    ),
    'hello',
  )
  const http = `const { get } = await import("node:http"); return new Promise((r, j) => get("${gateway.url}/", (s) => r(s.statusCode)).on("error", j))`
  assert.equal(returnedBy(await runCode(script(http))), 200)
  assert.equal(gateway.requests[0]?.body, 'b')
  const neighbour = gateway.url.replace('127.0.0.1', '127.0.0.2')
  assert.deepEqual((await runCode(script(`await fetch("${neighbour}")`))).refusedAddresses, ['127.0.0.2'])
})

for (const target of [
  'http://10.0.0.1/',
  'http://169.254.169.254/latest/meta-data',
  'http://[fd00:1234::1]/',
  'http://[::1]/',
]) {
  test(`a redirect to ${target} is refused`, async (t) => {
    const gateway = await startGateway(t)
    gateway.answer({ status: 302, headers: { location: target } })
    const { runCode } = startSandbox(t, { allow: ['127.0.0.1'] })
    const run = await runCode(script(`return (await fetch("${gateway.url}")).status`))
    assert.match(failureOf(run).error.message, /^Refused to call/)
    assert.deepEqual(run.refusedAddresses, [new URL(target).hostname.replace(/[[\]]/g, '')])
  })
}

test('redirects are followed as fetch follows them', async (t) => {
  const gateway = await startGateway(t)
  const other = await startGateway(t)
  other.answer(({ method, body, headers }) => ({
    body: { method, body, token: headers.authorization ?? null },
  }))
  const { runCode } = startSandbox(t, { allow: ['127.0.0.1'] })
  const post = (status: number, path = '') => {
    gateway.answer({ status, headers: { location: `${other.url}${path}` } })
    return runCode(
      script(`
      const r = await fetch("${gateway.url}", { method: "POST", body: "b", headers: { authorization: "secret", "content-type": "text/plain" } })
      return { ...(await r.json()), redirected: r.redirected }`),
    )
  }
  assert.deepEqual(returnedBy(await post(302)), { method: 'GET', body: '', token: null, redirected: true })
  assert.deepEqual(returnedBy(await post(303)), { method: 'GET', body: '', token: null, redirected: true })
  assert.deepEqual(returnedBy(await post(307)), { method: 'POST', body: 'b', token: null, redirected: true })
  gateway.answer({ status: 302, headers: { location: '/' } })
  assert.match(failureOf(await runCode(script(`await fetch("${gateway.url}")`))).error.message, /redirects/)
  gateway.answer({ status: 302, headers: { location: '/' } })
  assert.equal(
    returnedBy(
      await runCode(script(`return (await fetch("${gateway.url}", { redirect: "manual" })).status`)),
    ),
    302,
  )
})

test('Unix sockets cannot be reached', async (t) => {
  const folder = await tempFolder(t)
  const file = path.join(folder, 'socket')
  let connections = 0
  const server = createServer((socket) => {
    connections += 1
    socket.destroy()
  }).listen(file)
  t.after(() => server.close())
  const { runCode } = startSandbox(t, { allow: ['0.0.0.0/0'] })
  for (const body of [
    'await Deno.connect({ transport: "unix", path: FILE })',
    'const net = await import("node:net"); await new Promise((r, j) => net.connect({ path: FILE }, r).on("error", j))',
    'const { get } = await import("node:http"); await new Promise((r, j) => get({ socketPath: FILE, path: "/" }, r).on("error", j))',
  ]) {
    const run = await runCode(script(`const FILE = ${JSON.stringify(file)}; ${body}`), { timeoutMs: 3_000 })
    assert.equal(failureOf(run).kind, 'threw', body)
  }
  assert.equal(connections, 0)
})

test('scripts cannot listen, not even on an allowed address', async (t) => {
  const { runCode } = startSandbox(t, { allow: ['127.0.0.0/8'] })
  for (const body of [
    'Deno.listen({ hostname: "127.0.0.1", port: 0 })',
    'Deno.serve({ hostname: "127.0.0.1", port: 0 }, () => new Response())',
    '(await import("node:net")).createServer().listen(0, "127.0.0.1")',
    '(await import("node:http")).createServer().listen(0, "127.0.0.1")',
    'Deno.listenDatagram({ transport: "udp", hostname: "127.0.0.1", port: 0 })',
    'const d = await import("node:dgram"); await new Promise((r, j) => d.createSocket("udp4").on("error", j).bind(0, "0.0.0.0", r))',
    'const d = await import("node:dgram"); await new Promise((r, j) => d.createSocket("udp6").on("error", j).send("x", 99, "fd00::1", (e) => e ? j(e) : r()))',
  ]) {
    assert.equal(failureOf(await runCode(script(body), { timeoutMs: 3_000 })).kind, 'threw', body)
  }
})

test('DNS servers cannot be chosen', async (t) => {
  const { runCode } = startSandbox(t)
  for (const body of [
    '(await import("node:dns")).default.setServers(["[fd00::1]:53"])',
    'const { Resolver } = await import("node:dns"); new Resolver().setServers(["10.0.0.1"])',
    'await Deno.resolveDns("example.com", "A", { nameServer: { ipAddr: "10.0.0.1" } })',
  ]) {
    assert.equal(failureOf(await runCode(script(body), { timeoutMs: 3_000 })).kind, 'threw', body)
  }
})

test('what guards the network cannot be talked out of it', async (t) => {
  const { runCode } = startSandbox(t)
  const code = script(`
    const net = await import('node:net')
    net.BlockList.prototype.check = () => false
    net.default.isIPv6 = () => false
    RegExp.prototype.exec = () => null
    Object.defineProperty(URL.prototype, 'hostname', { get: () => 'example.com' })
    Object.defineProperty(Request.prototype, 'url', { get: () => 'http://example.com/' })
    Reflect.apply = () => null
    Function.prototype.call = Function.prototype.apply = () => null
    String.prototype.charCodeAt = () => 48
    await fetch('http://[fd00:1234::1]:8080/')`)
  const run = await runCode(code, { timeoutMs: 3_000 })
  assert.doesNotMatch(failureOf(run).error.message, /unreachable|os error/i)
  assert.deepEqual(run.refusedAddresses, ['fd00:1234::1'])
})

test("a socket cannot be told its address by what lies below Node's modules", async (t) => {
  const { runCode } = startSandbox(t, { allow: ['127.0.0.1'] })
  const gateway = await startGateway(t)
  const { port } = new URL(gateway.url)
  for (const [method, address] of [
    ['connect', '[fd00:1234::1]'],
    ['connect', 'localhost'],
    ['connect6', 'fd00:1234::1'],
    ['connect6', 'ip6-localhost'],
  ]) {
    const run = await runCode(
      script(`
        const net = await import('node:net')
        const stolen = []
        Reflect.apply = (f) => stolen.push(f)
        const socket = net.connect(${port}, '127.0.0.1'); await new Promise((r) => socket.on('connect', r))
        const TCP = socket._handle.constructor; const handle = new TCP(0)
        if (stolen.length > 0) return 'stolen'
        return handle.${method}({}, '${address}', 80)`),
      { timeoutMs: 3_000 },
    )
    assert.equal(failureOf(run).kind, 'threw', `${method} ${address}`)
    assert.match(failureOf(run).error.message, /Refused to call|is not an address/)
  }
})

const _isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null
