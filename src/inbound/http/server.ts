// The Fastify instance that every dialect plugs into: request id, tenant, body limits, logging, metrics.
// It knows no dialect: each scope sets its own error and not-found handlers.

import { randomUUID } from 'node:crypto'
import type { Socket } from 'node:net'
import formbody from '@fastify/formbody'
import Fastify, {
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  LogController,
} from 'fastify'
import type { TenantConfig } from '#src/identity/records.ts'
import type { Directory } from '#src/identity/tenants/directory.ts'
import type { Log } from '#src/observability/log.ts'
import type { Metrics } from '#src/observability/metrics.ts'
import { parseJsonBody, requireCleanForm, requireCleanUrl } from './bodies.ts'

export interface ServerOptions {
  readonly directory: Pick<Directory, 'byHost'>
  readonly log: Log
  readonly metrics: Metrics
  readonly tls?: { readonly key: string; readonly cert: string }
  /** Addresses of proxies whose `X-Forwarded-For` is believed; none by default. */
  readonly trustedProxies: readonly string[]
  /** Answers a request whose path cannot be read, for which no scope is chosen. */
  readonly answerBadUrl: (request: FastifyRequest, reply: FastifyReply) => void
  /** How long a client may take to send its request. @default 20 s */
  readonly requestTimeoutMs?: number
}

const maxBodyBytes = 100 * 1024

export function createServer(options: ServerOptions): FastifyInstance {
  const { directory, log, metrics, tls, trustedProxies, answerBadUrl, requestTimeoutMs = 20_000 } = options
  const logger: FastifyBaseLogger = log
  // One line for each request, of fields that hold no secret: looking for some in it would cost more than all else here.
  const accessLog = log.child({}, { redact: [] })
  // How often Node looks for requests that take too long; by default its whole answer would be half a minute late.
  const patience = { headersTimeout: requestTimeoutMs, connectionsCheckingInterval: requestTimeoutMs / 4 }
  const app = Fastify({
    loggerInstance: logger,
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: () => randomUUID(),
    bodyLimit: maxBodyBytes,
    // A client that sends its request too slowly is cut off, so that no socket hangs.
    requestTimeout: requestTimeoutMs,
    keepAliveTimeout: 72_000,
    forceCloseConnections: 'idle',
    // What still arrives on an open connection while the server stops is answered like everything before it.
    return503OnClosing: false,
    frameworkErrors: (_error, request, reply) => answerBadUrl(request, reply),
    trustProxy: trustedProxies.length > 0 ? [...trustedProxies] : false,
    routerOptions: { maxParamLength: 300, ignoreTrailingSlash: false },
    // A contract body is checked as it was sent: nothing is coerced, nothing is dropped.
    ajv: {
      customOptions: { coerceTypes: false, removeAdditional: false, useDefaults: true, allErrors: false },
    },
    ...(tls ? { https: { ...patience, key: tls.key, cert: tls.cert } } : { http: patience }),
  })

  app.decorateRequest('tenant')
  app.addHook('onRequest', (request, _reply, done) => {
    request.setDecorator<TenantConfig>('tenant', directory.byHost(hostName(request.headers.host)))
    done(requireCleanUrl(request.raw.url))
  })
  app.addHook('preValidation', (request, _reply, done) => done(requireCleanForm(request)))
  app.addHook('onResponse', (request, reply, done) => {
    const durationMs = reply.elapsedTime
    const route = request.routeOptions.url ?? 'none'
    const { id: reqId, method } = request
    metrics.requestAnswered({ route, method, status: reply.statusCode, durationMs })
    accessLog.info({ reqId, method, route, status: reply.statusCode, ms: Math.round(durationMs) }, 'answered')
    done()
  })

  // A client that keeps its connection open would keep a stopping server from its end.
  let stopping = false
  const closeUnused = trackUnused(app)
  app.addHook('preClose', (done) => {
    stopping = true
    closeUnused()
    done()
  })
  app.addHook('onSend', (_request, reply, _payload, done) => {
    if (stopping) reply.header('connection', 'close')
    done()
  })

  app.removeContentTypeParser('application/json')
  app.addContentTypeParser('application/json', { parseAs: 'string' }, parseJsonBody)
  app.register(formbody, { bodyLimit: maxBodyBytes })
  return app
}

/** Browsers open connections in advance. On one that was never used Node waits as if a request were under way. */
function trackUnused({ server }: FastifyInstance): () => void {
  const sockets = new Set<Socket>()
  const track = (socket: Socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  }
  server.on('connection', track)
  return () => {
    for (const socket of sockets) if (socket.bytesRead === 0) socket.destroy()
  }
}

/** The tenant that the request's `Host` selected. */
export function tenantOf(request: FastifyRequest): TenantConfig {
  return request.getDecorator<TenantConfig>('tenant')
}

function hostName(host: string | undefined): string | undefined {
  return host?.replace(/:\d+$/, '').toLowerCase()
}
