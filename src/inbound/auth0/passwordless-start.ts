// POST /passwordless/start (contract 3.1, 3.2): the request as Auth0's SDKs send it, the refusals in its words.

import type { FastifyInstance } from 'fastify'
import { type StartLoginDeps, startLogin } from '#src/flows/start-login.ts'
import type { AssertionReplayStore } from '#src/identity/clients/client-assertion.ts'
import { passwordlessGrant, requireGrantType } from '#src/identity/clients/grant-types.ts'
import type { Client, TenantConfig } from '#src/identity/records.ts'
import { parsePhoneNumber } from '#src/messaging/phone-number.ts'
import type { MessageOrganization, PhoneNumber } from '#src/messaging/types.ts'
import type { Metrics } from '#src/observability/metrics.ts'
import type { Connection } from '#src/settings/records.ts'
import { isObject } from '#src/values/json.ts'
import { requestOrigin } from '../http/request-origin.ts'
import { tenantOf } from '../http/server.ts'
import { authenticateCaller, startWords } from './authenticate-caller.ts'
import { answerOAuthError, OAuthError, setLimitHeaders, wrongType } from './errors.ts'
import { headerOf, originIp } from './origin.ts'
import { readAuthorization } from './read-authorization.ts'
import { readOrganization } from './read-organization.ts'

export interface PasswordlessStartDeps extends StartLoginDeps {
  readonly metrics: Metrics
  readonly replayStore: AssertionReplayStore
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
    const authorizationHeader = request.headers.authorization
    const caller = await authenticateCaller({ config, body, authorizationHeader }, deps, startWords)
    const { client } = caller
    const connection = findConnection(config, body, client)
    const recipient = readPhoneNumber(body)
    const organization = organizationIn(body, config)
    const authorization = readAuthorization(body)
    const language = headerOf(request.headers, 'x-request-language')
    const asked = language ?? headerOf(request.headers, 'accept-language')
    const sent = await startLogin(
      {
        config,
        client,
        connection,
        recipient,
        organization,
        authorization,
        languages: [language, authorization.uiLocales, asked],
        origin: requestOrigin(request, {
          ip: originIp(request.ip, request.headers, caller),
          language: asked,
        }),
      },
      deps,
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
  if (!isObject(value)) {
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
  if (authParams !== undefined && !isObject(authParams)) {
    throw wrongType('authParams', authParams, 'object')
  }
  return body
}

/** In the body or, as a parameter of an authorization request, among `authParams`; the body's counts. */
function organizationIn(body: Body, config: TenantConfig): MessageOrganization | undefined {
  const params = new Map<string, unknown>(Object.entries(body.authParams ?? {}))
  const given = body.organization === undefined ? params.get('organization') : body.organization
  if (given !== undefined && typeof given !== 'string') throw wrongType('organization', given, 'string')
  return readOrganization(config, given)
}

function findConnection(config: TenantConfig, body: Body, client: Client): Connection {
  requireGrantType(client, passwordlessGrant)
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
