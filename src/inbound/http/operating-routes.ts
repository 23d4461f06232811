import type { FastifyInstance } from 'fastify'
import type { Metrics } from '#src/observability/metrics.ts'

interface OperatingDeps {
  readonly metrics: Metrics
  /** Rejects when the database does not answer. */
  readonly checkDatabase: () => Promise<void>
}

/** For whoever runs Otpost: is the process up, can it serve, and how is it doing. */
export function operatingRoutes(app: FastifyInstance, { metrics, checkDatabase }: OperatingDeps): void {
  app.get('/healthz', async () => ({ status: 'ok' }))

  app.get('/readyz', async (request, reply) => {
    try {
      await checkDatabase()
      return { status: 'ready' }
    } catch (error) {
      request.log.warn({ err: error }, 'not ready')
      return reply.code(503).send({ status: 'unavailable', reason: 'The database does not respond.' })
    }
  })

  app.get('/metrics', async (_request, reply) => reply.type(metrics.contentType).send(await metrics.expose()))
}
