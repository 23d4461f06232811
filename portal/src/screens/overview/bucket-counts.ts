// Adds up counts per hour or day of whoever looks, with those in which nothing was sent.

import type { MessageCount } from './overview-api.ts'
import type { Period } from './routes.ts'

export interface Bucket {
  readonly start: Date
  readonly accepted: number
  readonly failed: number
  readonly queued: number
}

export function bucketCounts(counts: readonly MessageCount[], period: Period, now: Date): readonly Bucket[] {
  return startsOf(period, now).map((start, index, starts) => {
    const end = starts[index + 1]?.getTime() ?? Number.POSITIVE_INFINITY
    const within = counts.filter(({ at }) => Date.parse(at) >= start.getTime() && Date.parse(at) < end)
    return {
      start,
      accepted: sum(within.map(({ accepted }) => accepted)),
      failed: sum(within.map(({ failed }) => failed)),
      queued: sum(within.map(({ queued }) => queued)),
    }
  })
}

function startsOf(period: Period, now: Date): Date[] {
  const isDaily = period === '7d'
  return Array.from({ length: isDaily ? 8 : 25 }, (_, index) => {
    const start = new Date(now)
    start.setMinutes(0, 0, 0)
    // By the calendar, not in hours: days are not all of the same length.
    if (isDaily) {
      start.setHours(0)
      start.setDate(start.getDate() - 7 + index)
    } else {
      start.setHours(start.getHours() - 24 + index)
    }
    return start
  })
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}
