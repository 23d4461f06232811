// Scripts that try to get out, to break what runs them, or to see each other. Every case has the same end: the call
// fails, or what it tried comes to nothing, and a next call of the same script works.

import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import path from 'node:path'
import { test } from 'node:test'
import type { ScriptFailureKind, ScriptRun } from '#src/sandbox/types.ts'
import { startGateway } from '#test/support/gateway.ts'
import { tempFolder } from '#test/support/temp-folder.ts'
import { until } from '#test/support/until.ts'
import { script, startSandbox, type TestSandbox } from './start-sandbox.ts'

const returnedBy = ({ result }: ScriptRun) => {
  assert.ok(result.end === 'returned', JSON.stringify(result))
  return result.value
}
const failureOf = ({ result }: ScriptRun) => {
  assert.ok(result.end === 'failed', JSON.stringify(result))
  return result
}

/** A script that does harm when its payload is true. */
const harmful = (body: string) => script(`if (e === true) { ${body} }; return 'fine'`)

async function failsAlone(
  { runCode }: TestSandbox,
  code: string,
  kind: ScriptFailureKind,
  timeoutMs = 10_000,
): Promise<ScriptRun> {
  const bystander = runCode(script('await new Promise((r) => setTimeout(r, 50)); return 1'), {
    tenantId: 'other',
  })
  const run = await runCode(code, { input: true, timeoutMs })
  assert.equal(failureOf(run).kind, kind, JSON.stringify(run.result))
  assert.equal(returnedBy(await bystander), 1, 'another call at the same time is not affected')
  assert.equal(
    returnedBy(await runCode(code, { input: false })),
    'fine',
    'the next call of the same script works',
  )
  return run
}

for (const [what, body, kind] of [
  ['an endless loop', 'for (;;);', 'timed_out'],
  ['an endless chain of microtasks', 'for (;;) await null', 'timed_out'],
  ['a promise that never settles', 'await new Promise(() => {})', 'timed_out'],
  ['an endless loop while it loads', 'await import("data:text/javascript,for(;;);")', 'timed_out'],
  ['a regular expression that never ends', '/^(a+)+$/.test("a".repeat(60) + "b")', 'timed_out'],
] as const) {
  test(`${what} is stopped at the time limit`, async (t) => {
    await failsAlone(startSandbox(t), harmful(body), kind, 1_500)
  })
}

for (const [what, body] of [
  ['a heap that grows without end', 'const a = []; for (;;) a.push(new Array(1000).fill({}))'],
  ['buffers that grow without end', 'const a = []; for (;;) a.push(new Uint8Array(8e6).fill(1))'],
  ['one enormous buffer', 'const a = new Uint8Array(2e9); a.fill(1)'],
  [
    'shared memory that grows without end',
    'const a = []; for (;;) { const b = new Uint8Array(new SharedArrayBuffer(8e6)); b.fill(1); a.push(b) }',
  ],
  [
    'WebAssembly memory',
    'const m = new WebAssembly.Memory({ initial: 16000 }); new Uint8Array(m.buffer).fill(1); for (;;);',
  ],
  [
    'a string that doubles',
    'let s = "x"; for (;;) { s += s; Buffer.from(s.slice(0, 2 ** 28)) ; if (s.length > 2 ** 28) s = s.slice(1) }',
  ],
] as const) {
  test(`${what} is stopped at the memory limit`, async (t) => {
    await failsAlone(startSandbox(t), harmful(body), 'out_of_memory', 20_000)
  })
}

for (const [what, body] of [
  ['Deno.exit', 'Deno.exit(0)'],
  ['process.exit', 'process.exit(7)'],
  ['self.close', 'self.close(); await new Promise(() => {})'],
  ['process.abort', 'process.abort()'],
  ['process.reallyExit', 'process.reallyExit(1)'],
] as const) {
  test(`${what} ends only its own run`, async (t) => {
    await failsAlone(startSandbox(t), harmful(body), 'exited')
  })
}

for (const [what, body] of [
  ['a rejection that nobody handles', 'Promise.reject(new Error("lost")); await new Promise(() => {})'],
  ['an error in a timer', 'setTimeout(() => { throw new Error("lost") }); await new Promise(() => {})'],
  [
    'an error event that nobody listens to',
    '(await import("node:events")).default; const { EventEmitter } = await import("node:events"); setImmediate(() => new EventEmitter().emit("error", new Error("lost"))); await new Promise(() => {})',
  ],
  [
    'an error in nextTick',
    'process.nextTick(() => { throw new Error("lost") }); await new Promise(() => {})',
  ],
  [
    'an error in a microtask',
    'queueMicrotask(() => { throw new Error("lost") }); await new Promise(() => {})',
  ],
] as const) {
  test(`${what} fails the run at once`, async (t) => {
    const run = await failsAlone(startSandbox(t), harmful(body), 'threw', 5_000)
    assert.equal(failureOf(run).error.message, 'lost')
    assert.ok(run.durationMs < 4_000)
  })
}

for (const [what, body] of [
  [
    'a rejection',
    'Promise.resolve().then(() => new Promise((r) => setImmediate(r))).then(() => { throw new Error("late") })',
  ],
  ['a thrown error', 'process.nextTick(() => process.nextTick(() => { throw new Error("late") }))'],
  ['an endless loop', 'queueMicrotask(() => queueMicrotask(() => queueMicrotask(() => { for (;;); })))'],
  [
    'an exit',
    '(await import("node:timers")).default; (await import("node:timers/promises")).setTimeout(5).then(() => process.exit(1))',
  ],
] as const) {
  test(`${what} after the answer does not reach the next call`, async (t) => {
    const { runCode } = startSandbox(t)
    const code = script(`if (e === true) { ${body} }; return 'fine'`)
    for (let i = 0; i < 3; i += 1) {
      assert.equal(returnedBy(await runCode(code, { input: true })), 'fine')
      assert.equal(returnedBy(await runCode(code, { input: false })), 'fine')
    }
  })
}

test('nothing of a run goes on after its process got another call', async (t) => {
  const gateway = await startGateway(t)
  const { runCode, stats } = startSandbox(t, { allow: ['127.0.0.1'] })
  const timers = script(`
    if (e !== true) return 'fine'
    const { setInterval: nodeInterval } = await import('node:timers')
    for (const start of [setInterval, nodeInterval]) start(() => fetch('${gateway.url}').catch(() => {}), 1)
    return 'fine'`)
  await runCode(timers, { input: true })
  await until('the process that goes on is ended', () => stats().processes - stats().idle <= 1)
  const before = gateway.requests.length
  assert.equal(returnedBy(await runCode(timers)), 'fine')
  await runCode(script('await new Promise((r) => setTimeout(r, 100))'))
  assert.equal(gateway.requests.length, before)
})

for (const [what, body] of [
  ['prints without end', 'for (;;) console.log("x".repeat(1000))'],
  ['prints one enormous line', 'console.log("x".repeat(5e6)); await new Promise(() => {})'],
  ['prints empty lines without end', 'for (;;) console.log()'],
  ['writes to its streams without end', 'for (;;) process.stdout.write("x".repeat(1000))'],
] as const) {
  test(`a script that ${what} is cut at 1 MiB`, async (t) => {
    const run = await failsAlone(startSandbox(t), harmful(body), 'timed_out', 2_000)
    const lines = run.console.slice(0, -1)
    const bytes = lines.reduce((sum, { text }) => sum + text.length, 0)
    assert.ok(bytes <= 1024 * 1024 && lines.length <= 10_000, `${bytes} in ${lines.length}`)
    assert.match(run.console.at(-1)?.text ?? '', /not kept/)
    assert.equal(run.consoleTruncated, true)
  })
}

test('a flood of output fails nothing but is cut', async (t) => {
  const { runCode } = startSandbox(t)
  const run = await runCode(script('for (let i = 0; i < 20_000; i++) console.log("x".repeat(100)); return 1'))
  assert.equal(returnedBy(run), 1)
  assert.equal(run.consoleTruncated, true)
})

for (const [what, body] of [
  ['files', 'return Deno.readTextFileSync(FILE)'],
  ['files through Node', 'return (await import("node:fs")).readFileSync(FILE, "utf8")'],
  ['files through Node, promised', 'return (await import("node:fs/promises")).readFile(FILE, "utf8")'],
  ['folders', 'return [...Deno.readDirSync("/")].length'],
  ['files by fetch', 'return (await fetch("file://" + FILE)).text()'],
  ['files by import', 'return (await import("file://" + FILE, { with: { type: "json" } })).default'],
  [
    'files by a static import',
    'return import(URL.createObjectURL(new Blob(["import a from \\"file://" + FILE + "\\" with { type: \\"json\\" }; export default a"], { type: "text/javascript" })))',
  ],
  ['files by require', 'return (await import("node:module")).createRequire("file:///")(FILE)'],
  [
    'databases',
    'const { DatabaseSync } = await import("node:sqlite"); return new DatabaseSync(FILE).location()',
  ],
] as const) {
  test(`${what} cannot be read`, async (t) => {
    const file = path.resolve('package.json')
    const { runCode } = startSandbox(t)
    const run = await runCode(script(`const FILE = ${JSON.stringify(file)}; ${body}`))
    assert.equal(failureOf(run).kind, 'threw')
    assert.doesNotMatch(JSON.stringify(run), /Self-hosted phone-message gateway/)
  })
}

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

test("Deno's internals and permissions are out of reach", async (t) => {
  const { runCode } = startSandbox(t)
  const code = script(`return {
    internal: Object.getOwnPropertySymbols(Deno).length + Number('internal' in Deno),
    binding: typeof process.binding, permissions: typeof Deno.permissions,
    bootstrap: typeof nodeBootstrap + typeof __bootstrap,
    status: (await navigator.permissions?.query({ name: 'read' }))?.state ?? 'none' }`)
  assert.deepEqual(returnedBy(await runCode(code)), {
    internal: 0,
    binding: 'undefined',
    permissions: 'undefined',
    bootstrap: 'undefinedundefined',
    status: 'none',
  })
})

test('a permission prompt that a script paints, and an answer that it gives itself, change nothing', async (t) => {
  const { runCode } = startSandbox(t)
  const code = script(`
    console.log('┏ ⚠️  Deno requests read access to "/etc/passwd".\\n┗ Allow? [y/n/A] > y')
    const typed = [await Deno.stdin.read(new Uint8Array(8)), process.stdin ?? null, typeof prompt, typeof confirm]
    process.stdout.write('A\\n')
    try { Deno.readTextFileSync('/etc/passwd') } catch (e) { typed.push(e.name) }
    return typed`)
  assert.deepEqual(returnedBy(await runCode(code)), [null, null, 'undefined', 'undefined', 'NotFound'])
})

test('messages that a script forges on the way to the host are data of its own run at most', async (t) => {
  const { runCode } = startSandbox(t)
  for (const text of [
    'garbage',
    'garbage\n',
    'null\n[]\n{"type":1}\n{"type":"returned"}\n{"type":"returned","id":999999,"json":"1","changes":[]}\n',
    '{"type":"pong","id":1}\n{"type":"ready"}\n{"type":"idle","id":1,"reusable":true,"cpuMs":0}\n',
    '\u0000'.repeat(1000),
  ]) {
    const forge = `const fs = await import('node:fs'); fs.writeSync(1, ${JSON.stringify(text)}); return 'true'`
    assert.equal(returnedBy(await runCode(script(forge))), 'true', text)
  }
  for (const [text, kind] of [
    ['{"type":"returned","id":ID,"json":"{","changes":[]}\n', 'bad_result'],
    [
      `{"type":"returned","id":ID,"json":"${'['.repeat(500)}${']'.repeat(500)}","changes":[]}\n`,
      'bad_result',
    ],
    ['{"type":"failed","id":ID,"kind":"threw","error":{"name":"Forged","message":"forged"}}\n', 'threw'],
  ] as const) {
    const forge = script(`
      const fs = await import('node:fs')
      for (let id = 1; id < 100; id++) fs.writeSync(1, ${JSON.stringify(text)}.replace('ID', id))
      return 'true'`)
    assert.equal(failureOf(await runCode(forge)).kind, kind)
  }
  assert.equal(returnedBy(await runCode(script('return 1'))), 1)
})

test('what a script forges about the cache stays within its tenant and the limits', async (t) => {
  const { runCode } = startSandbox(t)
  const change = { set: { key: 'k'.repeat(100), value: 'v'.repeat(10_000), expiresAt: 9e15 } }
  const small = { set: { key: 'small', value: 'v', expiresAt: 9e15 } }
  const forged = JSON.stringify({
    type: 'returned',
    id: 1,
    json: '1',
    changes: [change, small, { delete: 1 }, 7],
  })
  const options = { dialect: 'action', cacheScope: 'scope' } as const
  await runCode(
    `exports.onExecuteCustomPhoneProvider = () => { require('fs').writeSync(1, ${JSON.stringify(`${forged}\n`)}) }`,
    options,
  )
  const read = (tenantId: string) =>
    runCode(
      `exports.onExecuteCustomPhoneProvider = (e, { cache }) => {
        const small = cache.get('small')
        console.log(cache.get('${'k'.repeat(100)}') === undefined, small?.value, small?.expires_at < Date.now() + 25 * 3600_000) }`,
      { ...options, tenantId },
    ).then(({ console }) => console[0]?.text)
  assert.equal(await read('tenant'), 'true v true')
  assert.equal(await read('other'), 'true undefined false')
})

for (const [what, body] of [
  ['one endless line', 'for (;;) fs.writeSync(1, "x".repeat(1e6))'],
  ['endless garbage', 'for (;;) fs.writeSync(1, "{}\\n".repeat(1000))'],
  [
    'endless messages',
    'for (;;) fs.writeSync(1, \'{"type":"refused","id":1,"address":"a"}\\n\'.repeat(100))',
  ],
  [
    'endless text over the inherited socket',
    'const s = new net.Socket({ fd: 3 }); for (;;) await new Promise((r) => s.write("x".repeat(1e6), r))',
  ],
] as const) {
  test(`a flood on the way to the host is stopped: ${what}`, async (t) => {
    const { runCode } = startSandbox(t)
    const code = script(`const fs = await import('node:fs'); const net = await import('node:net'); ${body}`)
    const before = process.memoryUsage().rss
    const { kind } = failureOf(await runCode(code, { timeoutMs: 4_000 }))
    assert.ok(kind === (what.includes('socket') ? 'timed_out' : 'exited'), kind)
    assert.ok(process.memoryUsage().rss - before < 150e6)
    assert.equal(returnedBy(await runCode(script('return 1'))), 1)
  })
}

test('messages that a script forges on the way from the host reach nobody else', async (t) => {
  const { runCode } = startSandbox(t)
  const code = harmful(`
    process.emit('message', { type: 'run', id: 999, entry: { dialect: 'authgear', payload: false }, env: {}, cache: [] })
    process.removeAllListeners(); process.send?.({ type: 'idle' }); process.channel?.unref()
    await new Promise((r) => setTimeout(r, 20))`)
  for (let i = 0; i < 2; i += 1) {
    await runCode(code, { input: true, timeoutMs: 3_000 })
    assert.equal(returnedBy(await runCode(code, { input: false })), 'fine')
  }
})

for (const [what, body] of [
  ['Object.prototype', 'Object.prototype.polluted = "yes"'],
  ['Object.prototype.toJSON', 'Object.prototype.toJSON = () => "forged"'],
  [
    'a setter on Object.prototype',
    'Object.defineProperty(Object.prototype, "json", { set() {}, configurable: true })',
  ],
  ['Array.prototype.map', 'Array.prototype.map = () => ["forged"]'],
  ['JSON.stringify', 'JSON.stringify = () => "\\"forged\\""'],
  [
    'Promise.prototype.then',
    'const then = Promise.prototype.then; Promise.prototype.then = function (...a) { return then.apply(this, a) }',
  ],
  ['fetch headers', 'Headers.prototype.get = () => "forged"'],
  ['the chain of prototypes', 'Object.setPrototypeOf(Array.prototype, { polluted: "yes" })'],
] as const) {
  test(`pollution of ${what} does not reach the next call`, async (t) => {
    const { runCode } = startSandbox(t)
    const code = script(`
      const before = [({}).polluted ?? null, [1].map((x) => x), JSON.stringify({ a: 1 }), new Headers({ a: 'b' }).get('a'),
        [].polluted ?? null, typeof Object.prototype.toJSON, Object.hasOwn(Object.prototype, 'json'), Promise.prototype.then.toString().includes('native')]
      if (e === true) { ${body} }
      return before`)
    const clean = [null, [1], '{"a":1}', 'b', null, 'undefined', false, true]
    await runCode(code, { input: true })
    assert.deepEqual(returnedBy(await runCode(code, { input: false })), clean)
  })
}

test('a script that breaks what it runs on still fails alone', async (t) => {
  const { runCode } = startSandbox(t)
  for (const body of [
    'for (const k of Reflect.ownKeys(globalThis)) { try { delete globalThis[k] } catch {} }',
    'for (const p of [Object, Array, String, Function, Promise, Set, Map, RegExp]) for (const k of Reflect.ownKeys(p.prototype)) { try { delete p.prototype[k] } catch {} }',
    'Object.freeze(Object.prototype); Object.freeze(Array.prototype); Object.freeze(globalThis)',
    'process.on = process.emit = process.once = () => {}; process.connected = false',
    'Error.prepareStackTrace = () => { throw 1 }; throw new Error("x")',
  ]) {
    const code = harmful(body)
    await runCode(code, { input: true, timeoutMs: 3_000 })
    assert.equal(returnedBy(await runCode(code, { input: false })), 'fine', body)
  }
})

test('tenants share no process, and so neither globals, modules, secrets nor storage', async (t) => {
  const { runCode } = startSandbox(t)
  const code = `let seen = []; export default (e) => {
    globalThis.leak ??= e; seen.push(e)
    try { localStorage.setItem('leak', e) } catch {}
    return { leak: globalThis.leak, seen, env: process.env.SECRET, pid: process.pid, stored: globalThis.localStorage?.leak ?? null } }`
  const a = returnedBy(await runCode(code, { tenantId: 'a', input: 'from a', env: { SECRET: 'of a' } }))
  const b = returnedBy(await runCode(code, { tenantId: 'b', input: 'from b', env: { SECRET: 'of b' } }))
  assert.ok(isRecord(a) && isRecord(b))
  assert.deepEqual({ ...b, pid: 0 }, { leak: 'from b', seen: ['from b'], env: 'of b', pid: 0, stored: null })
  assert.notEqual(a.pid, b.pid)
})

test('two versions of a script share no process', async (t) => {
  const { runCode } = startSandbox(t)
  const version = (n: number) => script(`globalThis.seen ??= ${n}; return globalThis.seen`)
  assert.equal(returnedBy(await runCode(version(1))), 1)
  assert.equal(returnedBy(await runCode(version(2))), 2)
  assert.equal(returnedBy(await runCode(version(1))), 1)
})

test('a secret that a script prints is only in its own run', async (t) => {
  const { runCode } = startSandbox(t)
  const code = script('console.log(e); await new Promise((r) => setTimeout(r, 20)); return e')
  const runs = await Promise.all(
    ['a', 'b', 'c', 'd', 'e', 'f'].map((input) =>
      runCode(code, { input, tenantId: input < 'd' ? '1' : '2' }),
    ),
  )
  for (const run of runs) assert.deepEqual(run.console, [{ level: 'log', text: returnedBy(run) }])
})

test('a crash leaves no core file and the host no process', async (t) => {
  const sandbox = startSandbox(t)
  await sandbox.runCode(script('process.abort()'))
  await sandbox.runCode(script('return 1'))
  const mine = () => readFileSync(`/proc/${process.pid}/task/${process.pid}/children`, 'utf8').trim()
  if (process.platform === 'linux') assert.notEqual(mine(), '')
  await sandbox.close()
  if (process.platform === 'linux') assert.equal(mine(), '')
})

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null
