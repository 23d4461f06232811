import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { ScriptNotBuilt, type ScriptTools } from '#src/sandbox/script-tools.ts'
import type { ScriptResult } from '#src/sandbox/types.ts'
import {
  createMessage,
  emptyContext,
  noScripts,
  providerContract,
  startProvider,
} from '#test/providers/contract.ts'
import { failedRun, runsThatEnd } from '#test/providers/script-runs.ts'
import { prepareProvider } from '../create-provider.ts'
import { outcomeOfFailedRun } from '../run-script.ts'
import script from './index.ts'

const source = 'export default () => null'
const secrets = { API_KEY: 'key-of-the-vendor' }
const never = () => new AbortController().signal
const printed = [{ level: 'log', text: 'sent' }] as const

providerContract(script, { config: () => ({ source, secrets }) })

const send = (t: TestContext, scripts: ScriptTools, config: object = {}) =>
  startProvider(t, 'script', { source, secrets, ...config }, { scripts }).send(createMessage(), never())

test('script: runs the build of the source with the payload, and shows it its secrets only', async (t) => {
  const { scripts, calls } = runsThatEnd({ end: 'returned', value: { code: 'ok' } }, { console: printed })
  assert.deepEqual(await send(t, scripts), { ok: true, console: printed })
  const [{ loadBuild: _, ...call } = assert.fail()] = calls
  assert.deepEqual(call, {
    tenantId: 'ten_1',
    buildId: 'build of authgear',
    env: secrets,
    entry: {
      dialect: 'authgear',
      payload: {
        to: '+442079460123',
        body: 'Your code is 938417 & more',
        app_id: 'default',
        template_name: 'authenticate_primary_oob_sms.txt',
        language_tag: 'en',
        template_variables: {
          app_name: 'Otpost',
          code: '938417',
          host: 'localhost:3000',
          phone: '+442079460123',
        },
      },
    },
  })
})

test('script: what it returns means what a webhook would mean, and old scripts that return anything have sent', async (t) => {
  for (const value of [null, 'x', 5, [], true, false, { code: 1 }, { Code: 'ok' }]) {
    const { scripts } = runsThatEnd({ end: 'returned', value })
    assert.deepEqual(await send(t, scripts), { ok: true, console: [] }, JSON.stringify(value))
  }
  for (const value of [{}, { success: true }, { code: null }, { code: 'weird' }]) {
    const { scripts } = runsThatEnd({ end: 'returned', value }, { console: printed })
    assert.partialDeepStrictEqual(await send(t, scripts), {
      ok: false,
      kind: 'unknown_error',
      console: printed,
    })
  }
})

test('script: however a run fails, the outcome says so and keeps what was printed', async (t) => {
  for (const [ended, kind] of [
    ['threw', 'script_failed'],
    ['no_function', 'script_failed'],
    ['exited', 'script_failed'],
    ['bad_result', 'script_failed'],
    ['out_of_memory', 'script_failed'],
    ['not_run', 'unknown_error'],
  ] as const) {
    const { scripts } = runsThatEnd(failedRun(ended), { console: printed })
    assert.deepEqual(await send(t, scripts), {
      ok: false,
      kind,
      detail: 'TypeError: no reason',
      console: printed,
    })
  }
  const { scripts } = runsThatEnd(failedRun('timed_out'), { console: printed })
  assert.partialDeepStrictEqual(await send(t, scripts), {
    ok: false,
    kind: 'timeout',
    providerErrorCode: 'ETIMEDOUT',
    console: printed,
  })
})

test('script: what it throws or answers does not tell the message, the code or a secret', async (t) => {
  const { body, code } = createMessage()
  const words = `${body} ${code} ${secrets.API_KEY}`
  const ends: ScriptResult[] = [
    failedRun('threw', words),
    { end: 'returned', value: { code: 'rate_limited', description: words, provider_error_code: words } },
    { end: 'returned', value: { code: words } },
  ]
  for (const end of ends) {
    const outcome = await send(t, runsThatEnd(end).scripts)
    assert.equal(outcome.ok, false)
    for (const hidden of [body, code, secrets.API_KEY]) {
      assert.ok(!JSON.stringify(outcome).includes(hidden), JSON.stringify(outcome))
    }
  }
})

test('a script that failed over a refused address says which', () => {
  const failed = {
    end: 'failed',
    kind: 'threw',
    error: { name: 'TypeError', message: 'fetch failed' },
  } as const
  const outcome = outcomeOfFailedRun(failed, ['10.0.0.1'], [])
  assert.partialDeepStrictEqual(outcome, { kind: 'script_failed', providerErrorCode: 'EGRESS_REFUSED' })
  assert.match(outcome.detail ?? '', /10\.0\.0\.1.*OTPOST_EGRESS_ALLOW.*fetch failed/)
})

test('script: the build is asked for once, and again after it could not be had', async (t) => {
  const { scripts } = runsThatEnd({ end: 'returned', value: null })
  let asked = 0
  const prepare = async () => {
    asked += 1
    if (asked === 1) throw new ScriptNotBuilt([{ message: 'the registry is not there' }])
    return 'build'
  }
  const provider = startProvider(t, 'script', { source }, { scripts: { ...scripts, prepare } })
  const results = []
  for (let n = 0; n < 3; n += 1) results.push(await provider.send(createMessage(), never()))
  assert.deepEqual(results, [
    { ok: false, kind: 'script_failed', detail: 'Not built: the registry is not there' },
    { ok: true, console: [] },
    { ok: true, console: [] },
  ])
  assert.equal(asked, 2)
})

test('script: a build that does not come in time is a timeout', async (t) => {
  const prepare = () => new Promise<string>(() => {})
  const provider = startProvider(t, 'script', { source }, { scripts: { ...noScripts, prepare } })
  const abort = new AbortController()
  const sent = provider.send(createMessage(), abort.signal)
  abort.abort()
  assert.partialDeepStrictEqual(await sent, { ok: false, kind: 'timeout' })
})

test('script: it is checked and built before it is saved, and all that is wrong is told with its place', async () => {
  const wrong = { message: "TS2322: Type 'number' is not assignable to type 'string'.", line: 3, column: 7 }
  const problemsWith = (scripts: ScriptTools) =>
    prepareProvider(
      script,
      { source, dependencies: { axios: '1.7.9' } },
      { sendHttp: () => assert.fail(), keepMessage: () => assert.fail(), scripts },
      emptyContext,
    )
  const built: unknown[] = []
  const prepare: ScriptTools['prepare'] = async (_tenantId, source) => {
    built.push(source)
    return 'build'
  }
  assert.deepEqual(await problemsWith({ ...noScripts, checkTypes: async () => [wrong] }), [
    { path: 'source', message: `FILE:3:7 ${wrong.message}` },
  ])
  assert.deepEqual(
    await problemsWith({
      ...noScripts,
      checkTypes: async () => [],
      prepare: () => Promise.reject(new ScriptNotBuilt([{ message: 'no such package' }, wrong])),
    }),
    [
      { path: 'source', message: 'no such package' },
      { path: 'source', message: `FILE:3:7 ${wrong.message}` },
    ],
  )
  assert.deepEqual(await problemsWith({ ...noScripts, checkTypes: async () => [], prepare }), [])
  assert.deepEqual(built, [
    { dialect: 'authgear', code: source, dependencies: [{ name: 'axios', version: '1.7.9' }] },
  ])
})
