// Auth0's token endpoints over HTTP (contract 1.1, 1.2, 3.3, 3.7). Bodies are JSON or form. Answers hold tokens, so
// they are never cached; errors hold `error` and `error_description` and nothing else.

import formbody from '@fastify/formbody'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { publicJwks } from '#src/identity/keys/signing-keys.ts'
import type { TenantConfig } from '#src/identity/records.ts'
import { readUserinfo } from '#src/identity/tokens/read-userinfo.ts'
import { isFlagOn } from '#src/settings/tenant-flags.ts'
import { fieldsOf } from '#src/values/json.ts'
import { answerTokenError, OAuthError, oauthJson, uncached } from './errors.ts'
import { discoveryDocument } from './oauth/discovery.ts'
import { requestToken, type TokenDeps } from './oauth/request-token.ts'
import { revokeToken } from './oauth/revoke-token.ts'

export interface TokenRouteDeps extends TokenDeps {
  readonly tenantOf: (request: FastifyRequest) => TenantConfig
}

// As Auth0 answers: a rotated key is seen within seconds, and verifiers survive our being away.
const publicCaching = 'public, max-age=15, stale-while-revalidate=15, stale-if-error=86400'

export async function tokenRoutes(app: FastifyInstance, deps: TokenRouteDeps): Promise<void> {
  const { tenantOf } = deps
  if (!app.hasContentTypeParser('application/x-www-form-urlencoded')) await app.register(formbody)

  app.setErrorHandler(answerTokenError)

  app.post('/oauth/token', async (request, reply) => {
    const { body, ip, headers } = request
    const response = await requestToken({ config: tenantOf(request), body, ip, headers }, deps)
    return uncached(reply).type(oauthJson).send(response)
  })

  app.post('/oauth/revoke', async (request, reply) => {
    const { body, headers } = request
    const config = tenantOf(request)
    await revokeToken({ config, body, authorizationHeader: headers.authorization }, deps)
    return uncached(reply).send()
  })

  app.route({
    method: ['GET', 'POST'],
    url: '/userinfo',
    handler: async (request, reply) => {
      const config = tenantOf(request)
      const token = readBearer(request)
      const claims = token === undefined ? undefined : await readUserinfo({ config, token }, deps)
      if (claims) return uncached(reply).type(oauthJson).send(claims)
      const description = 'The access token is invalid or has expired'
      const challenge =
        token === undefined ? 'Bearer' : `Bearer error="invalid_token", error_description="${description}"`
      throw new OAuthError(401, 'invalid_token', description, { headers: { 'www-authenticate': challenge } })
    },
  })

  app.get('/.well-known/openid-configuration', async (request, reply) =>
    toAnyone(reply).send(discoveryDocument(tenantOf(request))),
  )

  app.get('/.well-known/jwks.json', async (request, reply) => {
    const { signingKeys, settings } = tenantOf(request)
    const jwks = publicJwks(signingKeys)
    return toAnyone(reply).send(isFlagOn(settings, 'remove_alg_from_jwks') ? withoutAlg(jwks) : jwks)
  })
}

function withoutAlg({ keys }: ReturnType<typeof publicJwks>) {
  return { keys: keys.map(({ alg: _, ...key }) => key) }
}

function toAnyone(reply: FastifyReply): FastifyReply {
  return reply
    .header('cache-control', publicCaching)
    .header('access-control-allow-origin', '*')
    .type(oauthJson)
}

/** RFC 6750: the header, or the field of a form that was posted. */
function readBearer(request: FastifyRequest): string | undefined {
  const { authorization } = request.headers
  if (authorization !== undefined) return /^bearer +(\S+)$/i.exec(authorization)?.[1]
  const { access_token: token } = fieldsOf(request.body)
  return typeof token === 'string' ? token : undefined
}
