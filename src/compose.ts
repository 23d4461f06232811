// The composition root: from settings to a server that listens, and back to nothing when it stops. Only it and
// register-routes.ts see everything.

import type { Config } from '#src/config/config.ts'
import { readNpmEnvironment } from '#src/config/read-environment.ts'
import { loadSecretKey } from '#src/config/secret-key.ts'
import { createEgress } from '#src/egress/create-egress.ts'
import { refusedBlocks } from '#src/egress/refused-blocks.ts'
import { createActionBuilds } from '#src/flows/build-action.ts'
import { ensureFirstAdministrator } from '#src/identity/administrators/first-administrator.ts'
import { createPasswords, type Passwords } from '#src/identity/passwords/hash-password.ts'
import { type Directory, defaultTenantId, openDirectory } from '#src/identity/tenants/directory.ts'
import {
  ensureDefaultTenant,
  type FirstStart,
  givenManagementClient,
  prepareDefaultTenant,
} from '#src/identity/tenants/first-start.ts'
import { findPort, listen } from '#src/inbound/http/listen.ts'
import { createServer } from '#src/inbound/http/server.ts'
import { loadTls } from '#src/inbound/http/tls.ts'
import { answerBadUrl } from '#src/inbound/unrouted.ts'
import { tryAgain } from '#src/messaging/delivery/try-again.ts'
import type { Log } from '#src/observability/log.ts'
import { createMetrics } from '#src/observability/metrics.ts'
import type { Candidates } from '#src/providers/candidates.ts'
import { findProviderKind } from '#src/providers/registry.ts'
import type { ClosableScriptBuilder } from '#src/sandbox/build/create-script-builder.ts'
import { createSandbox } from '#src/sandbox/create-sandbox.ts'
import { createScriptTools, type ScriptTools } from '#src/sandbox/script-tools.ts'
import { createMessageQueue } from '#src/storage/accept-message.ts'
import { createActionHistory } from '#src/storage/action-history.ts'
import { createAdministratorStore } from '#src/storage/administrator-store.ts'
import { createBuildStore } from '#src/storage/build-store.ts'
import { createDirectoryStore } from '#src/storage/directory-store.ts'
import { openStorage } from '#src/storage/open-storage.ts'
import { createPasswordResetStore } from '#src/storage/password-reset-store.ts'
import { createRetryJobs } from '#src/storage/retry-jobs.ts'
import { createRetryStore } from '#src/storage/retry-store.ts'
import { createSweep } from '#src/storage/sweep.ts'
import { type Parts, registerRoutes } from './register-routes.ts'

export interface RunningServer {
  readonly url: string
  readonly firstStart: FirstStart
  readonly location: string
  /** Where the default tenant's messages go, in a sentence. */
  readonly messages: string
  /** The certificate to trust, when TLS is self-signed. */
  readonly caFile?: string
  /** Answers what is in flight, then closes everything. */
  close(): Promise<void>
}

export async function startServer(
  config: Config,
  log: Log,
  passwords = createPasswords(),
): Promise<RunningServer> {
  const closers: (() => unknown)[] = []
  const close = async () => {
    for (const closer of closers.reverse()) await closer()
  }
  try {
    return await compose(config, { log, passwords }, closers, close)
  } catch (error) {
    await close()
    throw error
  }
}

async function compose(
  config: Config,
  { log, passwords }: { readonly log: Log; readonly passwords: Passwords },
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
  jobs.start((job) => tryAgain(job, { retries, findCandidate, observer: metrics, now: Date.now }))
  // The token library takes longer to load than all else: loaded now, the first login does not wait for it.
  void oidcProviders.providerFor(directory.byHost(undefined)).catch(onError)

  const administrator = await firstAdministrator
  const firstStart = { ...preparedTenant, ...(administrator && { administrator }) }

  const { location } = storage
  const { kind } = directory.byHost(undefined).phoneProvider
  const messages = findProviderKind(kind)?.banner ?? `sent by ${kind}`
  return {
    url,
    firstStart,
    location,
    messages,
    close,
    ...(tls?.caFile !== undefined && { caFile: tls.caFile }),
  }
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
      checkExport: async (code) => (await builder()).checkExport(code),
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
