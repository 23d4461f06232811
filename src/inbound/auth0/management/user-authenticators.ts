// /api/v2/users/{id}/authentication-methods, and what else administrators do to a user's second factors (contract 6.5).

import type { FastifyInstance, FastifyRequest } from 'fastify'
import {
  type CreateAuthenticationMethodBody,
  createAuthenticationMethodBody,
  listAuthenticationMethodsQuery,
} from '#src/contracts/auth0/authentication-methods.ts'
import { userIdPattern } from '#src/contracts/auth0/users.ts'
import type { AuthenticatorStore, UserStore } from '#src/identity/ports.ts'
import type { Authenticator } from '#src/identity/records.ts'
import { addAuthenticator, regenerateRecoveryCode } from '#src/identity/second-factors/administer.ts'
import { createAppSecret } from '#src/identity/second-factors/authenticator-app.ts'
import { getUser } from '#src/identity/users/change-user.ts'
import { parsePhoneNumber } from '#src/messaging/phone-number.ts'
import type { HashCode } from '#src/messaging/ports.ts'
import { tenantOf } from '../../http/server.ts'
import { readAuthenticatorId } from '../mfa/authenticator-ids.ts'
import { requireScope } from './authorize.ts'
import { ManagementError, validationError } from './errors.ts'
import { answerList } from './lists.ts'
import { showAuthenticationMethod, showEnrollment } from './show-authenticator.ts'
import { createBodyReader, createPathReader, createQueryReader } from './validate.ts'

export interface UserAuthenticatorDeps {
  readonly users: UserStore
  readonly authenticators: AuthenticatorStore
  readonly hashCode: HashCode
}

const readId = createPathReader('id', userIdPattern, 'The ID of the user in question')
const readMethodId = createPathReader('method', '^.+$', 'The ID of the authentication method')
const readProvider = createPathReader(
  'provider',
  '^(duo|google-authenticator)$',
  "The multi-factor provider. Supported values 'duo' or 'google-authenticator'",
)
const readListQuery = createQueryReader(listAuthenticationMethodsQuery)
const readBody = createBodyReader(createAuthenticationMethodBody)

const methods = '/users/:id/authentication-methods'

export function userAuthenticatorRoutes(app: FastifyInstance, deps: UserAuthenticatorDeps): void {
  const { users, authenticators } = deps
  const ownerOf = async (request: FastifyRequest) => {
    const tenantId = tenantOf(request).tenant.id
    const { userId } = await getUser(tenantId, readId(request), users)
    return { tenantId, userId }
  }
  const listOf = async (request: FastifyRequest) => {
    const { tenantId, userId } = await ownerOf(request)
    return authenticators.list(tenantId, userId)
  }
  const getMethod = async (request: FastifyRequest): Promise<Authenticator> => {
    const named = readAuthenticatorId(readMethodId(request))
    const found = (await listOf(request)).find(({ id, kind }) => id === named?.id && kind === named.kind)
    if (!found) throw new ManagementError('The authentication method does not exist.', { status: 404 })
    return found
  }

  app.get(methods, { onRequest: requireScope('read:authentication_methods') }, async (request) => {
    const query = readListQuery(request)
    const config = tenantOf(request)
    return answerList(await listOf(request), query, {
      property: 'authenticators',
      keyOf: ({ id }) => id,
      show: (method) => showAuthenticationMethod(method, config),
      perPage: 50,
    })
  })

  app.get(`${methods}/:method`, { onRequest: requireScope('read:authentication_methods') }, async (request) =>
    showAuthenticationMethod(await getMethod(request), tenantOf(request)),
  )

  // The app is set up with it, and it is shown this once.
  app.post(
    methods,
    { onRequest: requireScope('create:authentication_methods'), config: { unmasked: ['totp_secret'] } },
    async (request, reply) => {
      const factor = readFactor(readBody(request))
      const added = await addAuthenticator(await ownerOf(request), factor, deps)
      const { confirmed: _, ...shown } = showAuthenticationMethod(added, tenantOf(request))
      return reply.code(201).send({ ...shown, ...(added.kind === 'otp' && { totp_secret: added.secret }) })
    },
  )

  app.delete(
    methods,
    { onRequest: requireScope('delete:authentication_methods') },
    async (request, reply) => {
      const { tenantId, userId } = await ownerOf(request)
      await authenticators.removeAll(tenantId, userId)
      return reply.code(204).send()
    },
  )

  app.delete(
    `${methods}/:method`,
    { onRequest: requireScope('delete:authentication_methods') },
    async (request, reply) => {
      const { id, userId } = await getMethod(request)
      await authenticators.remove(tenantOf(request).tenant.id, userId, id)
      return reply.code(204).send()
    },
  )

  app.get('/users/:id/enrollments', { onRequest: requireScope('read:users') }, async (request) =>
    (await listOf(request)).flatMap((one) => showEnrollment(one) ?? []),
  )

  app.delete(
    '/users/:id/multifactor/:provider',
    { onRequest: requireScope('update:users') },
    async (request, reply) => {
      const isApp = readProvider(request) === 'google-authenticator'
      const { tenantId, userId } = await ownerOf(request)
      const apps = (await authenticators.list(tenantId, userId)).filter(({ kind }) => isApp && kind === 'otp')
      for (const { id } of apps) await authenticators.remove(tenantId, userId, id)
      return reply.code(204).send()
    },
  )

  app.post(
    '/users/:id/recovery-code-regeneration',
    { onRequest: requireScope('update:users') },
    async (request) => {
      const code = await regenerateRecoveryCode(await ownerOf(request), deps)
      if (code !== undefined) return { recovery_code: code }
      throw new ManagementError('The user has no recovery code.', { status: 404 })
    },
  )
}

function readFactor({ type, phone_number, totp_secret }: CreateAuthenticationMethodBody) {
  if (type === 'totp') return { kind: 'otp', secret: totp_secret ?? createAppSecret() } as const
  if (type !== 'phone') {
    throw new ManagementError(`Authentication methods of the type ${type} are not supported.`, {
      status: 400,
      errorCode: 'operation_not_supported',
    })
  }
  const phoneNumber = phone_number === undefined ? undefined : parsePhoneNumber(phone_number)
  if (phoneNumber !== undefined) return { kind: 'phone', phoneNumber } as const
  if (phone_number === undefined) throw validationError('Payload', 'Missing required property: phone_number')
  throw validationError('Payload', `Invalid phone number: ${phone_number}`, { path: 'phone_number' })
}
