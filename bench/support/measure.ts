// One measurement of one contestant under load: warm up, measure, and prove that what was measured is what happened.

import type { ChildProcess } from 'node:child_process'
import type { GatewayCounts } from '../gateway.ts'
import type { LoadJob, LoadResult } from '../load.ts'
import { messageOf } from './child.ts'
import { cpuSeconds, memoryMb } from './processes.ts'

const connections = 32
const jobWithinMs = 60_000
/** What the first, cold requests are for: they only tell how many more fill the time. */
const coldRequests = 640

export interface Measured extends LoadResult {
  readonly perSecond: number
  readonly memoryMb: number
  /** Processor time for one request: of the server's process, and of the processes that it started. */
  readonly serverMicros: number
  readonly othersMicros: number
  /** Requests with 200 since the warm-up began. */
  readonly answeredInAll: number
}

export interface Target {
  readonly name: string
  readonly pid: number
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

export interface Bench {
  readonly load: ChildProcess
  readonly gatewayUrl: string
  readonly warmUpSeconds: number
  readonly seconds: number
  /** Hands out phone numbers that nobody has had. */
  readonly takeNumbers: (count: number) => number
}

export async function measure(target: Target, bench: Bench): Promise<Measured> {
  await readCounts(bench)
  const cold = await drive(target, bench, coldRequests)
  const warm = await drive(target, bench, requestsFor(cold, bench.warmUpSeconds))
  const before = cpuSeconds(target.pid)
  let peakMb = 0
  const sampling = setInterval(() => {
    peakMb = Math.max(peakMb, memoryMb(target.pid))
  }, 1_000)
  let result: LoadResult
  try {
    result = await drive(target, bench, requestsFor(warm, bench.seconds))
    peakMb = Math.max(peakMb, memoryMb(target.pid))
  } finally {
    clearInterval(sampling)
  }
  const after = cpuSeconds(target.pid)
  return {
    ...result,
    perSecond: result.answered / result.seconds,
    memoryMb: peakMb,
    serverMicros: ((after.root - before.root) / result.answered) * 1e6,
    othersMicros: ((after.others - before.others) / result.answered) * 1e6,
    answeredInAll: cold.answered + warm.answered + result.answered,
  }
}

/** Every request was answered 200, and every 200 reached the gateway exactly once. @throws when not. */
async function drive(target: Target, bench: Bench, requests: number): Promise<LoadResult> {
  const { load, takeNumbers } = bench
  const { url, headers, body } = target
  const job: LoadJob = { url, headers, body, connections, requests, firstNumber: takeNumbers(requests) }
  load.send(job)
  const result = await messageOf<LoadResult>(load, jobWithinMs)
  const counts = await readCounts(bench)
  const isRight =
    result.failed === 0 &&
    result.answered === requests &&
    counts.requests === requests &&
    counts.recipients === requests
  if (isRight) return result
  throw new Error(
    `${target.name}: of ${requests} requests ${result.answered} were answered 200 and ${result.failed} failed; ` +
      `the gateway got ${counts.requests} for ${counts.recipients} recipients.`,
  )
}

const requestsFor = ({ answered, seconds }: LoadResult, wantedSeconds: number) =>
  Math.max(connections, Math.round((answered / seconds) * wantedSeconds))

async function readCounts({ gatewayUrl }: Bench): Promise<GatewayCounts> {
  const response = await fetch(`${gatewayUrl}/counts`)
  const counts: GatewayCounts = JSON.parse(await response.text())
  return counts
}
