// The composition root: from settings to a server that listens. The only file that sees everything.

import cors, { type FastifyCorsOptions } from '@fastify/cors'
import type { FastifyInstance } from 'fastify'
import type { Config } from '#src/config/config.ts'
import { readNpmEnvironment } from '#src/config/read-environment.ts'
import { loadSecretKey } from '#src/config/secret-key.ts'
import { createEgress, type Egress } from '#src/egress/create-egress.ts'
import { refusedBlocks } from '#src/egress/refused-blocks.ts'
import type { AdministratorDeps } from '#src/identity/administrators/change-administrators.ts'
import { createCheckPassword } from '#src/identity/administrators/check-password.ts'
import { ensureFirstAdministrator } from '#src/identity/administrators/first-administrator.ts'
import { createSessions } from '#src/identity/administrators/sessions.ts'
import { createAssertionReplayStore } from '#src/identity/client-assertion.ts'
import { type Directory, defaultTenantId, openDirectory } from '#src/identity/directory.ts'
import {
  ensureDefaultTenant,
  type FirstStart,
  givenManagementClient,
  prepareDefaultTenant,
} from '#src/identity/first-start.ts'
import { createSealedTokens } from '#src/identity/mfa/sealed-tokens.ts'
import { createNotifyBlocked } from '#src/identity/notify-blocked.ts'
import type { PasswordResetStore } from '#src/identity/password-resets.ts'
import { createPasswords } from '#src/identity/passwords/hash-password.ts'
import { createLogInWithPassword } from '#src/identity/passwords/log-in-with-password.ts'
import { createOidcProviders } from '#src/identity/tokens/oidc-providers.ts'
import { createAuditHook } from '#src/inbound/audit-changes.ts'
import { authenticateCaller } from '#src/inbound/auth0/authenticate-caller.ts'
import { type ActionBuilds, createActionBuilds } from '#src/inbound/auth0/management/action-builds.ts'
import { managementRoutes } from '#src/inbound/auth0/management/management-routes.ts'
import { mfaRoutes } from '#src/inbound/auth0/mfa.ts'
import { passwordlessStart } from '#src/inbound/auth0/passwordless-start.ts'
import { createRedeemPasswordlessCode } from '#src/inbound/auth0/redeem-code.ts'
import { createRedeemPassword } from '#src/inbound/auth0/redeem-password.ts'
import { signUpRoute } from '#src/inbound/auth0/sign-up.ts'
import { tokenRoutes } from '#src/inbound/auth0/tokens.ts'
import { hideSecretsFromSessions } from '#src/inbound/hidden-secrets.ts'
import { findPort, listen } from '#src/inbound/http/listen.ts'
import { operatingRoutes } from '#src/inbound/http/operating-routes.ts'
import { createServer, tenantOf } from '#src/inbound/http/server.ts'
import { acceptSessions } from '#src/inbound/http/session.ts'
import { loadTls } from '#src/inbound/http/tls.ts'
import { apiDocs } from '#src/inbound/native/api-docs.ts'
import { vendorReportRoute } from '#src/inbound/native/delivery-reports.ts'
import { nativeRoutes } from '#src/inbound/native/routes.ts'
import { builtPortal } from '#src/inbound/portal/portal-files.ts'
import { portalRoutes } from '#src/inbound/portal/portal-routes.ts'
import { createPreconditions } from '#src/inbound/preconditions.ts'
import { answerBadUrl, unroutedHandlers } from '#src/inbound/unrouted.ts'
import { tryAgain } from '#src/messaging/delivery/try-again.ts'
import type { MessageQueue, RetryQueue } from '#src/messaging/ports.ts'
import type { Log } from '#src/observability/log.ts'
import { createMetrics, type Metrics } from '#src/observability/metrics.ts'
import { type Candidates, createCandidates } from '#src/providers/candidates.ts'
import { phoneProviderKinds } from '#src/providers/phone-provider-kinds.ts'
import { findProviderKind } from '#src/providers/registry.ts'
import { createReportUrl } from '#src/providers/report-url.ts'
import type { ClosableScriptBuilder } from '#src/sandbox/build/create-script-builder.ts'
import { createSandbox } from '#src/sandbox/create-sandbox.ts'
import { createScriptTools, type ScriptTools } from '#src/sandbox/script-tools.ts'
import { createMessageQueue } from '#src/storage/accept-message.ts'
import { createActionHistory } from '#src/storage/action-history.ts'
import { createAdministratorStore } from '#src/storage/administrator-store.ts'
import { createAuditLog } from '#src/storage/audit-store.ts'
import { createAuthenticatorStore } from '#src/storage/authenticator-store.ts'
import { createBucketStore } from '#src/storage/bucket-store.ts'
import { createBuildStore } from '#src/storage/build-store.ts'
import { createCodeStore } from '#src/storage/code-store.ts'
import { createDirectoryStore } from '#src/storage/directory-store.ts'
import { createFailureStore } from '#src/storage/failure-store.ts'
import { createIdempotencyStore } from '#src/storage/idempotency-store.ts'
import { createInbox } from '#src/storage/inbox-store.ts'
import { createMessageLog } from '#src/storage/message-store.ts'
import { openStorage, type Storage } from '#src/storage/open-storage.ts'
import { createOverviewStore } from '#src/storage/overview-store.ts'
import { createPasswordResetStore } from '#src/storage/password-reset-store.ts'
import { createReportStore } from '#src/storage/report-store.ts'
import { createRetryJobs } from '#src/storage/retry-jobs.ts'
import { createRetryStore } from '#src/storage/retry-store.ts'
import { createSendStore } from '#src/storage/send-store.ts'
import { createSessionStore } from '#src/storage/session-store.ts'
import { createSweep } from '#src/storage/sweep.ts'
import { createTokenRecordStore } from '#src/storage/token-record-store.ts'
import { createUserStore } from '#src/storage/user-store.ts'
import { createVerificationStore } from '#src/storage/verification-store.ts'

export interface RunningServer {
  readonly url: string
  readonly firstStart: FirstStart
  readonly whereabouts: string
  /** Where the default tenant's messages go, in a sentence. */
  readonly messages: string
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
  const port = await findPort(config)
  const { key, warning } = await loadSecretKey(config)
  if (warning !== undefined) log.warn(warning)
  const tls = await loadTls(config)
  const storage = await openStorage({ config, secretKey: key, log })
  closers.push(() => storage.close())

  const url = config.publicUrl ?? `${tls ? 'https' : 'http'}://localhost:${port}`
  const onError = (error: unknown) => log.error({ err: error }, 'background work failed')
  const directoryStore = createDirectoryStore(storage.db, storage.pool, storage.seal)
  await ensureDefaultTenant(directoryStore)
  const directory = await openDirectory({ store: directoryStore, publicUrl: url, onError })
  closers.push(() => directory.close())
  const preparedTenant = await prepareDefaultTenant(directory, givenManagementClient(config))
  const passwords = createPasswords()
  const administrators = createAdministratorStore(storage.db)
  // Hashing a password takes a while, on a thread of its own: the server is made ready meanwhile.
  const firstAdministrator = ensureFirstAdministrator(defaultTenantId, config, { administrators, passwords })
  closers.push(() => firstAdministrator.catch(() => {}))

  const egress = createEgress({ allow: config.egressAllow })
  closers.push(() => egress.close())
  const metrics = createMetrics()
  closers.push(() => metrics.close())
  closers.push(createSweep(storage.db).start(onError))

  const { scripts, close: closeScripts } = openScripts({ config, storage, egress, log })
  closers.push(closeScripts)
  const actionBuilds = createActionBuilds({ directory, scripts, onError })
  closers.push(() => actionBuilds.close())

  const jobs = createRetryJobs({ pool: storage.pool, db: storage.db, onError })
  closers.push(() => jobs.stop())
  const retries = createRetryStore(storage.db, storage.seal, jobs)
  const messageQueue = createMessageQueue(storage.db, storage.seal, jobs)
  const resets = createPasswordResetStore(storage.db, storage.seal, jobs)

  const { trustedProxies } = config
  const app = createServer({ directory, log, metrics, trustedProxies, answerBadUrl, ...(tls && { tls }) })
  closers.push(() => app.close())
  const queues = { retries, messageQueue, resets }
  const people = { administrators, passwords }
  const parts = { config, people, log, storage, directory, egress, metrics, queues, scripts, actionBuilds }
  const { oidcProviders, candidates } = registerRoutes(app, parts)
  await listen(app, { port, host: config.host })
  const findCandidate = createFindCandidate(directory, candidates)
  jobs.start((turn) => tryAgain(turn, { retries, findCandidate, observer: metrics, now: Date.now }))
  // The token library takes longer to load than all else: loaded now, the first login does not wait for it.
  void oidcProviders.providerFor(directory.byHost(undefined)).catch(onError)

  const administrator = await firstAdministrator
  const firstStart = { ...preparedTenant, ...(administrator && { administrator }) }

  const { whereabouts } = storage
  const { kind } = directory.byHost(undefined).phoneProvider
  const messages = findProviderKind(kind)?.banner ?? `sent by ${kind}`
  return {
    url,
    firstStart,
    whereabouts,
    messages,
    close,
    ...(tls?.caFile !== undefined && { caFile: tls.caFile }),
  }
}

interface Parts {
  readonly config: Config
  readonly people: AdministratorDeps
  readonly log: Log
  readonly storage: Storage
  readonly directory: Directory
  readonly egress: Egress
  readonly metrics: Metrics
  readonly queues: {
    readonly retries: RetryQueue
    readonly messageQueue: MessageQueue
    readonly resets: PasswordResetStore
  }
  readonly scripts: ScriptTools
  readonly actionBuilds: ActionBuilds
}

/** Each dialect in a scope of its own, with its own error shape; what none of them knows is a native 404. */
function registerRoutes(app: FastifyInstance, parts: Parts) {
  const { config, people, log, storage, directory, egress, metrics, queues, scripts, actionBuilds } = parts
  const { passwords } = people
  const { pool, db, seal } = storage
  const { rateLimits } = config
  const inbox = createInbox(pool, db, seal)
  const {
    guard,
    directory: guardedDirectory,
    users,
    administrators,
  } = createPreconditions({
    directory,
    users: createUserStore(db),
    administrators: people.administrators,
    tagOf: seal.tagOf,
  })
  const buckets = createBucketStore(pool)
  const failures = createFailureStore(pool, seal.hashCode)
  const tokenRecords = createTokenRecordStore(db)
  const oidcProviders = createOidcProviders({ tokenRecords })
  const replayStore = createAssertionReplayStore(tokenRecords)
  const verify = { codes: createCodeStore(pool), hashCode: seal.hashCode }
  const sealedTokens = createSealedTokens(seal.tokenKey)
  const mfa = {
    ...verify,
    users,
    buckets,
    sealedTokens,
    rateLimits,
    authenticators: createAuthenticatorStore(db, seal),
  }
  const send = {
    store: createSendStore(pool, seal),
    hashCode: seal.hashCode,
    observer: metrics,
    queue: queues.retries,
    now: Date.now,
  }
  const reports = createReportStore(db)
  const reportUrl = createReportUrl(config.publicUrl)
  const tools = { sendHttp: egress.sendHttp, keepMessage: inbox.keep, scripts, reportUrl }
  const candidates = createCandidates({
    tools,
    onProblem: (where, problems) =>
      log.warn({ where, problems }, 'a provider is not configured well enough to send'),
  })

  const notifyBlocked = createNotifyBlocked({
    messageQueue: queues.messageQueue,
    users,
    buckets,
    candidatesOf: candidates.forTenant,
    now: Date.now,
    onProblem: (error) => log.error({ err: error }, 'a notice could not be sent'),
  })
  const logInWithPassword = createLogInWithPassword({
    users,
    passwords,
    failures,
    buckets,
    notifyBlocked,
    rateLimits,
  })
  const sessions = createSessions({ store: createSessionStore(db), now: Date.now })
  const auditLog = createAuditLog(db)
  const auditChanges = createAuditHook(auditLog)
  /** For the APIs that a session may call as well as a client. */
  const openToSessions = (scope: FastifyInstance) => {
    auditChanges(scope)
    acceptSessions(scope, { sessions, viewersOnlyRead: true })
    guard(scope)
    hideSecretsFromSessions(scope)
  }

  unroutedHandlers(app)
  apiDocs(app)
  operatingRoutes(app, {
    metrics,
    checkDatabase: async () => {
      await pool.query('select 1')
    },
  })
  app.register(async (authentication) => {
    await authentication.register(cors, browserCalls)
    authentication.register(async (scope) =>
      passwordlessStart(scope, {
        send,
        users,
        metrics,
        rateLimits,
        candidatesOf: candidates.forConnection,
        authenticate: (tenant, request) => authenticateCaller(tenant, request, replayStore),
      }),
    )
    authentication.register(async (scope) =>
      mfaRoutes(scope, { ...mfa, send, replayStore, candidatesForMfa: candidates.forMfa }),
    )
    authentication.register((scope) =>
      tokenRoutes(scope, {
        ...mfa,
        tenantOf,
        tokenRecords,
        oidcProviders,
        redeemPasswordlessCode: createRedeemPasswordlessCode({ ...verify, users, notifyBlocked }),
        redeemPassword: createRedeemPassword(logInWithPassword),
      }),
    )
    authentication.register(async (scope) => signUpRoute(scope, { users, passwords, buckets, rateLimits }))
  })
  const history = createActionHistory(db, seal)
  const providerKinds = phoneProviderKinds(tools)
  app.register(
    async (scope) => {
      openToSessions(scope)
      managementRoutes(scope, {
        authenticators: mfa.authenticators,
        hashCode: seal.hashCode,
        directory: guardedDirectory,
        users,
        passwords,
        failures,
        scripts,
        history,
        actionBuilds,
        send,
        providerKinds,
        candidatesOf: candidates.forTenant,
      })
    },
    { prefix: '/api/v2' },
  )
  app.register(
    async (scope) => {
      openToSessions(scope)
      nativeRoutes(scope, {
        send,
        verify,
        metrics,
        rateLimits,
        replayStore,
        directory: guardedDirectory,
        inbox,
        users,
        buckets,
        notifyBlocked,
        providerKinds,
        messageQueue: queues.messageQueue,
        resets: queues.resets,
        messageLog: createMessageLog(db, seal),
        reports,
        verifications: createVerificationStore(db),
        idempotency: createIdempotencyStore(db),
        candidatesOf: candidates.forTenant,
        candidatesFor: candidates.forSetting,
        candidatesOfConnection: candidates.forConnection,
        candidatesForMfa: candidates.forMfa,
        mfa,
        administrators,
        passwords,
        auditLog,
        overview: createOverviewStore(db),
        onError: (error) => log.error({ err: error }, 'messages could not be watched'),
      })
    },
    { prefix: '/v1' },
  )
  app.register(async (scope) => vendorReportRoute(scope, { reports, findCandidate: candidates.find }), {
    prefix: '/v1/delivery-reports',
  })
  const checkPassword = createCheckPassword({ ...people, buckets })
  app.register(
    async (scope) =>
      portalRoutes(scope, { ...people, sessions, checkPassword, auditChanges, folder: builtPortal }),
    { prefix: '/portal' },
  )
  return { oidcProviders, candidates }
}

/** Who an attempt's provider id stands for, as it is configured now. */
function createFindCandidate(directory: Directory, candidates: Candidates) {
  return (tenantId: string, providerId: string) => {
    const tenant = directory.all().find(({ tenant: { id } }) => id === tenantId)
    return tenant && candidates.find(tenant, providerId)
  }
}

/** What scripts are built and run with. Nothing of it starts before the first script does. */
export function openScripts({
  config,
  storage,
  egress,
  log,
}: Pick<Parts, 'config' | 'storage' | 'egress' | 'log'>): {
  readonly scripts: ScriptTools
  close(): Promise<void>
} {
  const { db, seal } = storage
  const sandbox = createSandbox({ refused: refusedBlocks(config.egressAllow), log })
  // Loaded with the first script that is built: it brings a compiler.
  let opened: Promise<ClosableScriptBuilder> | undefined
  const open = async () => {
    const { createScriptBuilder } = await import('#src/sandbox/build/create-script-builder.ts')
    return createScriptBuilder({ egress, log, npmEnvironment: readNpmEnvironment() })
  }
  const builder = () => {
    opened ??= open()
    return opened
  }
  const scripts = createScriptTools({
    run: sandbox.run,
    builder: {
      build: async (source) => (await builder()).build(source),
      checkTypes: async (code) => (await builder()).checkTypes(code),
    },
    builds: createBuildStore(db, seal),
    recordExecution: createActionHistory(db, seal).recordExecution,
  })
  return {
    scripts,
    async close() {
      await sandbox.close()
      await (await opened)?.close()
    },
  }
}

// Applications in browsers call these endpoints from their own origins. No cookie is involved, so any origin may.
const browserCalls: FastifyCorsOptions = {
  origin: '*',
  methods: ['GET', 'POST', 'DELETE'],
  allowedHeaders: ['authorization', 'content-type', 'auth0-client', 'x-request-language'],
  exposedHeaders: ['retry-after', 'x-ratelimit-limit', 'x-ratelimit-remaining', 'x-ratelimit-reset'],
  maxAge: 86_400,
  strictPreflight: false,
}
