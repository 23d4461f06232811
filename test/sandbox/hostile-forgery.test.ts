// Scripts that try to break what runs them, to speak in its name, or to see each other.

import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { failureOf, harmful, returnedBy } from './harm.ts'
import { script, startSandbox } from './start-sandbox.ts'

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
