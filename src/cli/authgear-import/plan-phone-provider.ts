// From the SMS client of an Authgear project to the phone provider that does the same, as `PUT /v1/phone-provider` would
// be sent it: what it may hold is for the kind itself to check.

import type { ReadResult } from '#src/contracts/authgear/read-yaml.ts'
import {
  type CustomSmsClient,
  readCustomClient,
  readTwilioClient,
  type SecretItem,
  type TwilioSmsClient,
} from '#src/contracts/authgear/sms-client-secrets.ts'
import { maxScriptBytes } from '#src/values/script-size.ts'
import type { LeftOut, Place, PlannedProvider } from './import-plan.ts'
import type { Resources } from './read-given-files.ts'

interface Plan {
  readonly planned: PlannedProvider
  readonly left: readonly LeftOut[]
}

export function planPhoneProvider(
  client: 'custom' | 'twilio',
  item: SecretItem,
  resources: Resources | undefined,
): ReadResult<Plan> {
  if (client === 'twilio') {
    const read = readTwilioClient(item)
    return read.ok ? planTwilio(read.value, item) : read
  }
  const read = readCustomClient(item)
  if (!read.ok) return read
  const left = leftOf(item, ['url', 'timeout'])
  const planned =
    read.value.transport === 'webhook'
      ? planWebhook(read.value, item)
      : planScript(read.value, item, resources)
  return planned.ok ? { ok: true, value: { planned: planned.value, left } } : planned
}

type CustomTransport<Transport> = Extract<CustomSmsClient, { readonly transport: Transport }>

// Authgear sends texts only, so these are what the provider is set up for, whatever else its kind could do.
const delivery_methods = ['text']

function planWebhook(
  { url, timeoutSeconds }: CustomTransport<'webhook'>,
  item: SecretItem,
): ReadResult<PlannedProvider> {
  return done({
    document: { kind: 'webhook', delivery_methods, webhook: { url, timeout: timeoutSeconds } },
    // The rest of a URL may be a secret.
    summary: `webhook at ${URL.parse(url)?.host}, timeout ${timeoutSeconds} seconds`,
    from: { file: item.file, key: item.key },
    places: placesIn(item, { 'webhook.url': 'url', 'webhook.timeout': 'timeout' }),
  })
}

function planScript(
  { path, timeoutSeconds }: CustomTransport<'script'>,
  item: SecretItem,
  resources: Resources | undefined,
): ReadResult<PlannedProvider> {
  const refuse = ({ file, key }: Place, message: string): ReadResult<PlannedProvider> => ({
    ok: false,
    problems: [{ file, key, message }],
  })
  const url = { file: item.file, key: `${item.key}.url` }
  if (!resources) return refuse(url, `names ${path}; pass the project's resources folder with --resources`)
  const script = resources.scripts.get(path)
  if (!script) return refuse(url, `names ${path}, which is not in ${resources.folder}`)
  const place = { file: resources.folder, key: path }
  if (script.bytes > maxScriptBytes)
    return refuse(place, `has ${script.bytes} bytes; the limit is ${maxScriptBytes} bytes`)
  if (script.source === undefined) return refuse(place, 'is not UTF-8')
  const { source } = script
  return done({
    document: { kind: 'script', delivery_methods, script: { source, timeout: timeoutSeconds } },
    summary: `script ${path}, timeout ${timeoutSeconds} seconds`,
    from: { file: item.file, key: item.key },
    places: new Map([['script.source', place], ...placesIn(item, { 'script.timeout': 'timeout' })]),
    script: path,
  })
}

const apiKeyFields = [
  ['api_key_sid', 'api_key_sid'],
  ['api_key_secret', 'api_key_secret'],
] as const

function planTwilio(twilio: TwilioSmsClient, item: SecretItem): ReadResult<Plan> {
  const byKey = twilio.credential_type === 'api_key'
  if (!twilio.from && !twilio.message_service_sid) {
    const message =
      'is required unless message_service_sid is set; Otpost does not read senders from translations'
    return { ok: false, problems: [{ file: item.file, key: `${item.key}.from`, message }] }
  }
  const fields: readonly (readonly [string, keyof TwilioSmsClient])[] = [
    ['sid', 'account_sid'],
    ...(byKey ? apiKeyFields : ([['auth_token', 'auth_token']] as const)),
    ['from', 'from'],
    ['messaging_service_sid', 'message_service_sid'],
  ]
  // Authgear keeps an empty text where nothing was entered.
  const config = fields.flatMap(([field, name]) => (twilio[name] ? [[field, twilio[name]]] : []))
  const places = fields.map(([field, name]) => [`twilio.${field}`, name])
  const unused = byKey ? ['auth_token'] : ['api_key_sid', 'api_key_secret']
  const why = `credential_type is ${twilio.credential_type ?? 'auth_token'}`
  return done({
    planned: {
      document: { kind: 'twilio', delivery_methods, twilio: Object.fromEntries(config) },
      summary: `Twilio account ${twilio.account_sid}, by ${byKey ? 'API key' : 'auth token'}`,
      from: { file: item.file, key: item.key },
      places: placesIn(item, Object.fromEntries(places)),
    },
    left: leftOf(item, ['credential_type', ...fields.map(([, name]) => name)]).map((left) =>
      unused.some((name) => left.key.endsWith(`.${name}`)) ? { ...left, why } : left,
    ),
  })
}

function placesIn({ file, key }: SecretItem, names: Readonly<Record<string, string>>): Map<string, Place> {
  return new Map(Object.entries(names).map(([path, name]) => [path, { file, key: `${key}.${name}` }]))
}

function leftOf({ file, key, data }: SecretItem, used: readonly string[]): LeftOut[] {
  return Object.entries(data ?? {})
    .filter(([name, value]) => value !== '' && !used.includes(name))
    .map(([name]) => ({ file, key: `${key}.${name}` }))
}

function done<Value>(value: Value): ReadResult<Value> {
  return { ok: true, value }
}
