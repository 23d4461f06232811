// The composition root: from settings to a server that listens. The only file that sees everything.

import { createServer as createTcpServer } from 'node:net'
import cors, { type FastifyCorsOptions } from '@fastify/cors'
import type { Config } from '#src/config/config.ts'
import { loadSecretKey } from '#src/config/secret-key.ts'
import { createEgress } from '#src/egress/create-egress.ts'
import { createAssertionReplayStore } from '#src/identity/client-assertion.ts'
import { openDirectory } from '#src/identity/directory.ts'
import { ensureDefaultTenant, type FirstStart, prepareDefaultTenant } from '#src/identity/first-start.ts'
import { createOidcProviders } from '#src/identity/tokens/oidc-providers.ts'
import { authenticateCaller } from '#src/inbound/auth0/authenticate-caller.ts'
import { passwordlessStart } from '#src/inbound/auth0/passwordless-start.ts'
import { createRedeemPasswordlessCode } from '#src/inbound/auth0/redeem-code.ts'
import { tokenRoutes } from '#src/inbound/auth0/tokens.ts'
import { operatingRoutes } from '#src/inbound/http/operating-routes.ts'
import { createServer, tenantOf } from '#src/inbound/http/server.ts'
import { loadTls } from '#src/inbound/http/tls.ts'
import type { Log } from '#src/observability/log.ts'
import { createMetrics } from '#src/observability/metrics.ts'
import { createCandidates } from '#src/providers/candidates.ts'
import { createCodeStore } from '#src/storage/code-store.ts'
import { createDirectoryStore } from '#src/storage/directory-store.ts'
import { createInbox } from '#src/storage/inbox-store.ts'
import { openStorage } from '#src/storage/open-storage.ts'
import { createSendStore } from '#src/storage/send-store.ts'
import { createTokenRecordStore } from '#src/storage/token-record-store.ts'
import { createUserStore } from '#src/storage/user-store.ts'

export interface RunningServer {
  readonly url: string
  readonly firstStart: FirstStart
  readonly whereabouts: string
  /** The certificate to trust, when TLS is self-signed. */
  readonly caFile?: string
  /** Answers what is in flight, then closes everything. */
  close(): Promise<void>
}

export async function startServer(config: Config, log: Log): Promise<RunningServer> {
  const closers: (() => unknown)[] = []
  const close = async () => {
    for (const closer of closers.reverse()) await closer()
  }
  try {
    return await compose(config, log, closers, close)
  } catch (error) {
    await close()
    throw error
  }
}

async function compose(
  config: Config,
  log: Log,
  closers: (() => unknown)[],
  close: () => Promise<void>,
): Promise<RunningServer> {
  const { key, warning } = await loadSecretKey(config)
  if (warning !== undefined) log.warn(warning)
  const [storage, tls] = await Promise.all([openStorage({ config, secretKey: key, log }), loadTls(config)])
  closers.push(() => storage.close())
  const { pool, db, seal } = storage

  const port = config.port === 0 ? await findFreePort(config.host) : config.port
  const publicUrl = config.publicUrl ?? `${tls ? 'https' : 'http'}://localhost:${port}`
  const directoryStore = createDirectoryStore(db, pool, seal)
  await ensureDefaultTenant(directoryStore)
  const onError = (error: unknown) => log.error({ err: error }, 'background work failed')
  const directory = await openDirectory({ store: directoryStore, publicUrl, onError })
  closers.push(() => directory.close())
  const { mgmtClientId: clientId, mgmtClientSecret: secret } = config
  const given = clientId !== undefined && secret !== undefined ? { clientId, secret } : undefined
  const firstStart = await prepareDefaultTenant(directory, given)

  const egress = createEgress({ allow: config.egressAllow })
  closers.push(() => egress.close())
  const metrics = createMetrics()
  closers.push(() => metrics.close())
  const candidates = createCandidates({
    tools: { sendHttp: egress.sendHttp, keepMessage: createInbox(pool, db, seal).keep },
    onProblem: (where, problems) =>
      log.warn({ where, problems }, 'a provider is not configured well enough to send'),
  })
  const users = createUserStore(db)
  const tokenRecords = createTokenRecordStore(db)
  const oidcProviders = createOidcProviders({ tokenRecords })
  const replayStore = createAssertionReplayStore(tokenRecords)
  const codes = { codes: createCodeStore(pool), hashCode: seal.hashCode }
  const send = { store: createSendStore(pool), hashCode: seal.hashCode, observer: metrics, now: Date.now }

  const app = createServer({
    directory,
    log,
    metrics,
    trustedProxies: config.trustedProxies,
    ...(tls && { tls }),
  })
  closers.push(() => app.close())
  operatingRoutes(app, {
    metrics,
    checkDatabase: async () => {
      await pool.query('select 1')
    },
  })
  app.register(async (scope) => {
    await scope.register(cors, browserCalls)
    passwordlessStart(scope, {
      send,
      metrics,
      rateLimits: config.rateLimits,
      candidatesOf: candidates.forConnection,
      authenticate: (tenant, request) => authenticateCaller(tenant, request, replayStore),
    })
  })
  app.register(async (scope) => {
    await scope.register(cors, browserCalls)
    await tokenRoutes(scope, {
      tenantOf,
      users,
      tokenRecords,
      oidcProviders,
      redeemPasswordlessCode: createRedeemPasswordlessCode({ ...codes, users }),
    })
  })
  await app.listen({ port, host: config.host })
  // The token library takes longer to load than all else: loaded now, the first login does not wait for it.
  void oidcProviders.providerFor(directory.byHost(undefined)).catch(onError)
  return {
    url: publicUrl,
    firstStart,
    whereabouts: storage.whereabouts,
    ...(tls?.caFile !== undefined && { caFile: tls.caFile }),
    close,
  }
}

// Applications in browsers call these endpoints from their own origins. No cookie is involved, so any origin may.
const browserCalls: FastifyCorsOptions = {
  origin: '*',
  methods: ['GET', 'POST'],
  allowedHeaders: ['authorization', 'content-type', 'auth0-client', 'x-request-language'],
  exposedHeaders: ['retry-after', 'x-ratelimit-limit', 'x-ratelimit-remaining', 'x-ratelimit-reset'],
  maxAge: 86_400,
}

// `PORT=0` must be known before the server listens: the issuer, and so every token, contains it.
function findFreePort(host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createTcpServer()
    probe.once('error', reject)
    probe.listen(0, host, () => {
      const address = probe.address()
      probe.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0))
    })
  })
}
