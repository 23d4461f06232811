// The two files of an Authgear project that say how it sends texts (contract 3.1). Only the keys that matter here are
// described; a project has many more, and they stay in what is read.

import { type Static, Type } from 'typebox'
import { Check } from 'typebox/value'
import {
  type ProjectProblem,
  type ProjectText,
  type ReadResult,
  readYaml,
  schemaProblems,
} from './read-yaml.ts'

export const smsClients = ['custom', 'twilio', 'nexmo'] as const
export type SmsClient = (typeof smsClients)[number]

const smsClient = Type.Enum([...smsClients])

const project = Type.Object({
  id: Type.String({ minLength: 1 }),
  localization: Type.Optional(
    Type.Object({
      fallback_language: Type.Optional(Type.String({ minLength: 1 })),
      supported_languages: Type.Optional(Type.Array(Type.String({ minLength: 1 }))),
    }),
  ),
  messaging: Type.Optional(
    Type.Object({
      sms_gateway: Type.Optional(
        Type.Object({
          use_config_from: Type.Enum(['environment_variable', 'authgear.secrets.yaml']),
          provider: Type.Optional(smsClient),
        }),
      ),
      /** Deprecated: `sms_gateway` counts instead when it is there. */
      sms_provider: Type.Optional(smsClient),
    }),
  ),
})

/** `authgear.yaml`, with the keys that nobody here reads. */
export type AuthgearProject = Static<typeof project>

/** What `authgear.secrets.yaml` has under each key. Nothing below `data` has been looked at. */
export type AuthgearSecrets = ReadonlyMap<string, unknown>

export function readProject(file: ProjectText): ReadResult<AuthgearProject> {
  const read = readYaml(file)
  if (!read.ok) return read
  if (Check(project, read.value)) return { ok: true, value: read.value }
  return { ok: false, problems: schemaProblems(file.name, '', project, read.value) }
}

const secrets = Type.Object({
  secrets: Type.Array(
    Type.Object({ key: Type.String({ minLength: 1 }), data: Type.Optional(Type.Unknown()) }),
  ),
})

export function readSecrets(file: ProjectText): ReadResult<AuthgearSecrets> {
  const read = readYaml(file)
  if (!read.ok) return read
  if (!Check(secrets, read.value))
    return { ok: false, problems: schemaProblems(file.name, '', secrets, read.value) }
  const byKey = new Map<string, unknown>()
  const problems: ProjectProblem[] = []
  for (const { key, data } of read.value.secrets) {
    if (byKey.has(key)) problems.push({ file: file.name, key, message: 'is there more than once' })
    byKey.set(key, data)
  }
  return problems.length > 0 ? { ok: false, problems } : { ok: true, value: byKey }
}

export type ChosenSmsClient =
  | { readonly ok: true; readonly client: SmsClient }
  | { readonly ok: false; readonly key: string; readonly message: string }

/** Which client Authgear would send with. `key` is the one in `authgear.yaml` that would have to change. */
export function chooseSmsClient({ messaging }: AuthgearProject, secrets: AuthgearSecrets): ChosenSmsClient {
  const { sms_gateway: gateway, sms_provider: deprecated } = messaging ?? {}
  if (gateway?.use_config_from === 'environment_variable') {
    const message = 'takes the SMS client from the environment of the Authgear server, which no file holds'
    return { ok: false, key: 'messaging.sms_gateway.use_config_from', message }
  }
  const configured = smsClients.filter((client) => secrets.has(`sms.${client}`))
  const named = gateway ? gateway.provider : deprecated
  if (named !== undefined) {
    if (configured.includes(named)) return { ok: true, client: named }
    const key = gateway ? 'messaging.sms_gateway.provider' : 'messaging.sms_provider'
    return { ok: false, key, message: `no available SMS client: the secrets have no sms.${named}` }
  }
  const [only, another] = configured
  const key = 'messaging.sms_gateway'
  if (only === undefined) {
    return { ok: false, key, message: 'no available SMS client: none is named, and the secrets have none' }
  }
  if (another !== undefined) {
    const names = configured.map((client) => `sms.${client}`).join(' and ')
    const message = `ambiguous SMS client: the secrets have ${names}, and no provider is named`
    return { ok: false, key, message }
  }
  return { ok: true, client: only }
}
