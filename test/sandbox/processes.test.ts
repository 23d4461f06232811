// How many processes there are, who gets which, and that none is left behind.

import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import type { ScriptRun } from '#src/sandbox/types.ts'
import type { Json } from '#src/settings/records.ts'
import { startGateway } from '#test/support/gateway.ts'
import { waitFor } from '#test/support/wait-for.ts'
import { callOf, script, startSandbox } from './start-sandbox.ts'

const returnedBy = ({ result }: ScriptRun): Json => {
  assert.ok(result.end === 'returned', JSON.stringify(result))
  return result.value
}
const failureOf = ({ result }: ScriptRun) => {
  assert.ok(result.end === 'failed', JSON.stringify(result))
  return result
}

const linuxOnly = { skip: process.platform === 'linux' ? false : 'reads /proc' }
const isAlive = (pid: number) => {
  try {
    process.kill(pid, 0)
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))
  } catch {
    return false
  }
}

test('nothing starts before the first call, and a spare is ready after it', async (t) => {
  const { runCode, stats } = startSandbox(t)
  assert.deepEqual(stats(), { processes: 0, idle: 0, waiting: 0 })
  await runCode(script('return 1'))
  await waitFor(
    'one process is idle and one is blank',
    () => stats().processes === 2 && stats().idle === 1,
    5_000,
  )
})

test('calls beyond the number of processes wait their turn and all run', async (t) => {
  const { runCode, stats } = startSandbox(t, { maxProcesses: 3 })
  const code = script('await new Promise((r) => setTimeout(r, 20)); return e')
  const runs = Array.from({ length: 20 }, (_, i) => runCode(code, { input: i, tenantId: `${i % 2}` }))
  const values = (await Promise.all(runs)).map(returnedBy)
  assert.deepEqual(values, [...values.keys()])
  assert.ok(stats().processes <= 3)
})

test('a call that waits until its time is up has not run, and says so', async (t) => {
  const gateway = await startGateway(t)
  gateway.answer('hang')
  const { runCode, stats } = startSandbox(t, { maxProcesses: 1, allow: ['127.0.0.1'] })
  const running = runCode(script(`await fetch('${gateway.url}')`), { timeoutMs: 3_000 })
  await gateway.waitForRequest()
  const { kind, error } = failureOf(await runCode(script('return 1'), { timeoutMs: 100 }))
  assert.equal(kind, 'not_run')
  assert.match(error.message, /did not run.*busy until the time limit/)
  assert.equal(stats().waiting, 0)
  assert.equal(failureOf(await running).kind, 'timed_out')
})

test('a call beyond the number that may wait is turned away at once', async (t) => {
  const { runCode } = startSandbox(t, { maxProcesses: 1, maxWaiting: 1 })
  const code = script('await new Promise((r) => setTimeout(r, 200)); return 1')
  const runs = await Promise.all([runCode(code), runCode(code), runCode(code)])
  assert.deepEqual(runs.map(({ result }) => (result.end === 'failed' ? result.kind : result.end)).sort(), [
    'not_run',
    'returned',
    'returned',
  ])
})

test('an aborted call does not run', async (t) => {
  const { run } = startSandbox(t)
  assert.equal(failureOf(await run(callOf(script('return 1')), AbortSignal.abort())).kind, 'not_run')
})

test('a build that cannot be loaded fails its call, and the next one works', async (t) => {
  const { run, runCode } = startSandbox(t)
  const call = { ...callOf(script('return 1')), loadBuild: () => Promise.reject(new Error('no such build')) }
  const { kind, error } = failureOf(await run(call, AbortSignal.timeout(5_000)))
  assert.equal(kind, 'not_run')
  assert.match(error.message, /no such build/)
  assert.equal(returnedBy(await runCode(script('return 1'))), 1)
})

test('a build is loaded once for each process', async (t) => {
  const { run } = startSandbox(t)
  let loads = 0
  const call = callOf(script('return 1'))
  const loadBuild = () => {
    loads += 1
    return call.loadBuild()
  }
  const counted = { ...call, loadBuild }
  for (let i = 0; i < 5; i += 1) returnedBy(await run(counted, AbortSignal.timeout(5_000)))
  assert.equal(loads, 1)
})

test('a process that hangs while it is idle is replaced, and the call runs once', linuxOnly, async (t) => {
  const gateway = await startGateway(t)
  const { runCode, stats } = startSandbox(t, { allow: ['127.0.0.1'] })
  const code = script(`await fetch('${gateway.url}'); return process.pid`)
  const pid = Number(returnedBy(await runCode(code)))
  await waitFor('the process is idle', () => stats().idle === 1, 5_000)
  process.kill(pid, 'SIGSTOP')
  const stopped = performance.now()
  await waitFor('the process has been idle for a while', () => performance.now() - stopped > 1_100, 5_000)
  assert.notEqual(returnedBy(await runCode(code)), pid)
  assert.equal(gateway.requests.length, 2)
  await waitFor('the hung process is gone', () => !isAlive(pid), 5_000)
})

test('a process that ends while it is idle costs no call', linuxOnly, async (t) => {
  const { runCode, stats } = startSandbox(t)
  const code = script('return process.pid')
  const pid = Number(returnedBy(await runCode(code)))
  await waitFor('the process is idle', () => stats().idle === 1, 5_000)
  process.kill(pid, 'SIGKILL')
  await waitFor('it is known to be gone', () => stats().idle === 0, 5_000)
  assert.notEqual(returnedBy(await runCode(code)), pid)
})

test('a process that is killed in the middle of a call fails that call', linuxOnly, async (t) => {
  const gateway = await startGateway(t)
  gateway.answerNext('hang')
  const { runCode } = startSandbox(t, { allow: ['127.0.0.1'] })
  const code = script(
    `return (await fetch('${gateway.url}', { method: 'POST', body: String(process.pid) })).status`,
  )
  const run = runCode(code)
  const { body } = await gateway.waitForRequest()
  process.kill(Number(body), 'SIGKILL')
  assert.equal(failureOf(await run).kind, 'exited')
  assert.equal(returnedBy(await runCode(code)), 200)
})

test('closing ends everything, calls that run and calls that wait included', async (t) => {
  const gateway = await startGateway(t)
  gateway.answer('hang')
  const sandbox = startSandbox(t, { maxProcesses: 1, allow: ['127.0.0.1'] })
  const code = script(`await fetch('${gateway.url}', { method: 'POST', body: String(process.pid) })`)
  const running = sandbox.runCode(code)
  const { body } = await gateway.waitForRequest()
  const waiting = sandbox.runCode(code)
  await sandbox.close()
  assert.equal(failureOf(await running).kind, 'exited')
  assert.equal(failureOf(await waiting).kind, 'not_run')
  assert.equal(failureOf(await sandbox.runCode(code)).kind, 'not_run')
  if (process.platform === 'linux') assert.equal(isAlive(Number(body)), false)
  await sandbox.close()
})

test('when the host is killed its processes end by themselves', linuxOnly, async (t) => {
  const host = spawn(
    process.execPath,
    [
      '--input-type=module',
      '-e',
      `import { createSandbox } from '#src/sandbox/create-sandbox.ts'
       const sandbox = createSandbox({ refused: { ipv4: [], ipv6: [] }, log: console })
       const build = { id: 'a', dialect: 'authgear', code: 'export default () => 1' }
       await sandbox.run({ tenantId: 't', buildId: 'a', loadBuild: async () => build,
         entry: { dialect: 'authgear', payload: null } }, AbortSignal.timeout(5_000))
       console.log('ran')
       setInterval(() => {}, 1_000)`,
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  )
  t.after(() => host.kill('SIGKILL'))
  assert.ok(host.stdout)
  await once(host.stdout, 'data')
  await waitFor('both processes run', () => childrenOf(host).length === 2, 5_000)
  const pids = childrenOf(host)
  host.kill('SIGKILL')
  await waitFor('they are gone', () => !pids.some(isAlive), 5_000)
})

function childrenOf({ pid }: ChildProcess): readonly number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((candidate) => {
      try {
        return new RegExp(`^PPid:\\s+${pid}$`, 'm').test(readFileSync(`/proc/${candidate}/status`, 'utf8'))
      } catch {
        return false
      }
    })
}

test('an idle sandbox is small', linuxOnly, async (t) => {
  const { runCode, stats } = startSandbox(t)
  const pids = new Set<Json>()
  pids.add(returnedBy(await runCode(script('return process.pid'))))
  await waitFor('the spare runs', () => stats().processes === 2, 5_000)
  const kilobytes = [...pids].map((pid) =>
    Number(/^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1]),
  )
  assert.ok((kilobytes[0] ?? Number.NaN) < 60_000, `${kilobytes[0]} kB, of which two make less than 120 MB`)
})
