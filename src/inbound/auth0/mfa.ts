// /mfa/* (contract 6.2, 6.3, 6.5): a user's second factors, for the holder of an mfa_token or of an access token for
// them. Answers hold secrets and are never cached; refusals are in OAuth's shape.

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { SendFactorDeps } from '#src/flows/send-factor-code.ts'
import { challenge } from '#src/flows/start-second-factor.ts'
import { authenticateClient } from '#src/identity/clients/authenticate-client.ts'
import type { AssertionReplayStore } from '#src/identity/clients/client-assertion.ts'
import type { TenantConfig } from '#src/identity/records.ts'
import { type MfaBearer, readMfaBearer, refuseScope } from '#src/identity/second-factors/bearer.ts'
import { malformedMfaToken } from '#src/identity/second-factors/mfa-token.ts'
import { phoneMethods } from '#src/identity/second-factors/phone-methods.ts'
import { missingParameter, refuse, type TokenRefusal } from '#src/identity/tokens/refusal.ts'
import { tenantOf } from '../http/server.ts'
import { answerOAuthError, oauthJson, sendRefusal, uncached } from './errors.ts'
import { associate } from './mfa/associate.ts'
import { deliveryMethodOf, oobChannels, readAuthenticatorId } from './mfa/authenticator-ids.ts'
import { askedOf, type Fields, invalid, readFields, readText } from './mfa/read-mfa-request.ts'
import { showAuthenticators } from './mfa/show-authenticators.ts'
import type { Caller } from './origin.ts'

export interface MfaRouteDeps extends SendFactorDeps {
  readonly replayStore: AssertionReplayStore
}

export function mfaRoutes(app: FastifyInstance, deps: MfaRouteDeps): void {
  app.setErrorHandler((error: Error, request, reply) => answerOAuthError(error, request, uncached(reply)))

  app.post('/mfa/associate', async (request, reply) => {
    const config = tenantOf(request)
    const bearer = await readBearer(request, config, deps)
    if (!bearer.ok) return refuseBearer(reply, bearer)
    const fields = readFields(request)
    const caller = await callerOf(bearer, fields, config, deps)
    if ('ok' in caller) return sendRefusal(reply, caller)
    const answer = await associate({ request, config, bearer, caller, fields }, deps)
    return answer.ok ? send(reply, answer.body) : sendRefusal(reply, answer)
  })

  app.post('/mfa/challenge', async (request, reply) => {
    const config = tenantOf(request)
    const { body, headers } = request
    const { replayStore } = deps
    const fields = readFields(request)
    const mfaToken = readText(fields, 'mfa_token')
    if (mfaToken === undefined) return sendRefusal(reply, missingParameter('mfa_token'))
    const client = await authenticateClient({
      config,
      body,
      authorizationHeader: headers.authorization,
      replayStore,
    })
    if (!client.ok) return sendRefusal(reply, client)
    const bearer = await readMfaBearer(mfaToken, config, deps)
    if (!bearer.ok) return sendRefusal(reply, bearer)
    if (bearer.kind !== 'mfa_token') return sendRefusal(reply, malformedMfaToken())
    if (bearer.client.clientId !== client.client.clientId) return sendRefusal(reply, otherClient())
    const asked = askedOf(request, client, fields, config)
    const challenged = await challenge({ config, bearer, asked, ...readChallenge(fields) }, deps)
    if (!challenged.ok) return sendRefusal(reply, challenged)
    return send(
      reply,
      challenged.kind === 'otp'
        ? { challenge_type: 'otp' }
        : { challenge_type: 'oob', oob_code: challenged.oobCode, binding_method: 'prompt' },
    )
  })

  app.get('/mfa/authenticators', async (request, reply) => {
    const config = tenantOf(request)
    const bearer = await readBearer(request, config, deps)
    if (!bearer.ok) return refuseBearer(reply, bearer)
    const refused = refuseScope(bearer, 'read:authenticators')
    if (refused) return sendRefusal(reply, refused)
    const all = await deps.authenticators.list(config.tenant.id, bearer.user.userId)
    return send(reply, showAuthenticators(all, phoneMethods(config, deps)))
  })

  app.delete<{ Params: { id: string } }>('/mfa/authenticators/:id', async (request, reply) => {
    const config = tenantOf(request)
    const bearer = await readBearer(request, config, deps)
    if (!bearer.ok) return refuseBearer(reply, bearer)
    const refused = refuseScope(bearer, 'remove:authenticators')
    if (refused) return sendRefusal(reply, refused)
    const { userId } = bearer.user
    const named = readAuthenticatorId(request.params.id)
    const found = named && (await deps.authenticators.find(config.tenant.id, named.id))
    const isTheirs = found?.userId === userId && found.kind === named?.kind
    if (isTheirs && (await deps.authenticators.remove(config.tenant.id, userId, found.id))) {
      return uncached(reply).code(204).send()
    }
    return sendRefusal(reply, refuse(404, 'not_found', 'The user has no such authenticator.'))
  })
}

async function readBearer(
  { headers }: FastifyRequest,
  config: TenantConfig,
  deps: MfaRouteDeps,
): Promise<MfaBearer | TokenRefusal> {
  const token = /^bearer +(\S+) *$/i.exec(headers.authorization ?? '')?.[1]
  return token === undefined
    ? refuse(401, 'invalid_token', 'Missing bearer token')
    : readMfaBearer(token, config, deps)
}

/** A token that is no good is a 401 where it is the bearer's, and a bad grant where it is to be exchanged. */
function refuseBearer(reply: FastifyReply, refusal: TokenRefusal): FastifyReply {
  const error = refusal.error === 'invalid_grant' ? 'invalid_token' : refusal.error
  if (error !== 'invalid_token' && error !== 'expired_token') return sendRefusal(reply, refusal)
  // RFC 6750 knows the first of these codes only.
  reply.header('www-authenticate', `Bearer error="invalid_token", error_description="${refusal.description}"`)
  return sendRefusal(reply, { ...refusal, status: 401, error })
}

/** Auth0's SDKs name no client here, as the token is one client's. One that is named must be that one. */
async function callerOf(
  { client }: MfaBearer,
  fields: Fields,
  config: TenantConfig,
  { replayStore }: MfaRouteDeps,
): Promise<Caller | TokenRefusal> {
  const clientId = readText(fields, 'client_id')
  if (clientId !== undefined && clientId !== client.clientId) return otherClient()
  if (!fields.has('client_secret') && !fields.has('client_assertion')) return { client, authenticated: false }
  const body = { client_id: client.clientId, ...Object.fromEntries(fields) }
  const known = await authenticateClient({ config, body, authorizationHeader: undefined, replayStore })
  return known.ok ? { client, authenticated: known.authenticated } : known
}

function otherClient(): TokenRefusal {
  return refuse(400, 'invalid_request', 'mfa_token not issued to this client')
}

const challengeTypes: ReadonlyMap<string, 'phone' | 'otp'> = new Map([
  ['oob', 'phone'],
  ['otp', 'otp'],
])

function readChallenge(fields: Fields) {
  const types = readText(fields, 'challenge_type')?.split(/\s+/) ?? [...challengeTypes.keys()]
  const kinds = types.flatMap((type) => challengeTypes.get(type) ?? [])
  const id = readText(fields, 'authenticator_id')
  const named = id === undefined ? undefined : readAuthenticatorId(id)
  if (id !== undefined && !named) throw invalid('The user has no such authenticator_id.')
  const asked = named?.channel ?? readText(fields, 'oob_channel')
  const channel = oobChannels.find((name) => name === asked)
  // Auth0's other channels cannot be enrolled here.
  const hasNoChannel = asked !== undefined && channel === undefined
  return {
    kinds: hasNoChannel ? [] : kinds,
    authenticatorId: named?.id,
    deliveryMethod: channel && deliveryMethodOf(channel),
  }
}

function send(reply: FastifyReply, answer: object): FastifyReply {
  return uncached(reply).type(oauthJson).send(answer)
}
