// /mfa/* (contract 6.2, 6.3, 6.5): a user's second factors, for the holder of an mfa_token or of an access token for
// them. Answers hold secrets and are never cached; refusals are in OAuth's shape.

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { SendFactorDeps } from '#src/flows/send-factor-code.ts'
import { startSecondFactor } from '#src/flows/start-second-factor.ts'
import type { AssertionReplayStore } from '#src/identity/clients/client-assertion.ts'
import type { TenantConfig } from '#src/identity/records.ts'
import { phoneMethods } from '#src/identity/second-factors/phone-methods.ts'
import type { SealedTokens } from '#src/identity/second-factors/sealed-tokens.ts'
import { deliveryMethodOf } from '#src/values/message-types.ts'
import { tenantOf } from '../http/server.ts'
import { authenticateCaller } from './authenticate-caller.ts'
import { answerOAuthError, inWords, missingParameter, OAuthError, oauthJson, uncached } from './errors.ts'
import { associate } from './mfa/associate.ts'
import { oobChannels, readAuthenticatorId } from './mfa/authenticator-ids.ts'
import { type MfaBearer, readMfaBearer, requireMfaScope } from './mfa/bearer.ts'
import { malformedMfaToken } from './mfa/mfa-token.ts'
import { sealOobCode } from './mfa/oob-code.ts'
import { askedOf, type Fields, invalid, readFields, readText } from './mfa/read-mfa-request.ts'
import { sendWords } from './mfa/send-words.ts'
import { showAuthenticators } from './mfa/show-authenticators.ts'
import type { Caller } from './origin.ts'

export interface MfaRouteDeps extends SendFactorDeps {
  readonly sealedTokens: SealedTokens
  readonly replayStore: AssertionReplayStore
}

export function mfaRoutes(app: FastifyInstance, deps: MfaRouteDeps): void {
  app.setErrorHandler((error: Error, request, reply) => answerOAuthError(error, request, uncached(reply)))

  app.post('/mfa/associate', async (request, reply) => {
    const config = tenantOf(request)
    const bearer = await readBearer(request, config, deps)
    const fields = readFields(request)
    const caller = await callerOf(bearer, fields, config, deps)
    return send(reply, await associate({ request, config, bearer, caller, fields }, deps))
  })

  app.post('/mfa/challenge', async (request, reply) => {
    const config = tenantOf(request)
    const { body, headers } = request
    const fields = readFields(request)
    const mfaToken = readText(fields, 'mfa_token')
    if (mfaToken === undefined) throw missingParameter('mfa_token')
    const caller = await authenticateCaller(
      { config, body, authorizationHeader: headers.authorization },
      deps,
    )
    const bearer = await readMfaBearer(mfaToken, config, deps)
    if (bearer.kind !== 'mfa_token') throw malformedMfaToken()
    if (bearer.client.clientId !== caller.client.clientId) throw otherClient()
    const { id: bearerId, client, user } = bearer
    const asked = askedOf(request, { bearer, caller, fields, config })
    const challenge = await inWords(
      sendWords,
      startSecondFactor({ config, client, user, asked, ...readChallenge(fields) }, deps),
    )
    if (challenge.kind === 'otp') return send(reply, { challenge_type: 'otp' })
    const oob_code = await sealOobCode(config, { ...challenge, bearerId, enrols: false }, deps)
    return send(reply, { challenge_type: 'oob', oob_code, binding_method: 'prompt' })
  })

  app.get('/mfa/authenticators', async (request, reply) => {
    const config = tenantOf(request)
    const bearer = await readBearer(request, config, deps)
    requireMfaScope(bearer, 'read:authenticators')
    const all = await deps.authenticators.list(config.tenant.id, bearer.user.userId)
    return send(reply, showAuthenticators(all, phoneMethods(config, deps)))
  })

  app.delete<{ Params: { id: string } }>('/mfa/authenticators/:id', async (request, reply) => {
    const config = tenantOf(request)
    const bearer = await readBearer(request, config, deps)
    requireMfaScope(bearer, 'remove:authenticators')
    const { userId } = bearer.user
    const named = readAuthenticatorId(request.params.id)
    const found = named && (await deps.authenticators.find(config.tenant.id, named.id))
    const isTheirs = found?.userId === userId && found.kind === named?.kind
    if (isTheirs && (await deps.authenticators.remove(config.tenant.id, userId, found.id))) {
      return uncached(reply).code(204).send()
    }
    throw new OAuthError(404, 'not_found', 'The user has no such authenticator.')
  })
}

/** A token that is no good is a 401 where it is the bearer's, and a bad grant where it is to be exchanged. */
async function readBearer(
  { headers }: FastifyRequest,
  config: TenantConfig,
  deps: MfaRouteDeps,
): Promise<MfaBearer> {
  const token = /^bearer +(\S+) *$/i.exec(headers.authorization ?? '')?.[1]
  try {
    if (token === undefined) throw new OAuthError(401, 'invalid_token', 'Missing bearer token')
    return await readMfaBearer(token, config, deps)
  } catch (error) {
    throw error instanceof OAuthError ? ofBearer(error) : error
  }
}

function ofBearer(refusal: OAuthError): OAuthError {
  const { message } = refusal
  const error = refusal.error === 'invalid_grant' ? 'invalid_token' : refusal.error
  if (error !== 'invalid_token' && error !== 'expired_token') return refusal
  // RFC 6750 knows the first of these codes only.
  const challenge = `Bearer error="invalid_token", error_description="${message}"`
  return new OAuthError(401, error, message, { headers: { 'www-authenticate': challenge } })
}

/** Auth0's SDKs name no client here, as the token is one client's. One that is named must be that one. */
async function callerOf(
  { client }: MfaBearer,
  fields: Fields,
  config: TenantConfig,
  deps: MfaRouteDeps,
): Promise<Caller> {
  const clientId = readText(fields, 'client_id')
  if (clientId !== undefined && clientId !== client.clientId) throw otherClient()
  if (!fields.has('client_secret') && !fields.has('client_assertion')) return { client, authenticated: false }
  const body = { client_id: client.clientId, ...Object.fromEntries(fields) }
  const known = await authenticateCaller({ config, body, authorizationHeader: undefined }, deps)
  return { client, authenticated: known.authenticated }
}

function otherClient(): OAuthError {
  return new OAuthError(400, 'invalid_request', 'mfa_token not issued to this client')
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
