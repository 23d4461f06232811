import { type Static, Type } from 'typebox'
import type { DeliveryOutcome, OutgoingMessage } from '#src/messaging/types.ts'
import { decodeBase64Secret } from '#src/settings/base64-secret.ts'
import { ownProviderOf } from '#src/values/connection-provider.ts'
import { Flag, HttpUrl, isOn, movedTo, Secret } from '../config-schema.ts'
import { defineProvider } from '../define-provider.ts'
import { outcomeOfFailure } from '../outcome-of-failure.ts'
import { createBearerToken } from './bearer-token.ts'

// The custom SMS gateway of Auth0's passwordless connections. Field names, bytes and the meaning of the reply are that
// contract's, so that a gateway written for Auth0 works unchanged; the configuration is the connection's options as
// they are, with their other keys.

const config = Type.Object(
  {
    gateway_url: HttpUrl('Gateway URL', { examples: ['https://example.com/sms'] }),
    from: Type.Optional(
      Type.String({ title: 'Sender', description: 'Passed on to the gateway unchanged, as `sender`.' }),
    ),
    forward_req_info: Type.Optional(Flag("Tell the gateway the caller's IP address and user agent")),
    gateway_authentication: Type.Optional(
      Type.Object(
        {
          method: Type.Optional(Type.Literal('bearer', { title: 'Method' })),
          audience: Type.String({ title: 'Audience of the token' }),
          subject: Type.Optional(Type.String({ title: 'Subject of the token' })),
          secret: Secret('Secret that signs the token'),
          secret_base64_encoded: Type.Optional(Flag('The secret is base64url-encoded')),
        },
        { title: 'Signed bearer token', description: 'Sent to the gateway with each message.' },
      ),
    ),
    secret_base64_encoded: Type.Optional(
      Flag('The secret is base64url-encoded', movedTo('gateway_authentication.secret_base64_encoded')),
    ),
  },
  {
    additionalProperties: true,
    examples: [
      {
        gateway_url: 'https://gateway.example/sms',
        from: 'Example',
        gateway_authentication: {
          method: 'bearer',
          subject: 'urn:otpost',
          audience: 'urn:gateway',
          secret: 'the secret that the gateway knows',
        },
      },
    ],
  },
)
type Config = Static<typeof config>

export default defineProvider({
  kind: 'sms_gateway',
  title: 'SMS gateway',
  description: "Calls an HTTP gateway in the format of Auth0's connections.",
  icon: 'M3 7a3 3 0 0 1 3 -3h12a3 3 0 0 1 3 3v2a3 3 0 0 1 -3 3h-12a3 3 0 0 1 -3 -3v-2M3 15a3 3 0 0 1 3 -3h12a3 3 0 0 1 3 3v2a3 3 0 0 1 -3 3h-12a3 3 0 0 1 -3 -3l0 -2M7 8l0 .01M7 16l0 .01',
  knownAs:
    "Auth0's passwordless connections have it in their options: `provider: sms_gateway`, with `gateway_url` and the " +
    'rest of these fields. There it counts for one connection; here it is the provider of the whole tenant. What the ' +
    'gateway receives: [SMS gateway for passwordless](guides/sms-gateway-for-passwordless.md).',
  deliveryMethods: ['text'],
  timeoutMs: 30_000,
  config,

  // Only what is saved from now on has to be base64url: a stored secret goes on signing with the key that it did.
  async prepare({ gateway_authentication: given, secret_base64_encoded: legacy }) {
    if (!given || !isOn(given.secret_base64_encoded ?? legacy) || decodeBase64Secret(given.secret)) return []
    return [{ path: 'gateway_authentication.secret', message: 'is not base64url' }]
  },

  findProblems(config) {
    if (!config.gateway_authentication || signingKey(config).length > 0) return []
    return [{ path: 'gateway_authentication.secret', message: 'is not base64url' }]
  },

  fromConnectionOptions: (options) => (ownProviderOf(options) === 'sms_gateway' ? options : undefined),

  create(config, { sendHttp }) {
    const token =
      config.gateway_authentication && createBearerToken(tokenOptions(config, config.gateway_authentication))

    return {
      async send(message, signal) {
        const headers: Record<string, string> = { 'content-type': 'application/json' }
        if (token) headers.authorization = `Bearer ${await token()}`
        try {
          const body = gatewayBody(message, config)
          const reply = await sendHttp(
            { method: 'POST', url: config.gateway_url, headers, body, readBody: false },
            signal,
          )
          return outcomeOfStatus(reply.status)
        } catch (error) {
          const outcome = outcomeOfFailure(error)
          // What Auth0's HTTP client calls it; the caller of /passwordless/start sees this word.
          return outcome.kind === 'timeout' ? { ...outcome, providerErrorCode: 'ESOCKETTIMEDOUT' } : outcome
        }
      },
    }
  },
})

function gatewayBody(
  { recipient, body, origin }: OutgoingMessage,
  { from, forward_req_info }: Config,
): string {
  return JSON.stringify({
    recipient,
    body,
    // Without `from` there is no `sender`: a gateway with a sender of its own then uses that.
    sender: from,
    ...(isOn(forward_req_info) && { req: { ip: origin.ip, 'user-agent': origin.userAgent } }),
  })
}

/** Exactly 200 is success; what else the reply says is not part of the contract. */
function outcomeOfStatus(httpStatus: number): DeliveryOutcome {
  if (httpStatus === 200) return { ok: true, httpStatus }
  if (httpStatus === 401) {
    return {
      ok: false,
      kind: 'authentication_failed',
      httpStatus,
      detail: 'The gateway refused our credentials',
    }
  }
  return {
    ok: false,
    kind: 'unexpected_response',
    httpStatus,
    detail: `The gateway answered ${httpStatus}, not 200`,
  }
}

type Authentication = NonNullable<Config['gateway_authentication']>

function tokenOptions(config: Config, { subject, audience }: Authentication) {
  return { ...(subject !== undefined && { subject }), audience, key: signingKey(config) }
}

/** Empty when the secret is said to be encoded and nothing of it can be decoded. */
function signingKey(config: Config): Uint8Array {
  const { gateway_authentication: given, secret_base64_encoded: legacy } = config
  const secret = given?.secret ?? ''
  const isEncoded = isOn(given?.secret_base64_encoded ?? legacy)
  return Buffer.from(secret, isEncoded ? 'base64url' : 'utf8')
}
