// How the three dialects are entered and what becomes of their answers (authgear.md 2, auth0.md 8.2, 9.5, 9.6).

import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ScriptResult, ScriptRun } from '#src/sandbox/types.ts'
import { script, startSandbox } from './start-sandbox.ts'

const returnedBy = ({ result }: ScriptRun) => {
  assert.equal(result.end, 'returned', JSON.stringify(result))
  return result.end === 'returned' ? result.value : undefined
}
const failureOf = ({ result }: ScriptRun): Extract<ScriptResult, { end: 'failed' }> => {
  assert.ok(result.end === 'failed', JSON.stringify(result))
  return result
}

test('an authgear script gets its payload and returns JSON', async (t) => {
  const { runCode } = startSandbox(t)
  const payload = { to: '+442079460123', template_variables: { code: '123456' }, 'a b': [1, null, 'ü'] }
  assert.deepEqual(returnedBy(await runCode(script('return e'), { input: payload })), payload)
  assert.deepEqual(returnedBy(await runCode('export default (e) => ({ code: "success" })')), {
    code: 'success',
  })
  for (const nothing of ['undefined', '() => {}', 'Symbol()', 'null']) {
    assert.equal(returnedBy(await runCode(script(`return ${nothing}`))), null, nothing)
  }
  for (const unreadable of ['1n', '(() => { const a = {}; a.a = a; return a })()', '"x".repeat(300000)']) {
    assert.equal(failureOf(await runCode(script(`return ${unreadable}`))).kind, 'bad_result', unreadable)
  }
})

test('a result that nests beyond reason is a bad result', async (t) => {
  const { runCode } = startSandbox(t)
  const deep = 'let a = []; for (let i = 0; i < 2000; i++) a = [a]; return a'
  assert.equal(failureOf(await runCode(script(deep))).kind, 'bad_result')
})

test('a script without the function that its dialect asks for is told which', async (t) => {
  const { runCode } = startSandbox(t)
  for (const [dialect, code, hint] of [
    ['authgear', 'export default 1', /export default async function/],
    ['action', 'exports.onExecutePostLogin = () => {}', /exports\.onExecuteCustomPhoneProvider/],
    ['hook', 'module.exports = {}', /module\.exports = function/],
  ] as const) {
    const { kind, error } = failureOf(await runCode(code, { dialect }))
    assert.equal(kind, 'no_function')
    assert.match(error.message, hint)
  }
})

test('an error names its place in the source and nothing of the machine', async (t) => {
  const { runCode } = startSandbox(t)
  const action = "exports.onExecuteCustomPhoneProvider = async () => {\n  throw new RangeError('no')\n}"
  const thrown = failureOf(await runCode(action, { dialect: 'action' })).error
  assert.equal(thrown.name, 'RangeError')
  assert.equal(thrown.message, 'no')
  assert.match(thrown.stack ?? '', /^RangeError: no\n {4}at .*action\.js:2:9\)$/)

  const hook = 'module.exports = () => { throw new Error("first line") }'
  const column = hook.indexOf('new Error') + 1
  assert.match(
    failureOf(await runCode(hook, { dialect: 'hook' })).error.stack ?? '',
    new RegExp(`hook\\.js:1:${column}\\)`),
  )

  const module = failureOf(await runCode('export default () => {\n\n  null.x\n}')).error
  assert.equal(module.name, 'TypeError')
  assert.match(module.stack ?? '', /script\.ts:3:8\)/)
})

test('positions of a compiled script are mapped to its source', async (t) => {
  const { runCode } = startSandbox(t)
  // Line 1 of the code is line 5, column 3 of the source.
  const sourceMap = JSON.stringify({ version: 3, sources: ['script.ts'], names: [], mappings: 'AAIE' })
  const run = await runCode('export default () => { throw new Error("x") }', { sourceMap })
  assert.match(failureOf(run).error.stack ?? '', /script\.ts:5:3/)
})

test('what is thrown need not be an error', async (t) => {
  const { runCode } = startSandbox(t)
  for (const [thrown, message] of [
    ['"text"', 'text'],
    ['undefined', 'undefined'],
    ['{ status: 500 }', '{ status: 500 }'],
  ]) {
    assert.equal(failureOf(await runCode(script(`throw ${thrown}`))).error.message, message)
  }
  const unreadable =
    'const e = new Error(); Object.defineProperty(e, "message", { get() { throw 1 } }); throw e'
  assert.equal(failureOf(await runCode(script(unreadable))).kind, 'threw')
})

test('an Action that just ends has delivered, and its last word on the notification counts', async (t) => {
  const { runCode } = startSandbox(t)
  const action = (body: string) =>
    runCode(`exports.onExecuteCustomPhoneProvider = async (event, api) => { ${body} }`, {
      dialect: 'action',
      input: { notification: { recipient: '+442079460123' } },
    })
  assert.equal(returnedBy(await action('return event')), null)
  assert.deepEqual((await action('api.notification.drop("a"); api.notification.retry("b")')).result, {
    end: 'retry',
    reason: 'b',
  })
  assert.deepEqual((await action('api.notification.retry("a").notification.drop("x".repeat(2000))')).result, {
    end: 'dropped',
    reason: 'x'.repeat(1024),
  })
  assert.equal(failureOf(await action('api.notification.drop("a"); throw new Error("b")')).error.message, 'b')
})

test('the Action of the MFA flow has a cache and no notification', async (t) => {
  const { runCode } = startSandbox(t)
  const code =
    'exports.onExecuteSendPhoneMessage = async (event, api) => { console.log(Object.keys(api).join(), event.a) }'
  const entry = { dialect: 'action', handler: 'onExecuteSendPhoneMessage', event: { a: 1 } } as const
  const { result, console } = await runCode(code, { dialect: 'action', entry })
  assert.equal(result.end, 'returned')
  assert.deepEqual(console, [{ level: 'log', text: 'cache 1' }])
})

test('the cache of Actions is kept between runs and processes, and apart for each tenant and scope', async (t) => {
  const { runCode } = startSandbox(t)
  const read = (cacheScope: string, tenantId = 'a') =>
    runCode(
      'exports.onExecuteCustomPhoneProvider = async (e, api) => { console.log(api.cache.get("token")?.value ?? "none") }',
      { dialect: 'action', cacheScope, tenantId },
    ).then(({ console: [line] }) => line?.text)
  const write = await runCode(
    `exports.onExecuteCustomPhoneProvider = async (e, api) => {
      const { type, record } = api.cache.set("token", "secret", { ttl: 60_000 })
      const left = record.expires_at - Date.now()
      console.log(type, record.value, left > 50_000 && left <= 60_000)
    }`,
    { dialect: 'action', cacheScope: 'custom-phone-provider', tenantId: 'a' },
  )
  assert.deepEqual(write.console, [{ level: 'log', text: 'success secret true' }])
  assert.equal(await read('custom-phone-provider'), 'secret')
  assert.equal(await read('send-phone-message'), 'none')
  assert.equal(await read('custom-phone-provider', 'b'), 'none')
  await runCode('exports.onExecuteCustomPhoneProvider = async (e, api) => { api.cache.delete("token") }', {
    dialect: 'action',
    cacheScope: 'custom-phone-provider',
    tenantId: 'a',
  })
  assert.equal(await read('custom-phone-provider'), 'none')
})

test('the cache refuses what is beyond its limits, and says so', async (t) => {
  const { runCode } = startSandbox(t)
  const { console } = await runCode(
    `exports.onExecuteCustomPhoneProvider = async (e, { cache }) => {
      console.log(cache.set("k".repeat(65), "v").code)
      console.log(cache.set("k", "v".repeat(4097)).code)
      console.log(cache.set("k", 1).code)
      for (let i = 0; i < 20; i++) cache.set("k" + i, "v")
      console.log(cache.set("k20", "v").code)
      for (let i = 0; i < 20; i++) cache.delete("k" + i)
      cache.set("a", "v".repeat(4096)); console.log(cache.set("b", "v".repeat(4096)).code)
      const week = cache.set("c", "v", { ttl: 7 * 24 * 3600_000 }).record.expires_at - Date.now()
      console.log(Math.round(week / 3600_000))
      console.log(Math.round((cache.set("c", "v").record.expires_at - Date.now()) / 60_000))
      console.log(Math.round((cache.set("c", "v", { ttl: 1e6, expires_at: Date.now() + 60_000 }).record.expires_at - Date.now()) / 60_000))
    }`,
    { dialect: 'action' },
  )
  assert.deepEqual(
    console.map(({ text }) => text),
    [
      'key_too_large',
      'value_too_large',
      'invalid_argument',
      'too_many_entries',
      'cache_full',
      '24',
      '15',
      '1',
    ],
  )
})

test('a Hook answers by its callback or by its promise, whichever settles first', async (t) => {
  const { runCode } = startSandbox(t)
  const hook = (code: string) =>
    runCode(`module.exports = ${code}`, { dialect: 'hook', input: { webtask: { secrets: { A: 'b' } } } })
  assert.deepEqual(
    returnedBy(
      await hook('function (recipient, text, context, cb) { cb(null, { recipient, text, context }) }'),
    ),
    {
      recipient: '+442079460123',
      text: 'Your code is 123456',
      context: { webtask: { secrets: { A: 'b' } } },
    },
  )
  assert.deepEqual(returnedBy(await hook('async (r, t, c) => ({ MessageID: 1 })')), { MessageID: 1 })
  assert.equal(returnedBy(await hook('async (r, t, c) => {}')), null)
  assert.deepEqual(returnedBy(await hook('async (r, t, c, cb) => { setTimeout(() => cb(null, 2), 5) }')), 2)
  assert.deepEqual(returnedBy(await hook('(r, t, c, cb) => { cb(null, 1); cb(new Error("late")) }')), 1)
  assert.equal(failureOf(await hook('(r, t, c, cb) => cb(new Error("no"))')).error.message, 'no')
  assert.equal(failureOf(await hook('(r, t, c, cb) => cb("text")')).error.message, 'text')
  assert.equal(failureOf(await hook('async () => { throw new Error("rejected") }')).error.message, 'rejected')
})

test('CommonJS scripts run in sloppy mode and may require Node modules', async (t) => {
  const { runCode } = startSandbox(t)
  const modules =
    'crypto querystring https http url util buffer stream events zlib path os fs dns net tls'.split(' ')
  const code = `
    undeclared = 1
    module.exports = (r, t, c, cb) => cb(null, {
      sloppy: (function () { return this === globalThis })(),
      hash: require('crypto').createHash('sha256').update('a').digest('hex').slice(0, 8),
      modules: ${JSON.stringify(modules)}.filter((name) => require(name) && require('node:' + name)),
      file: [__filename, __dirname, typeof exports],
    })`
  assert.deepEqual(returnedBy(await runCode(code, { dialect: 'hook' })), {
    sloppy: true,
    hash: 'ca978112',
    modules,
    file: ['/hook.js', '/', 'object'],
  })
})

test('dependencies come from the bundle, by name and by name@version, each loaded once', async (t) => {
  const { runCode } = startSandbox(t)
  const dependencies = `
    let loads = 0
    const load = () => ({ loads: ++loads, crypto: typeof require('crypto').randomUUID })
    let loaded
    const once = () => loaded ??= load()
    module.exports = { 'left-pad': once, 'left-pad@1.0.0': once, broken: () => { throw new Error('broken') } }`
  const hook = (body: string) =>
    runCode(`module.exports = (r, t, c, cb) => { ${body} }`, { dialect: 'hook', dependencies })
  assert.deepEqual(returnedBy(await hook('require("left-pad"); cb(null, require("left-pad@1.0.0"))')), {
    loads: 1,
    crypto: 'function',
  })
  assert.equal(failureOf(await hook('require("broken")')).error.message, 'broken')
  for (const name of ['axios', './other.js', '/etc/passwd', 'constructor', '__proto__']) {
    assert.match(
      failureOf(await hook(`require("${name}")`)).error.message,
      new RegExp(`^Cannot find module '${name}'`),
    )
  }
  assert.deepEqual(
    returnedBy(await hook('try { require("axios") } catch (e) { cb(null, e.code) }')),
    'MODULE_NOT_FOUND',
  )
})

test('what a script prints is kept in order, however it prints it', async (t) => {
  const { runCode } = startSandbox(t)
  const { console } = await runCode(
    `const process = require('process')
     module.exports = (r, t, c, cb) => {
      console.log('a %s', 1, { b: [2] }); console.info('i'); console.debug('d'); console.warn('w'); console.error('e')
      process.stdout.write('out\\n'); process.stderr.write('err'); Deno.stdout.writeSync(new TextEncoder().encode('deno'))
      console.group('g'); console.log('in'); console.groupEnd(); console.table([{ x: 1 }]); console.assert(false, 'no')
      cb(null)
    }`,
    { dialect: 'hook' },
  )
  const lines = console.map(({ level, text }) => `${level}: ${text}`)
  assert.deepEqual(lines.slice(0, 10), [
    'log: a 1 { b: [ 2 ] }',
    'info: i',
    'debug: d',
    'warn: w',
    'error: e',
    'log: out',
    'error: err',
    'log: deno',
    'log: g',
    'log:   in',
  ])
  assert.match(lines.slice(10).join('\n'), /│ 0 +│ 1 │[\s\S]*Assertion failed: no/)
})

test('a run that is stopped shows what it printed before', async (t) => {
  const { runCode } = startSandbox(t)
  const { console, result } = await runCode(script('console.log("before"); for (;;);'), { timeoutMs: 1_000 })
  assert.equal(result.end === 'failed' && result.kind, 'timed_out')
  assert.deepEqual(console, [{ level: 'log', text: 'before' }])
})

test('the environment is what the call says and nothing else', async (t) => {
  const { runCode } = startSandbox(t)
  const code = script(
    'return [{ ...process.env }, Deno.env.toObject(), process.env.PATH ?? null, Deno.env.get("A"), Deno.env.has("HOME")]',
  )
  assert.deepEqual(returnedBy(await runCode(code, { env: { A: 'b' } })), [
    { A: 'b' },
    { A: 'b' },
    null,
    'b',
    false,
  ])
  assert.deepEqual(
    returnedBy(await runCode(code)),
    [{}, {}, null, undefined, false].map((value) => value ?? null),
  )
})

test('a later run of the same script finds what the script kept, in the same process', async (t) => {
  const { runCode, stats } = startSandbox(t)
  const code = 'let runs = 0; export default () => ++runs'
  for (let run = 1; run <= 3; run += 1) assert.equal(returnedBy(await runCode(code)), run)
  assert.ok(stats().processes <= 2, `${stats().processes} processes`)
})

test('Node modules that ask for the machine get harmless answers', async (t) => {
  const { runCode } = startSandbox(t)
  const code = `module.exports = (r, t, c, cb) => { const os = require('os'); cb(null, {
    names: ['hostname','homedir','tmpdir','release','userInfo','cpus','networkInterfaces','totalmem','uptime','version','platform','arch','type','machine']
      .filter((name) => { os[name](); return true }).length,
    host: os.hostname(), user: os.userInfo().username, cwd: process.cwd(), exists: require('fs').existsSync('/etc/passwd') }) }`
  assert.deepEqual(returnedBy(await runCode(code, { dialect: 'hook' })), {
    names: 14,
    host: 'localhost',
    user: 'script',
    cwd: '/',
    exists: false,
  })
})
