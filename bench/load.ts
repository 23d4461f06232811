// The load generator: autocannon in a process of its own, that lives through the whole benchmark so that it is
// equally warm for everybody. One job at a time; a job is a number of requests, so that none is cut off at its end.

import { createHistogram } from 'node:perf_hooks'
import autocannon from 'autocannon'

export interface LoadJob {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  /** The body with `NUMBER` where a fresh phone number goes. */
  readonly body: string
  readonly firstNumber: number
  readonly requests: number
  readonly connections: number
}

export interface LoadResult {
  readonly answered: number
  /** Requests without a 2xx: other statuses, errors, timeouts. */
  readonly failed: number
  readonly seconds: number
  readonly p50Ms: number
  readonly p99Ms: number
  readonly maxMs: number
}

process.on('message', (job: LoadJob) => {
  void run(job).then((result) => process.send?.(result))
})
process.once('disconnect', () => process.exit(0))

function run(job: LoadJob): Promise<LoadResult> {
  const [before = '', after = ''] = job.body.split('NUMBER')
  const microseconds = createHistogram()
  let number = job.firstNumber
  let answered = 0
  let endedAt = 0
  const startedAt = performance.now()
  return new Promise((resolve, reject) => {
    const instance = autocannon(
      {
        url: job.url,
        connections: job.connections,
        amount: job.requests,
        timeout: 20,
        requests: [
          {
            method: 'POST',
            headers: { 'content-type': 'application/json', ...job.headers },
            setupRequest: (request) => ({ ...request, body: `${before}+${number++}${after}` }),
          },
        ],
      },
      (error, result) => {
        if (error) return reject(error)
        resolve({
          answered,
          failed: result.non2xx + result.errors + result.timeouts,
          seconds: (endedAt - startedAt) / 1000,
          p50Ms: microseconds.percentile(50) / 1000,
          p99Ms: microseconds.percentile(99) / 1000,
          maxMs: microseconds.max / 1000,
        })
      },
    )
    // Autocannon's own percentiles are whole milliseconds.
    instance.on('response', (_client, status, _bytes, responseTime) => {
      if (status === 200) answered += 1
      microseconds.record(Math.max(1, Math.round(responseTime * 1000)))
      endedAt = performance.now()
    })
  })
}
