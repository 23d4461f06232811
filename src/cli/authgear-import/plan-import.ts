// Decides what of an Authgear project Otpost takes and what it leaves. Looks at nothing but what it is given, and names
// no secret in what it says.

import {
  type AuthgearProject,
  type AuthgearSecrets,
  chooseSmsClient,
  readProject,
  readSecrets,
  type SmsClient,
} from '#src/contracts/authgear/project-files.ts'
import type { ProjectProblem, ReadResult } from '#src/contracts/authgear/read-yaml.ts'
import { readSigningKey, type SecretItem } from '#src/contracts/authgear/sms-client-secrets.ts'
import type { ImportPlan, LeftOut } from './import-plan.ts'
import { planPhoneProvider } from './plan-phone-provider.ts'
import type { GivenFiles, Resources } from './read-given-files.ts'

export function planImport(files: GivenFiles): ReadResult<ImportPlan> {
  const project = readProject(files.project)
  const secrets = readSecrets(files.secrets)
  if (!project.ok || !secrets.ok)
    return { ok: false, problems: [project, secrets].flatMap((read) => (read.ok ? [] : read.problems)) }

  const chosen = chooseSmsClient(project.value, secrets.value)
  const client = chosen.ok ? chosen.client : undefined
  const item = (key: string) => ({ file: files.secrets.name, key, data: secrets.value.get(key) })
  const provider =
    client === undefined || client === 'nexmo'
      ? undefined
      : planPhoneProvider(client, item(`sms.${client}`), files.resources)
  const signs = provider?.ok && provider.value.planned.document.kind === 'webhook'
  const key = secrets.value.has('webhook') ? planWebhookSecret(item('webhook'), signs === true) : undefined
  const locales = planLocales(project.value, files.project.name)

  const problems: ProjectProblem[] = chosen.ok
    ? []
    : [{ file: files.project.name, key: chosen.key, message: chosen.message }]
  for (const part of [provider, key, locales]) if (part && !part.ok) problems.push(...part.problems)
  if (problems.length > 0 || key?.ok === false || provider?.ok === false || !locales.ok)
    return { ok: false, problems }

  return {
    ok: true,
    value: {
      appId: project.value.id,
      ...(provider && { phoneProvider: provider.value.planned }),
      ...(key?.value.secret !== undefined && { webhookSecret: key.value.secret }),
      ...(locales.value && { locales: locales.value }),
      left: [
        ...leftOfProject(project.value, files.project.name),
        ...leftOfSecrets(secrets.value, files.secrets.name, client),
        ...(provider?.value.left ?? []),
        ...(key?.value.left ?? []),
        ...leftOfResources(files.resources, provider?.value.planned.script),
      ],
    },
  }
}

interface PlannedSecret {
  readonly secret?: string
  readonly left: readonly LeftOut[]
}

/** A key that cannot be taken is a problem only when something is to be signed with it. */
function planWebhookSecret(item: SecretItem, signs: boolean): ReadResult<PlannedSecret> {
  const read = readSigningText(item)
  if (read.ok) {
    const left = Array.from({ length: read.value.others }, (_, index) => ({
      file: item.file,
      key: `${item.key}.keys.${index + 1}`,
      why: 'only the first key is used for signing',
    }))
    return { ok: true, value: { secret: read.value.secret, left } }
  }
  if (signs) return read
  return {
    ok: true,
    value: { left: read.problems.map(({ file, key, message }) => ({ file, key, why: message })) },
  }
}

function readSigningText(item: SecretItem): ReadResult<{ readonly secret: string; readonly others: number }> {
  const read = readSigningKey(item)
  if (!read.ok) return read
  const { octets, others } = read.value
  const secret = Buffer.from(octets).toString('latin1')
  if (/^[\x20-\x7e]+$/.test(secret)) return { ok: true, value: { secret, others } }
  const message = 'has bytes that are not printable ASCII; Otpost stores keys as text, so use a different key'
  return { ok: false, problems: [{ file: item.file, key: `${item.key}.keys.0.k`, message }] }
}

function planLocales({ localization }: AuthgearProject, file: string): ReadResult<string[] | undefined> {
  if (!localization) return { ok: true, value: undefined }
  const { fallback_language: fallback, supported_languages: supported = [] } = localization
  const first = fallback ?? 'en'
  const problems: ProjectProblem[] = []
  const check = (tag: string, key: string) => {
    if (!isLanguageTag(tag)) problems.push({ file, key, message: `"${tag}" is not a language tag` })
  }
  check(first, 'localization.fallback_language')
  for (const tag of supported) check(tag, 'localization.supported_languages')
  return problems.length > 0
    ? { ok: false, problems }
    : { ok: true, value: [...new Set([first, ...supported])] }
}

function isLanguageTag(tag: string): boolean {
  try {
    return Intl.getCanonicalLocales(tag).length === 1
  } catch {
    return false
  }
}

function leftOfProject(project: AuthgearProject, file: string): LeftOut[] {
  const { id: _, localization = {}, messaging = {}, ...sections } = project
  const { fallback_language: __, supported_languages: ___, ...languages } = localization
  const { sms_gateway, sms_provider, ...others } = messaging
  const { use_config_from: ____, provider: _____, ...gateway } = sms_gateway ?? {}
  const replaced = sms_gateway && sms_provider
  return [
    ...keysOf(sections),
    ...keysOf(languages, 'localization'),
    ...keysOf(others, 'messaging'),
    ...keysOf(gateway, 'messaging.sms_gateway'),
    ...(replaced ? [{ key: 'messaging.sms_provider', why: 'messaging.sms_gateway replaces it' }] : []),
  ].map((left) => ({ file, ...left }))
}

const clientItem = /^sms\.(custom|twilio|nexmo)$/

function leftOfSecrets(secrets: AuthgearSecrets, file: string, client: SmsClient | undefined): LeftOut[] {
  return [...secrets.keys()].flatMap((key) => {
    if (key === 'webhook') return []
    if (key === `sms.${client}`) {
      const why =
        'Otpost does not support this provider, so the phone provider is not changed; use a webhook or a script'
      return client === 'nexmo' ? [{ file, key, why }] : []
    }
    return [{ file, key, ...(clientItem.test(key) && { why: `the project sends with sms.${client}` }) }]
  })
}

function leftOfResources(resources: Resources | undefined, script: string | undefined): LeftOut[] {
  if (!resources) return []
  const isTaken = (name: string) =>
    name === script || name === 'authgear.yaml' || name === 'authgear.secrets.yaml'
  return resources.names
    .filter((name) => !isTaken(name))
    .map((key) => ({
      file: resources.folder,
      key,
      ...(key === 'templates' && { why: 'Otpost has its own texts' }),
    }))
}

function keysOf(object: object, path?: string): { readonly key: string }[] {
  return Object.keys(object).map((key) => ({ key: path === undefined ? key : `${path}.${key}` }))
}
