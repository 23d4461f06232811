import { type Static, Type } from 'typebox'
import { encodePayload } from '#src/contracts/authgear/payload.ts'
import { readReply } from '#src/contracts/authgear/reply.ts'
import type { HttpReply } from '#src/egress/types.ts'
import type { DeliveryOutcome } from '#src/messaging/types.ts'
import { liveWebhookKeys } from '#src/settings/webhook-keys.ts'
import { hiddenIn, outcomeOfReply, payloadOf } from '../authgear-message.ts'
import { httpUrlFormat, Secret, TimeoutSeconds, timeoutMsOf } from '../config-schema.ts'
import { type ConfigProblem, defineProvider } from '../define-provider.ts'
import { longEnough } from '../safe-detail.ts'
import { findHeaderProblem, signedHeaders } from './headers.ts'
import { credentialsIn, findUrlProblem } from './url.ts'

// The signed webhook of Authgear's custom SMS gateway (contract authgear.md 1): a receiver that was written for it works
// unchanged. Never sent without a signature, never sent twice.

const config = Type.Object(
  {
    url: Type.String({
      title: 'Webhook Endpoint',
      description: 'The full URL that gets a POST for each message.',
      format: httpUrlFormat,
      examples: ['https://example.com/send-sms'],
    }),
    timeout: TimeoutSeconds(),
    headers: Type.Optional(
      Type.Record(Type.String(), Secret('Header'), {
        title: 'Headers',
        description: 'Sent with each request, such as an `authorization` header that your endpoint requires.',
      }),
    ),
  },
  { additionalProperties: false, examples: [{ url: 'https://receiver.example/sms', timeout: 30 }] },
)
type Config = Static<typeof config>

/** Where the egress cuts a reply; what was cut off might have made it undecodable. */
const cutAtBytes = 64 * 1024

export default defineProvider({
  kind: 'webhook',
  title: 'Webhook',
  description: 'Sends a signed request to your endpoint.',
  icon: 'M21 12a9 9 0 1 0 -9 9M3.6 9h16.8M3.6 15h8.4M11.578 3a17 17 0 0 0 0 18M12.5 3c1.719 2.755 2.5 5.876 2.5 9M18 21v-7m3 3l-3 -3l-3 3',
  knownAs:
    "Authgear's Custom SMS Gateway, Webhook: `sms.custom` of `authgear.secrets.yaml`, with an http or https `url`. " +
    'What the receiver gets: [Webhook or script](guides/webhook-or-script.md). It may report later what became of a ' +
    'message: [delivery reports](operations.md#delivery-reports).',
  deliveryMethods: ['text'],
  timeoutMs: timeoutMsOf,
  config,
  signs: true,

  findProblems({ url, headers = {} }) {
    const problems: ConfigProblem[] = []
    const urlProblem = findUrlProblem(url)
    if (urlProblem !== undefined) problems.push({ path: 'url', message: urlProblem })
    const names = new Set<string>()
    for (const [name, value] of Object.entries(headers)) {
      const message = names.has(name.toLowerCase()) ? 'is given twice' : findHeaderProblem(name, value)
      if (message !== undefined) problems.push({ path: `headers.${name}`, message })
      names.add(name.toLowerCase())
    }
    return problems
  },

  create(config, { sendHttp }, { webhookKeys }) {
    const { headers: own, hide } = ownHeaders(config)
    const secrets = [...hide, ...webhookKeys.map(({ secret }) => secret)]

    return {
      async send(message, signal) {
        const now = Date.now()
        const live = liveWebhookKeys(webhookKeys, new Date(now))
        if (!live) {
          return {
            ok: false,
            kind: 'unsupported_request',
            detail: 'There is no key to sign the webhook with',
          }
        }
        const body = encodePayload(payloadOf(message))
        const signed = signedHeaders({ messageId: message.id, body, live, now })
        const headers = { ...own, ...signed }
        const reply = await sendHttp(
          { method: 'POST', url: config.url, headers, body, readBody: true },
          signal,
        )
        return outcomeOf(reply, [...hiddenIn(message), ...secrets])
      },
    }
  },
})

/** The configured headers as they are sent, and what of them and of the URL nobody else may read. */
function ownHeaders({ url, headers: given = {} }: Config) {
  const headers = Object.fromEntries(
    Object.entries(given).map(([name, value]) => [name.toLowerCase(), value]),
  )
  const credentials = credentialsIn(url)
  if (credentials) headers.authorization ??= `Basic ${credentials.basic}`
  // `Bearer …` is hidden with and without its first word.
  const values = Object.values(headers).flatMap((value) => [value, ...value.split(' ').slice(1)])
  return { headers, hide: longEnough(credentials ? [...values, credentials.password] : values) }
}

function outcomeOf({ status, body }: HttpReply, hide: readonly string[]): DeliveryOutcome {
  const isCut = Buffer.byteLength(body) >= cutAtBytes
  const reply = isCut ? undefined : readReply(body)
  if (reply) return { ...outcomeOfReply(reply, hide), httpStatus: status }
  // Receivers older than the codes answer anything with a 2xx.
  if (status >= 200 && status <= 299) return { ok: true, httpStatus: status }
  const detail = `The receiver answered ${status}`
  return { ok: false, kind: 'unexpected_response', httpStatus: status, detail }
}
