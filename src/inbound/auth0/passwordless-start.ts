// POST /passwordless/start (contract 3.1, 3.2): the request as Auth0's SDKs send it, the refusals in its words.

import type { FastifyInstance, FastifyRequest } from 'fastify'
import { messageContext } from '#src/flows/message-context.ts'
import { passwordlessGrant } from '#src/identity/clients/grant-types.ts'
import type { UserStore } from '#src/identity/ports.ts'
import type { Client, TenantConfig } from '#src/identity/records.ts'
import { readOrganization } from '#src/identity/tenants/organizations.ts'
import { createUserId } from '#src/messaging/ids.ts'
import { negotiateLocale } from '#src/messaging/negotiate-locale.ts'
import { parsePhoneNumber } from '#src/messaging/phone-number.ts'
import { chooseDeliveryMethod } from '#src/messaging/routing/choose-route.ts'
import { type SendCodeDeps, sendCode } from '#src/messaging/send-code.ts'
import type { Candidate, MessageOrganization, PhoneNumber } from '#src/messaging/types.ts'
import type { Metrics } from '#src/observability/metrics.ts'
import { guardOf } from '#src/settings/attack-protection.ts'
import { connectionTextFor } from '#src/settings/connection-text.ts'
import { passwordlessOptions } from '#src/settings/passwordless-options.ts'
import type { Connection } from '#src/settings/records.ts'
import { tenantOf } from '../http/server.ts'
import { userAgentOf } from '../http/user-agent.ts'
import { answerOAuthError, OAuthError, setLimitHeaders, wrongType } from './errors.ts'
import { type Caller, headerOf, originIp } from './origin.ts'
import { readAuthorization } from './read-authorization.ts'

export interface PasswordlessStartDeps {
  readonly send: SendCodeDeps
  readonly users: Pick<UserStore, 'findByPhone'>
  readonly metrics: Metrics
  readonly rateLimits: 'on' | 'off'
  readonly candidatesOf: (config: TenantConfig, connection: Connection) => readonly Candidate[]
  /** @throws OAuthError when the client is unknown, or claims to be one and cannot prove it. */
  readonly authenticate: (config: TenantConfig, request: FastifyRequest) => Promise<Caller>
}

type Body = Readonly<Record<string, unknown>>

const allowedProperties = new Set([
  'client_id',
  'client_secret',
  'client_assertion',
  'client_assertion_type',
  'connection',
  'phone_number',
  'email',
  'send',
  'authParams',
  'organization',
  'state',
  'x_state',
  'ui_locales',
  'captcha',
])

export function passwordlessStart(app: FastifyInstance, deps: PasswordlessStartDeps): void {
  app.setErrorHandler((error: Error, request, reply) => {
    answerOAuthError(error, request, reply)
    deps.metrics.startAnswered(
      reply.statusCode === 429 ? 'limited' : reply.statusCode < 500 ? 'refused' : 'failed',
    )
  })

  app.post('/passwordless/start', async (request, reply) => {
    const config = tenantOf(request)
    const body = readBody(request.body)
    const caller = await deps.authenticate(config, request)
    const connection = findConnection(config, body, caller.client)
    const recipient = readPhoneNumber(body)
    const organization = organizationIn(body, config)
    const ip = originIp(request.ip, request.headers, caller)
    const language = headerOf(request.headers, 'x-request-language')
    const asked = language ?? headerOf(request.headers, 'accept-language')
    const userAgent = userAgentOf(request)
    const options = passwordlessOptions(connection)
    const authorization = readAuthorization(body)
    const context = messageContext(config, {
      client: caller.client,
      connection,
      ...(organization && { organization }),
      phoneNumber: recipient,
      users: deps.users,
      authorization,
    })
    const locale = negotiateLocale(config.tenant.locales, language, authorization.uiLocales, asked)
    const candidates = deps.candidatesOf(config, connection)
    const deliveryMethod = chooseDeliveryMethod(candidates)
    const text = await connectionTextFor(
      config,
      options,
      { purpose: 'login', deliveryMethod, locale },
      { phoneNumber: recipient, context, ip, ...(asked !== undefined && { requestLanguage: asked }) },
    )

    const sent = await sendCode(
      {
        key: { tenantId: config.tenant.id, scope: connection.id, identifier: recipient },
        recipient,
        allowedCountries: config.settings.allowedCountries,
        purpose: 'login',
        deliveryMethod,
        otp: options.otp,
        text,
        candidates,
        clientId: caller.client.clientId,
        ...(organization && { organization: organization.id }),
        origin: {
          ip,
          hostname: request.hostname,
          method: request.method,
          ...(userAgent !== undefined && { userAgent }),
          ...(asked !== undefined && { language: asked }),
        },
        context,
        proposedUserId: createUserId(connection.strategy),
        allowSignup: options.allowSignup,
        limitedIp: deps.rateLimits === 'on' ? ip : undefined,
        guard: options.bruteForceProtection
          ? guardOf(config.settings.attackProtection.bruteForce, ip)
          : undefined,
      },
      deps.send,
    )
    setLimitHeaders(reply, sent.limit, false)
    deps.metrics.startAnswered('sent')
    return {
      _id: sent.userId.slice(sent.userId.indexOf('|') + 1),
      phone_number: recipient,
      phone_verified: sent.phoneVerified,
      request_language: language ?? null,
    }
  })
}

function readBody(value: unknown): Body {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new OAuthError(400, 'bad.request', 'The body must be an object, as JSON or as a form.')
  }
  const body: Body = { ...value }
  const extra = Object.keys(body).filter((key) => !allowedProperties.has(key))
  if (extra.length > 0) {
    throw new OAuthError(400, 'bad.request', `the following properties are not allowed: ${extra.join(', ')}`)
  }
  for (const name of ['client_id', 'connection']) {
    if (body[name] === undefined)
      throw new OAuthError(400, `bad.${name}`, `Missing required property: ${name}`)
    if (typeof body[name] !== 'string') throw wrongType(name, body[name], 'string')
  }
  for (const name of ['client_secret', 'client_assertion', 'client_assertion_type']) {
    if (body[name] !== undefined && typeof body[name] !== 'string')
      throw wrongType(name, body[name], 'string')
  }
  const { send, authParams } = body
  if (send !== undefined && send !== 'code' && send !== 'link') {
    throw new OAuthError(400, 'bad.send', 'error in send - must be one of: code, link')
  }
  const isObject = typeof authParams === 'object' && authParams !== null && !Array.isArray(authParams)
  if (authParams !== undefined && !isObject) {
    throw wrongType('authParams', authParams, 'object')
  }
  return body
}

/** In the body or, as a parameter of an authorization request, among `authParams`; the body's counts. */
function organizationIn(body: Body, config: TenantConfig): MessageOrganization | undefined {
  const params = new Map<string, unknown>(Object.entries(body.authParams ?? {}))
  const given = body.organization === undefined ? params.get('organization') : body.organization
  if (given !== undefined && typeof given !== 'string') throw wrongType('organization', given, 'string')
  const read = readOrganization(config, given)
  if (!read.ok) throw new OAuthError(read.status, read.error, read.description)
  return read.organization
}

function findConnection(config: TenantConfig, body: Body, client: Client): Connection {
  if (!client.grantTypes.includes(passwordlessGrant)) {
    throw new OAuthError(
      403,
      'unauthorized_client',
      `Grant type '${passwordlessGrant}' not allowed for the client.`,
    )
  }
  const connection = config.connections.find((candidate) => candidate.name === body.connection)
  if (!connection) throw new OAuthError(400, 'bad.connection', 'Connection does not exist')
  if (connection.strategy !== 'sms') {
    throw new OAuthError(
      400,
      'bad.connection',
      'Invalid connection strategy. It must either be a passwordless connection',
    )
  }
  if (connection.enabledClients.length === 0) {
    throw new OAuthError(400, 'bad.connection', 'Connection is disabled')
  }
  if (!connection.enabledClients.includes(client.clientId)) {
    throw new OAuthError(400, 'invalid_request', 'The connection is not enabled for the client.')
  }
  return connection
}

function readPhoneNumber({ phone_number: text }: Body): PhoneNumber {
  if (text === undefined)
    throw new OAuthError(400, 'bad.phone_number', 'Missing required property: phone_number')
  if (typeof text !== 'string') throw wrongType('phone_number', text, 'string')
  if (!/^\+[0-9]{1,15}$/.test(text)) {
    throw new OAuthError(400, 'bad.phone_number', 'String does not match pattern: ^\\+[0-9]{1,15}$')
  }
  const phoneNumber = parsePhoneNumber(text)
  if (phoneNumber === undefined)
    throw new OAuthError(400, 'bad.phone_number', `Invalid phone number: ${text}`)
  return phoneNumber
}
