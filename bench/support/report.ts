import type { Measured } from './measure.ts'
import type { OtpostStart } from './otpost.ts'

export type Letter = 'a' | 'b' | 'c' | 'd'
export type Results = ReadonlyMap<Letter, readonly Measured[]>
export type Starts = readonly Pick<OtpostStart, 'healthyMs' | 'answeredMs'>[]

export const titles: Readonly<Record<Letter, string>> = {
  a: 'bare Fastify route',
  b: 'Otpost',
  c: 'floor: bare route, 2 durable writes',
  d: 'better-auth 1.7.1, SQLite in memory',
}

export function table(results: Results): string {
  const head = [
    '',
    'requests/s (spread)',
    'p50 ms',
    'p99 ms',
    'PSS MB',
    'CPU µs a request: server + its children',
  ]
  const rows = [...results].map(([letter, all]) => [
    `(${letter}) ${titles[letter]}`,
    `${round(median(all, 'perSecond'))} (${spread(all.map((one) => one.perSecond))})`,
    median(all, 'p50Ms').toFixed(1),
    median(all, 'p99Ms').toFixed(1),
    round(Math.max(...all.map((one) => one.memoryMb))),
    `${round(median(all, 'serverMicros'))} + ${round(median(all, 'othersMicros'))}`,
  ])
  const lines = [head, head.map(() => '---'), ...rows]
  return lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n')
}

export function targets(results: Results, starts: Starts): string[] {
  const otpost = results.get('b')
  if (!otpost) return []
  const lines = (['d', 'a', 'c'] as const).flatMap((letter) => {
    const other = results.get(letter)
    if (!other) return []
    const ratio = median(otpost, 'perSecond') / median(other, 'perSecond')
    const perRound = otpost.map((one, round) => one.perSecond / (other[round]?.perSecond ?? Number.NaN))
    const least = { d: 4, a: 0.25, c: 0.6 }[letter]
    return [
      line(`b/${letter} ≥ ${least}`, `${ratio.toFixed(2)} (rounds ${decimals(perRound)})`, ratio >= least),
    ]
  })
  const p99 = median(otpost, 'p99Ms')
  const memory = Math.max(...otpost.map((one) => one.memoryMb))
  const answeredMs = middle(starts.map((start) => start.answeredMs))
  const healthyMs = middle(starts.map((start) => start.healthyMs))
  lines.push(
    line('p99 of (b) ≤ 40 ms', `${p99.toFixed(1)} ms`, p99 <= 40),
    line('memory of (b) ≤ 250 MB', `${round(memory)} MB`, memory <= 250),
    line(
      'start-up of (b) ≤ 1 s',
      `${round(answeredMs)} ms to the first text (/healthz after ${round(healthyMs)} ms)`,
      answeredMs <= 1000,
    ),
  )
  return lines
}

function line(target: string, value: string, passed: boolean): string {
  return `${passed ? 'PASS' : 'FAIL'}  ${target.padEnd(24)} ${value}`
}

function median(all: readonly Measured[], key: keyof Measured): number {
  return middle(all.map((one) => one[key]))
}

function middle(values: readonly number[]): number {
  const sorted = values.toSorted((left, right) => left - right)
  const upper = sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
  const lower = sorted[Math.ceil(sorted.length / 2) - 1] ?? Number.NaN
  return (lower + upper) / 2
}

const spread = (values: readonly number[]) => `${round(Math.min(...values))}–${round(Math.max(...values))}`
const decimals = (values: readonly number[]) => values.map((value) => value.toFixed(2)).join(', ')
const round = (value: number) => Math.round(value).toString()
