// Looks at everything that a start and a send need, one after the other, and says in words what is wrong.
// It sends no message and changes no configuration; an empty database is filled as a start would fill it.

import { constants } from 'node:fs'
import { access } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { Config } from '#src/config/config.ts'
import { loadConfig } from '#src/config/load.ts'
import { createEgress, type Egress } from '#src/egress/create-egress.ts'
import type { TenantConfig } from '#src/identity/records.ts'
import { loadTls } from '#src/inbound/http/tls.ts'
import { createProvider } from '#src/providers/create-provider.ts'
import { providerKinds } from '#src/providers/registry.ts'
import type { ScriptTools } from '#src/sandbox/script-tools.ts'
import { contextOf, type ProviderContext } from '#src/settings/phone-provider.ts'
import type { JsonObject } from '#src/settings/records.ts'
import { withDirectory } from './with-storage.ts'

type Finding = { readonly ok: boolean; readonly text: string }

const checkTimeoutMs = 10_000

const runsNothing = () => Promise.reject(new Error('doctor runs no script'))
const looksOnly: ScriptTools = {
  run: runsNothing,
  prepare: runsNothing,
  loadBuild: runsNothing,
  checkTypes: runsNothing,
  checkExport: runsNothing,
  recordExecution: runsNothing,
}

export async function runDoctor(env: Readonly<Record<string, string | undefined>>): Promise<void> {
  let failed = 0
  const say = ({ ok, text }: Finding) => {
    if (!ok) failed += 1
    process.stdout.write(`${ok ? 'ok      ' : 'PROBLEM '} ${text.replaceAll('\n', '\n         ')}\n`)
  }

  const config = await attempt('settings', () => loadConfig(env))
  say(config.ok ? { ok: true, text: 'settings: all variables are valid' } : config)
  if (config.ok) {
    for (const finding of await checkInstallation(config.value)) say(finding)
  }
  process.stdout.write(
    failed === 0 ? '\nNo problems found.\n' : `\n${failed} ${failed === 1 ? 'problem' : 'problems'} found.\n`,
  )
  if (failed > 0) process.exitCode = 1
}

async function checkInstallation(config: Config): Promise<Finding[]> {
  const findings: Finding[] = []
  if (config.databaseUrl === undefined) {
    const folder = await attempt(`data folder ${config.dataDir}`, () =>
      access(dirname(config.dataDir), constants.W_OK),
    )
    findings.push(folder.ok ? { ok: true, text: `data folder: ${config.dataDir}` } : folder)
  }
  if (config.tls) {
    const tls = await attempt('TLS', () => loadTls(config))
    findings.push(tls.ok ? { ok: true, text: 'TLS: key and certificate match' } : tls)
  }
  if (config.rateLimits === 'off')
    findings.push({ ok: false, text: 'OTPOST_RATE_LIMITS=off: anyone can send any number of messages' })
  const egress = createEgress({ allow: config.egressAllow })
  try {
    const database = await attempt('database', () =>
      withDirectory(config, async (directory) => {
        findings.push({
          ok: true,
          text: 'database: reachable, schema up to date, secret key correct',
        })
        for (const tenant of directory.all()) findings.push(...(await checkTenant(tenant, egress)))
      }),
    )
    if (!database.ok) findings.push(database)
  } finally {
    await egress.close()
  }
  return findings
}

async function checkTenant(config: TenantConfig, egress: Egress): Promise<Finding[]> {
  const { phoneProvider, connections, tenant } = config
  const context = contextOf(config)
  const own = connections.flatMap((connection) =>
    providerKinds.flatMap(({ kind, fromConnectionOptions }) => {
      const given = fromConnectionOptions?.(connection.options)
      return given ? [{ where: `connection ${connection.name}`, kind, given }] : []
    }),
  )
  const all = [{ where: 'phone provider', kind: phoneProvider.kind, given: phoneProvider.config }, ...own]
  const findings: Finding[] = []
  if (phoneProvider.disabled) {
    const text = `tenant ${tenant.name}, phone provider (${phoneProvider.kind}): the provider is off, so all messages are rejected`
    findings.push({ ok: false, text })
  }
  for (const { where, kind, given } of all) {
    findings.push(
      await checkProvider(`tenant ${tenant.name}, ${where} (${kind})`, kind, given, context, egress),
    )
  }
  return findings
}

async function checkProvider(
  where: string,
  kind: string,
  config: JsonObject,
  context: ProviderContext,
  egress: Egress,
): Promise<Finding> {
  const tools = { sendHttp: egress.sendHttp, keepMessage: async () => {}, scripts: looksOnly }
  const created = createProvider(kind, config, tools, context)
  if (!created.ok) {
    const list = created.problems.map(({ path, message }) => `${path} ${message}`).join(', ')
    return { ok: false, text: `${where}: ${list}` }
  }
  const refused = await checkHosts(config, egress)
  if (refused !== undefined) return { ok: false, text: `${where}: ${refused}` }
  const { checkCredentials } = created.definition
  if (!checkCredentials)
    return { ok: true, text: `${where}: configured; send a test message to check delivery` }
  try {
    const outcome = await checkCredentials(
      { ...config },
      egress.sendHttp,
      AbortSignal.timeout(checkTimeoutMs),
    )
    if (outcome.ok) return { ok: true, text: `${where}: credentials accepted` }
    return { ok: false, text: `${where}: ${outcome.kind}. ${outcome.detail ?? ''}` }
  } catch (error) {
    return { ok: false, text: `${where}: ${inWords(error)}` }
  }
}

// Any URL in a configuration is one that Otpost will call, whatever the kind names it.
async function checkHosts(config: JsonObject, egress: Egress): Promise<string | undefined> {
  for (const value of Object.values(config)) {
    const url = typeof value === 'string' && /^https?:/i.test(value) ? URL.parse(value) : null
    if (!url) continue
    const verdicts = await attempt(url.hostname, () => egress.check(url.hostname))
    if (!verdicts.ok) return verdicts.text
    if (!verdicts.value.some((verdict) => verdict.allowed)) {
      const addresses = verdicts.value.map((verdict) => verdict.address).join(', ')
      return `${url.hostname} is ${addresses}, which is not a public address; allow it with OTPOST_EGRESS_ALLOW`
    }
  }
  return undefined
}

async function attempt<Value>(
  what: string,
  run: () => Value | Promise<Value>,
): Promise<{ readonly ok: true; readonly value: Value } | { readonly ok: false; readonly text: string }> {
  try {
    return { ok: true, value: await run() }
  } catch (error) {
    return { ok: false, text: `${what}: ${inWords(error)}` }
  }
}

function inWords(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return error.cause === undefined ? error.message : `${error.message} because: ${inWords(error.cause)}`
}
