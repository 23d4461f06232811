import { type Static, Type } from 'typebox'
import type { OutgoingMessage } from '#src/messaging/types.ts'
import type { Json, JsonObject } from '#src/settings/records.ts'
import { namesTwilio, ownProviderOf } from '#src/values/connection-provider.ts'
import { HttpUrl, Secret } from '../config-schema.ts'
import { type ConfigProblem, defineProvider } from '../define-provider.ts'
import { outcomeOfReply } from './outcome-of-reply.ts'
import { readReport } from './read-report.ts'
import { formsOf, speak } from './twiml.ts'

// Texts through Twilio's Messages API, calls through its Calls API. https://www.twilio.com/docs/messaging/api

const config = Type.Object(
  {
    sid: Type.String({ title: 'Account SID', minLength: 1 }),
    auth_token: Type.Optional(Secret('Auth token', { description: 'Needed without an API key.' })),
    api_key_sid: Type.Optional(
      Type.String({
        title: 'API key SID',
        description: 'With its secret, stands in for the auth token.',
        minLength: 1,
      }),
    ),
    api_key_secret: Type.Optional(Secret('API key secret')),
    from: Type.Optional(Type.String({ title: 'Sender', description: 'Needed for calls.', minLength: 1 })),
    messaging_service_sid: Type.Optional(
      Type.String({
        title: 'Messaging service SID',
        description: 'Chooses the sender of texts.',
        minLength: 1,
      }),
    ),
    base_url: Type.Optional(HttpUrl('API address', { default: 'https://api.twilio.com' })),
  },
  {
    additionalProperties: false,
    examples: [
      {
        sid: 'AC00000000000000000000000000000001',
        auth_token: "the account's token",
        from: '+15005550006',
      },
    ],
  },
)
type Config = Static<typeof config>
const kind = 'twilio'

export default defineProvider({
  kind,
  title: 'Twilio',
  description: 'Sends texts and makes calls through your Twilio account.',
  icon: 'M5 4h4l2 5l-2.5 1.5a11 11 0 0 0 5 5l1.5 -2.5l5 2v4a2 2 0 0 1 -2 2a16 16 0 0 1 -15 -15a2 2 0 0 1 2 -2',
  knownAs:
    'Auth0 has it as Branding > Phone Provider, Twilio (`default_from` is `from` here, `mssid` is ' +
    "`messaging_service_sid`), and in a passwordless connection's options as `twilio_sid` and `twilio_token`. Authgear " +
    'has it as Custom SMS Gateway, Twilio (`sms.twilio` of `authgear.secrets.yaml`). Twilio is asked to report what ' +
    'becomes of a message when `OTPOST_PUBLIC_URL` is set and `auth_token` is there, by which reports are believed: ' +
    '[delivery reports](operations.md#delivery-reports).',
  deliveryMethods: ['text', 'voice'],
  timeoutMs: 10_000,
  config,

  findProblems({ auth_token, api_key_sid, api_key_secret, from, messaging_service_sid }) {
    const [hasKey, hasKeySecret] = [api_key_sid !== undefined, api_key_secret !== undefined]
    const problems: ConfigProblem[] = []
    if (hasKey && !hasKeySecret)
      problems.push({ path: 'api_key_secret', message: 'is required with api_key_sid' })
    if (hasKeySecret && !hasKey)
      problems.push({ path: 'api_key_sid', message: 'is required with api_key_secret' })
    if (auth_token === undefined && !hasKey && !hasKeySecret)
      problems.push({ path: 'auth_token', message: 'is required, or api_key_sid and api_key_secret are' })
    if (from === undefined && messaging_service_sid === undefined)
      problems.push({ path: 'from', message: 'is required, or messaging_service_sid is' })
    return problems
  },

  fromConnectionOptions(options) {
    if (ownProviderOf(options) !== kind) return undefined
    const { twilio_sid: sid, twilio_token: auth_token, from, messaging_service_sid } = options
    return present({ sid, auth_token, from, messaging_service_sid })
  },

  fromMfaSettings({ provider, twilio: { sid, auth_token, from, messaging_service_sid } }) {
    const isOwn = provider === 'twilio' && namesTwilio(sid, auth_token)
    return isOwn ? present({ sid, auth_token, from, messaging_service_sid }) : undefined
  },

  async checkCredentials(config, sendHttp, signal) {
    const { account, credentials, secrets } = access(config)
    const headers = { authorization: `Basic ${credentials}` }
    // A standard API key may not read the account itself. https://www.twilio.com/docs/iam/api-keys
    const url = config.api_key_sid === undefined ? `${account}.json` : `${account}/Messages.json?PageSize=1`
    const reply = await sendHttp({ method: 'GET', url, headers, readBody: true }, signal)
    return reply.status === 200 ? { ok: true } : outcomeOfReply(reply, secrets)
  },

  create(config, { sendHttp, reportUrl }) {
    const { account, credentials, secrets } = access(config)
    const { auth_token } = config
    // Twilio signs with the auth token, whatever key it is called with: without one no report could be believed.
    const reports = auth_token === undefined ? undefined : reportUrl
    const headers = {
      authorization: `Basic ${credentials}`,
      'content-type': 'application/x-www-form-urlencoded',
    }

    return {
      async send(message, signal) {
        const isCall = message.deliveryMethod === 'voice'
        if (isCall && callerOf(message.from, config.from) === undefined) {
          return {
            ok: false,
            kind: 'unsupported_request',
            detail: 'Calls need `from`: a messaging service cannot call',
          }
        }
        const url = `${account}/${isCall ? 'Calls' : 'Messages'}.json`
        const form: Record<string, string> = isCall ? callForm(message, config) : textForm(message, config)
        if (reports) form.StatusCallback = reports(kind, message)
        const body = new URLSearchParams(form).toString()
        const reply = await sendHttp({ method: 'POST', url, headers, body, readBody: true }, signal)
        return outcomeOfReply(reply, [message.body, ...formsOf(message.code), ...secrets])
      },
      ...(auth_token !== undefined && { readReport: (request) => readReport(request, auth_token) }),
    }
  },
})

function access({ base_url, sid, auth_token, api_key_sid, api_key_secret }: Config) {
  const base = (base_url ?? 'https://api.twilio.com').replace(/\/+$/, '')
  const [user, password = ''] = api_key_sid === undefined ? [sid, auth_token] : [api_key_sid, api_key_secret]
  const credentials = Buffer.from(`${user}:${password}`).toString('base64')
  return {
    account: `${base}/2010-04-01/Accounts/${encodeURIComponent(sid)}`,
    credentials,
    /** What must not get into our records. */
    secrets: [credentials, auth_token, api_key_secret].filter((secret) => secret !== undefined),
  }
}

function textForm(
  { recipient, body, from: named }: OutgoingMessage,
  { from, messaging_service_sid }: Config,
) {
  // A service chooses among its own senders: what a template names need not be one of them. `from` serves the calls.
  const sender = messaging_service_sid
    ? { MessagingServiceSid: messaging_service_sid }
    : { From: named ?? from ?? '' }
  return { To: recipient, ...sender, Body: body }
}

function callForm({ recipient, body, code, locale, from: named }: OutgoingMessage, { from }: Config) {
  return { To: recipient, From: callerOf(named, from) ?? '', Twiml: speak(body, code, locale) }
}

/** A name, which texts may come from, cannot call. */
function callerOf(named: string | undefined, configured: string | undefined): string | undefined {
  return named !== undefined && /^\+?\d+$/.test(named) ? named : configured
}

/** What is set. Forms send an empty text for what is not. */
function present(fields: Readonly<Record<string, Json | undefined>>): JsonObject {
  const entries = Object.entries(fields)
  return Object.fromEntries(
    entries.flatMap(([key, value]) =>
      value === undefined || value === null || value === '' ? [] : [[key, value]],
    ),
  )
}
