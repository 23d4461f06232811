// What `authgear.secrets.yaml` holds of one SMS client, and of the key that signs webhooks (contract 1.1, 2.1, 3.1).

import { type Static, type TSchema, Type } from 'typebox'
import { Check } from 'typebox/value'
import { type ReadResult, schemaProblems } from './read-yaml.ts'

/** A value below `data`, and where it stands: messages name the file and the key. */
export interface SecretItem {
  readonly file: string
  readonly key: string
  readonly data: unknown
}

/** Seconds that Authgear waits when `sms.custom` does not say. */
const defaultTimeoutSeconds = 60

const custom = Type.Object({
  url: Type.String(),
  timeout: Type.Optional(Type.Integer({ minimum: 1, maximum: 60 })),
})

export type CustomSmsClient = { readonly timeoutSeconds: number } & (
  | { readonly transport: 'webhook'; readonly url: string }
  /** Where it is among the resources, e.g. `deno/sms.ts`. */
  | { readonly transport: 'script'; readonly path: string }
)

export function readCustomClient(item: SecretItem): ReadResult<CustomSmsClient> {
  const read = readItem(custom, item)
  if (!read.ok) return read
  const { url, timeout: timeoutSeconds = defaultTimeoutSeconds } = read.value
  const refuse = (message: string): ReadResult<CustomSmsClient> => ({
    ok: false,
    problems: [{ file: item.file, key: `${item.key}.url`, message }],
  })
  const scheme = URL.parse(url)?.protocol ?? ''
  if (scheme === 'http:' || scheme === 'https:') return done({ transport: 'webhook', url, timeoutSeconds })
  if (scheme !== 'authgeardeno:') return refuse('must be an absolute URL of http, https or authgeardeno')
  const [, path] = /^authgeardeno:\/\/\/(deno\/[.0-9a-z]+\.ts)(?:[?#]|$)/i.exec(url) ?? []
  if (path === undefined)
    return refuse('must be authgeardeno:///deno/<file>.ts, with a name of letters, digits and dots')
  return done({ transport: 'script', path, timeoutSeconds })
}

const twilio = Type.Object({
  credential_type: Type.Optional(Type.Enum(['api_key', 'auth_token'])),
  account_sid: Type.String({ minLength: 1 }),
  auth_token: Type.Optional(Type.String()),
  api_key_sid: Type.Optional(Type.String()),
  api_key_secret: Type.Optional(Type.String()),
  /** Its name in Authgear; Twilio's is "messaging service". */
  message_service_sid: Type.Optional(Type.String()),
  from: Type.Optional(Type.String()),
})
export type TwilioSmsClient = Static<typeof twilio>

export function readTwilioClient(item: SecretItem): ReadResult<TwilioSmsClient> {
  return readItem(twilio, item)
}

const keySet = Type.Object({ keys: Type.Array(Type.Object({ kty: Type.String() }), { minItems: 1 }) })
const octetKey = Type.Object({ kty: Type.Literal('oct'), k: Type.String({ pattern: '^[A-Za-z0-9_-]+=*$' }) })

/** The octets that sign webhooks: the first key of the set, and how many others there are. */
export function readSigningKey(
  item: SecretItem,
): ReadResult<{ readonly octets: Uint8Array; readonly others: number }> {
  const set = readItem(keySet, item)
  if (!set.ok) return set
  const [first, ...others] = set.value.keys
  const key = readItem(octetKey, { ...item, key: `${item.key}.keys.0`, data: first })
  if (!key.ok) return key
  return done({ octets: Buffer.from(key.value.k, 'base64url'), others: others.length })
}

function readItem<Schema extends TSchema>(
  schema: Schema,
  { file, key, data }: SecretItem,
): ReadResult<Static<Schema>> {
  if (Check(schema, data)) return done(data)
  return { ok: false, problems: schemaProblems(file, key, schema, data) }
}

function done<Value>(value: Value): ReadResult<Value> {
  return { ok: true, value }
}
