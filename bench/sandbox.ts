// `npm run bench:sandbox [-- --quick]`: what the sandbox adds to a script's own time, beside starting one Deno process
// per call, as Authgear does. Everything on this machine, over loopback. It only measures; it checks nothing but that
// every call came back with what its script returns.

import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { availableParallelism, tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs, promisify } from 'node:util'
import { refusedBlocks } from '#src/egress/refused-blocks.ts'
import { createSandbox, type Sandbox } from '#src/sandbox/create-sandbox.ts'
import type { ScriptBuild } from '#src/sandbox/types.ts'
import { startChild } from './support/child.ts'

const { values: flags } = parseArgs({ options: { quick: { type: 'boolean', default: false } } })
const times = flags.quick ? 0.1 : 1
const inFlight = 32
const gatewayMs = 50

const payload = {
  type: 'sms',
  to: '+442079460123',
  body: 'Your code is 123456',
  template_variables: { code: '123456' },
}
const noOp = 'export default (e) => ({ code: e.to ? "success" : "unknown_error" })'

function build(id: string, code: string): ScriptBuild {
  return { id, dialect: 'authgear', code }
}

/** One call's time, less what its script says it waited for. @throws unless it returned. */
async function call(sandbox: Sandbox, script: ScriptBuild): Promise<number> {
  const startedAt = performance.now()
  const { result } = await sandbox.run(
    {
      tenantId: 'bench',
      buildId: script.id,
      loadBuild: async () => script,
      entry: { dialect: 'authgear', payload },
    },
    AbortSignal.timeout(20_000),
  )
  const took = performance.now() - startedAt
  if (result.end !== 'returned') throw new Error(JSON.stringify(result))
  const { value } = result
  const waited = typeof value === 'object' && value !== null && 'tookMs' in value ? Number(value.tookMs) : 0
  return took - waited
}

async function loop(
  concurrency: number,
  count: number,
  one: () => Promise<number>,
): Promise<readonly number[]> {
  const taken: number[] = []
  let started = 0
  const worker = async () => {
    while (started < count) {
      started += 1
      taken.push(await one())
    }
  }
  await Promise.all(Array.from({ length: concurrency }, worker))
  return taken
}

function print(name: string, taken: readonly number[], note = ''): void {
  const sorted = [...taken].sort((a, b) => a - b)
  const at = (share: number) =>
    (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0).toFixed(2)
  const line = `${name.padEnd(58)} p50 ${at(0.5).padStart(8)} ms   p99 ${at(0.99).padStart(8)} ms   ${taken.length} calls`
  process.stdout.write(`${line}${note === '' ? '' : `   ${note}`}\n`)
}

/** Memory of the processes that this one started, shared pages divided among those that share them. */
function childrenPssMb(): { readonly processes: number; readonly mb: number } | undefined {
  if (process.platform !== 'linux') return undefined
  const pids = readFileSync(`/proc/${process.pid}/task/${process.pid}/children`, 'utf8').trim().split(' ')
  const kilobytes = pids.map((pid) =>
    Number(/^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1] ?? 0),
  )
  return { processes: pids.length, mb: kilobytes.reduce((sum, kb) => sum + kb, 0) / 1024 }
}

function printMemory(name: string): void {
  const memory = childrenPssMb()
  if (memory)
    process.stdout.write(`${name.padEnd(58)} ${memory.mb.toFixed(0)} MB in ${memory.processes} processes\n`)
}

async function measureSandbox(): Promise<void> {
  const sandbox = createSandbox({ refused: refusedBlocks(['127.0.0.0/8']), log: console })
  const startedAt = performance.now()
  await sandbox.warmUp()
  process.stdout.write(
    `${'start of the first process'.padEnd(58)} ${(performance.now() - startedAt).toFixed(0)} ms\n`,
  )

  const warm = build('no-op', noOp)
  await call(sandbox, warm)
  await sleep(500)
  printMemory('idle: one blank process and one with a script')

  await loop(1, 200, () => call(sandbox, warm))
  print(
    'warm, one at a time, a script that returns at once',
    await loop(1, 5_000 * times, () => call(sandbox, warm)),
  )

  const first: number[] = []
  for (let version = 0; version < Math.max(5, 40 * times); version += 1) {
    // Versions come one at a time; the next process has been started since the one before.
    await sleep(250)
    first.push(await call(sandbox, build(`version ${version}`, `${noOp} // ${version}`)))
  }
  print('first call of a new version', first)
  await sandbox.close()
}

async function measureInFlight(): Promise<void> {
  const sandbox = createSandbox({ refused: refusedBlocks(['127.0.0.0/8']), log: console })
  const gateway = await startChild('slow-gateway.ts', String(gatewayMs))
  try {
    const sends = build(
      'sends',
      `export default async (e) => (await fetch('${gateway.url}', { method: 'POST', body: JSON.stringify(e) })).json()`,
    )
    await loop(inFlight, 640, () => call(sandbox, sends))
    const startedAt = performance.now()
    const taken = await loop(inFlight, 10_000 * times, () => call(sandbox, sends))
    const perSecond = taken.length / ((performance.now() - startedAt) / 1000)
    print(
      `${inFlight} in flight, a gateway that takes ${gatewayMs} ms, less its time`,
      taken,
      `${Math.round(perSecond)}/s of ${Math.floor((inFlight * 1000) / gatewayMs)}`,
    )
    printMemory(`${inFlight} in flight`)

    const noOps = build('no-ops', noOp)
    await loop(inFlight, 640, () => call(sandbox, noOps))
    const loopAt = performance.now()
    const loops = await loop(inFlight, 20_000 * times, () => call(sandbox, noOps))
    const rate = loops.length / ((performance.now() - loopAt) / 1000)
    print(`${inFlight} in flight, a script that returns at once`, loops, `${Math.round(rate)}/s`)
  } finally {
    await gateway.stop()
    await sandbox.close()
  }
}

/** A process per call: start Deno on the script, hand it the payload, read what it prints. */
async function measureProcessPerCall(): Promise<void> {
  const folder = await mkdtemp(path.join(tmpdir(), 'otpost-bench-'))
  const deno = path.join(path.dirname(createRequire(import.meta.url).resolve('deno/package.json')), 'deno')
  const run = promisify(execFile)
  try {
    await writeFile(path.join(folder, 'script.ts'), noOp)
    const main = path.join(folder, 'main.ts')
    await writeFile(
      main,
      `import script from './script.ts'\nconsole.log(JSON.stringify(await script(JSON.parse(Deno.args[0]))))`,
    )
    const one = async () => {
      const startedAt = performance.now()
      const { stdout } = await run(deno, ['run', '--quiet', '--allow-net', main, JSON.stringify(payload)], {
        env: { ...process.env, DENO_DIR: path.join(folder, 'deno'), NO_COLOR: '1' },
      })
      if (stdout !== '{"code":"success"}\n') throw new Error(stdout)
      return performance.now() - startedAt
    }
    await one()
    print('a Deno process per call, one at a time', await loop(1, Math.max(5, 40 * times), one))
    print(
      `a Deno process per call, ${inFlight} in flight`,
      await loop(inFlight, Math.max(32, 320 * times), one),
    )
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

process.stdout.write(`${availableParallelism()} cores, Node ${process.version}\n`)
await measureSandbox()
await measureInFlight()
await measureProcessPerCall()
