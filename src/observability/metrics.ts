// The series of /metrics (docs/operations.md). No label holds an id, a number or anything else of a request.

import { monitorEventLoopDelay } from 'node:perf_hooks'
import { Counter, Gauge, Histogram, Registry } from 'prom-client'

const seconds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30]

export interface Metrics {
  /** One answered request. `route` is the route's pattern, never the path itself: paths hold ids. */
  requestAnswered(request: { route: string; method: string; status: number; durationMs: number }): void
  startAnswered(result: string): void
  /** One provider call; `outcome` is `accepted` or the failure's kind. */
  messageSettled(event: {
    providerKind: string
    deliveryMethod: string
    outcome: string
    durationMs: number
  }): void
  /** Prometheus text format. */
  expose(): Promise<string>
  readonly contentType: string
  close(): void
}

export function createMetrics(): Metrics {
  const registry = new Registry()
  const registers = [registry]
  const requests = new Histogram({
    name: 'otpost_request_duration_seconds',
    help: 'How long a request took from its arrival to its answer, the provider call included.',
    labelNames: ['route', 'method', 'status'],
    buckets: seconds,
    registers,
  })
  const starts = new Counter({
    name: 'otpost_starts_total',
    help: 'Calls of /passwordless/start and POST /v1/verifications, by result.',
    labelNames: ['result'],
    registers,
  })
  const messages = new Counter({
    name: 'otpost_messages_total',
    help: 'Provider calls by provider kind, delivery method and outcome (accepted, or the failure kind).',
    labelNames: ['provider', 'delivery_method', 'outcome'],
    registers,
  })
  const providerCalls = new Histogram({
    name: 'otpost_provider_call_duration_seconds',
    help: 'How long a provider took to answer.',
    labelNames: ['provider'],
    buckets: seconds,
    registers,
  })
  const delay = monitorEventLoopDelay({ resolution: 20 })
  delay.enable()
  new Gauge({
    name: 'otpost_event_loop_lag_seconds',
    help: 'The 99th percentile of the event loop lag since the last scrape.',
    registers,
    collect() {
      this.set(delay.percentile(99) / 1e9)
      delay.reset()
    },
  })
  new Gauge({
    name: 'otpost_resident_memory_bytes',
    help: 'Resident memory of the Otpost process, PostgreSQL not included.',
    registers,
    collect() {
      this.set(process.memoryUsage.rss())
    },
  })

  const answered = new Map<string, Histogram.Internal<'route' | 'method' | 'status'>>()

  return {
    requestAnswered({ route, method, status, durationMs }) {
      // Looking the series up by its labels takes longer than counting; there are as many as routes and statuses.
      const key = `${method} ${status} ${route}`
      let series = answered.get(key)
      if (!series) {
        series = requests.labels(route, method, String(status))
        answered.set(key, series)
      }
      series.observe(durationMs / 1000)
    },
    startAnswered: (result) => starts.labels(result).inc(),
    messageSettled: ({ providerKind, deliveryMethod, outcome, durationMs }) => {
      messages.labels(providerKind, deliveryMethod, outcome).inc()
      providerCalls.labels(providerKind).observe(durationMs / 1000)
    },
    expose: () => registry.metrics(),
    contentType: registry.contentType,
    close: () => delay.disable(),
  }
}
