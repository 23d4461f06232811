// Which dialects there are, and what each of them is given.

import type { FastifyInstance } from 'fastify'
import type { Config } from '#src/config/config.ts'
import type { Egress } from '#src/egress/create-egress.ts'
import type { ActionBuilds } from '#src/flows/build-action.ts'
import { createLogInWithPassword } from '#src/flows/log-in-with-password.ts'
import { createNotifyBlocked } from '#src/flows/notify-blocked.ts'
import type { AdministratorDeps } from '#src/identity/administrators/change-administrators.ts'
import { createCheckPassword } from '#src/identity/administrators/check-password.ts'
import { createSessions } from '#src/identity/administrators/sessions.ts'
import { createAssertionReplayStore } from '#src/identity/clients/client-assertion.ts'
import type { PasswordResetStore } from '#src/identity/passwords/password-resets.ts'
import { createSealedTokens } from '#src/identity/second-factors/sealed-tokens.ts'
import type { Directory } from '#src/identity/tenants/directory.ts'
import { createOidcProviders } from '#src/identity/tokens/oidc-providers.ts'
import { createAuditHook } from '#src/inbound/audit-changes.ts'
import { authenticationRoutes } from '#src/inbound/auth0/authentication-routes.ts'
import { managementRoutes } from '#src/inbound/auth0/management/management-routes.ts'
import { logUnsent } from '#src/inbound/http/log-unsent.ts'
import { operatingRoutes } from '#src/inbound/http/operating-routes.ts'
import { acceptSessions } from '#src/inbound/http/session.ts'
import { apiDocs } from '#src/inbound/native/api-docs.ts'
import { vendorReportRoute } from '#src/inbound/native/delivery-reports.ts'
import { nativeRoutes } from '#src/inbound/native/routes.ts'
import { builtPortal } from '#src/inbound/portal/portal-files.ts'
import { portalRoutes } from '#src/inbound/portal/portal-routes.ts'
import { createPreconditions } from '#src/inbound/preconditions.ts'
import { unroutedHandlers } from '#src/inbound/unrouted.ts'
import { MessagingError } from '#src/messaging/errors.ts'
import type { MessageQueue, RetryQueue } from '#src/messaging/ports.ts'
import type { Log } from '#src/observability/log.ts'
import type { Metrics } from '#src/observability/metrics.ts'
import { actionEventOf } from '#src/providers/action/index.ts'
import { createCandidates } from '#src/providers/candidates.ts'
import { phoneProviderKinds } from '#src/providers/phone-provider-kinds.ts'
import { createReportUrl } from '#src/providers/report-url.ts'
import type { ScriptTools } from '#src/sandbox/script-tools.ts'
import { createActionHistory } from '#src/storage/action-history.ts'
import { createAuditLog } from '#src/storage/audit-store.ts'
import { createAuthenticatorStore } from '#src/storage/authenticator-store.ts'
import { createBucketStore } from '#src/storage/bucket-store.ts'
import { createCodeStore } from '#src/storage/code-store.ts'
import { pingDatabase } from '#src/storage/database.ts'
import { createFailureStore } from '#src/storage/failure-store.ts'
import { createIdempotencyStore } from '#src/storage/idempotency-store.ts'
import { createInbox } from '#src/storage/inbox-store.ts'
import { createMessageLog } from '#src/storage/message-store.ts'
import type { Storage } from '#src/storage/open-storage.ts'
import { createOverviewStore } from '#src/storage/overview-store.ts'
import { createReportStore } from '#src/storage/report-store.ts'
import { createSendStore } from '#src/storage/send-store.ts'
import { createSessionStore } from '#src/storage/session-store.ts'
import { createTokenRecordStore } from '#src/storage/token-record-store.ts'
import { createUserStore } from '#src/storage/user-store.ts'
import { createVerificationStore } from '#src/storage/verification-store.ts'

export interface Parts {
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
export function registerRoutes(app: FastifyInstance, parts: Parts) {
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
    onUnreadyMfa: (tenantId, unready) =>
      log.warn(
        { tenantId, ...unready },
        'the provider that is selected for second factors cannot send: the phone provider sends their messages instead',
      ),
  })

  const notifyBlocked = createNotifyBlocked({
    messageQueue: queues.messageQueue,
    store: send.store,
    users,
    buckets,
    candidatesOf: candidates.forTenant,
    now: Date.now,
    onProblem: (error) => {
      if (error instanceof MessagingError) logUnsent(log, error)
      else log.error({ err: error }, 'a notice could not be sent')
    },
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
  }

  unroutedHandlers(app)
  apiDocs(app)
  operatingRoutes(app, {
    metrics,
    checkDatabase: () => pingDatabase(pool),
  })
  app.register((scope) =>
    authenticationRoutes(scope, {
      ...mfa,
      send,
      metrics,
      passwords,
      replayStore,
      tokenRecords,
      oidcProviders,
      notifyBlocked,
      logInWithPassword,
      candidatesOf: candidates.forConnection,
      candidatesForMfa: candidates.forMfa,
    }),
  )
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
        actionEventOf,
        candidatesOf: candidates.forTenant,
        findUnreadyMfa: candidates.findUnreadyMfa,
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
