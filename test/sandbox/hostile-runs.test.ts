// Scripts that loop, fill the memory, flood the output or end their process: each fails its own call, and the next works.

import assert from 'node:assert/strict'
import path from 'node:path'
import { test } from 'node:test'
import { startGateway } from '#test/support/gateway.ts'
import { waitFor } from '#test/support/wait-for.ts'
import { failsAlone, failureOf, harmful, returnedBy } from './harm.ts'
import { script, startSandbox } from './start-sandbox.ts'

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
  await waitFor('the process that goes on is ended', () => stats().processes - stats().idle <= 1, 5_000)
  const pause = script('await new Promise((r) => setTimeout(r, 100))')
  assert.equal(returnedBy(await runCode(timers)), 'fine')
  // What it had sent before it was ended arrives in this time; timers that went on would send a hundred in the next.
  await runCode(pause)
  const before = gateway.requests.length
  await runCode(pause)
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

const _isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null
