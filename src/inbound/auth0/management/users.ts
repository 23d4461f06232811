// /api/v2/users (contract 3.6): who has logged in, and what administrators change about them.

import type { FastifyInstance } from 'fastify'
import {
  getUserQuery,
  listUsersQuery,
  type UpdateUserBody,
  updateUserBody,
  userIdPattern,
} from '#src/contracts/auth0/users.ts'
import { changeUser, getUser, type UserChangeRequest } from '#src/identity/change-user.ts'
import type { UserQuery, UserStore } from '#src/identity/ports.ts'
import type { TenantConfig, User } from '#src/identity/records.ts'
import { nameOf, nicknameOf } from '#src/identity/user-names.ts'
import type { JsonObject } from '#src/settings/records.ts'
import { tenantOf } from '../../http/server.ts'
import { requireScope } from './authorize.ts'
import { ManagementError, validationError } from './errors.ts'
import { pickShown } from './lists.ts'
import { allFields, createBodyReader, createPathReader, createQueryReader, pickFields } from './validate.ts'

const readId = createPathReader('id', userIdPattern, 'The user_id of the user to retrieve')
const readListQuery = createQueryReader(listUsersQuery)
const readGetQuery = createQueryReader(getUserQuery)
const readBody = createBodyReader(updateUserBody)

export function userRoutes(app: FastifyInstance, { users }: { readonly users: UserStore }): void {
  app.get('/users', { onRequest: requireScope('read:users') }, async (request) => {
    const query = readListQuery(request)
    const config = tenantOf(request)
    const { page = 0, per_page: limit = 50, include_totals: withTotals = false } = query
    const start = page * limit
    const found = await findUsers(config, readSearch(config, query), { offset: start, limit }, users)
    const shown = found.users.map((user) => pickShown(showUser(user, config), query))
    return withTotals ? { start, limit, length: shown.length, total: found.total, users: shown } : shown
  })

  app.get('/users/:id', { onRequest: requireScope('read:users') }, async (request) => {
    const id = readId(request)
    const query = readGetQuery(request)
    const config = tenantOf(request)
    return pickShown(showUser(await getUser(config.tenant.id, id, users), config), query)
  })

  app.patch('/users/:id', { onRequest: requireScope('update:users') }, async (request) => {
    const userId = readId(request)
    const body = readBody(request)
    const config = tenantOf(request)
    const tenantId = config.tenant.id
    const user = await getUser(tenantId, userId, users)
    if (body.connection !== undefined && body.connection !== connectionName(user, config)) {
      throw new ManagementError('The user is not of the given connection.', {
        status: 400,
        errorCode: 'invalid_body',
      })
    }
    return showUser(await changeUser({ tenantId, userId, change: readChange(body) }, { users }), config)
  })

  // Deleting who is not there is no error, as on Auth0.
  app.delete('/users/:id', { onRequest: requireScope('delete:users') }, async (request, reply) => {
    await users.remove(tenantOf(request).tenant.id, readId(request))
    return reply.code(204).send()
  })
}

interface Search extends Pick<UserQuery, 'phoneNumber' | 'connectionId'> {
  readonly userId?: string
  readonly isHopeless?: boolean
}

async function findUsers(
  { tenant }: TenantConfig,
  { userId, isHopeless, ...search }: Search,
  range: Pick<UserQuery, 'offset' | 'limit'>,
  users: UserStore,
): Promise<{ readonly users: readonly User[]; readonly total: number }> {
  if (isHopeless) return { users: [], total: 0 }
  if (userId === undefined) return users.list(tenant.id, { ...search, ...range })
  const user = await users.findById(tenant.id, userId)
  const fits = user && (search.connectionId === undefined || search.connectionId === user.connectionId)
  const found = fits ? [user] : []
  return { users: found.slice(range.offset, range.offset + range.limit), total: found.length }
}

function readSearch(
  config: TenantConfig,
  query: { readonly q?: string; readonly connection?: string },
): Search {
  const search = query.q === undefined || query.q.trim() === '' ? {} : readClause(query.q)
  if (query.connection === undefined) return search
  const connection = config.connections.find(({ name }) => name === query.connection)
  return connection ? { ...search, connectionId: connection.id } : { isHopeless: true }
}

// A plus that was not escaped in the URL arrives as a space; in front of digits it cannot mean anything else.
function readClause(q: string): Search {
  const [, field, quoted, bare] = /^\s*(phone_number|user_id):(?:"([^"]*)"|(\S+))\s*$/.exec(q) ?? []
  const value = quoted ?? bare?.replaceAll('\\', '')
  if (field === 'phone_number' && value !== undefined) return { phoneNumber: value.replace(/^ /, '+') }
  if (field === 'user_id' && value !== undefined) return { userId: value }
  throw validationError('Query', 'Only phone_number:"…" and user_id:"…" can be searched for', {
    path: 'q',
    description: 'Query in Lucene query string syntax',
  })
}

const profileFields = ['name', 'nickname', 'given_name', 'family_name', 'picture']

function readChange(body: UpdateUserBody): UserChangeRequest {
  const {
    blocked,
    phone_number,
    phone_verified,
    user_metadata: userMetadata,
    app_metadata: appMetadata,
  } = body
  return {
    profile: pickFields(body, profileFields),
    ...(blocked !== undefined && { blocked }),
    ...(phone_number !== undefined && { phoneNumber: phone_number }),
    ...(phone_verified !== undefined && { phoneVerified: phone_verified }),
    ...(userMetadata && { userMetadata: allFields(userMetadata) }),
    ...(appMetadata && { appMetadata: allFields(appMetadata) }),
  }
}

function showUser(user: User, config: TenantConfig): JsonObject {
  const [provider = '', id = ''] = user.userId.split('|')
  return {
    user_id: user.userId,
    ...(user.phoneNumber !== undefined && {
      phone_number: user.phoneNumber,
      phone_verified: user.phoneVerified,
    }),
    ...(user.email !== undefined && { email: user.email, email_verified: user.emailVerified }),
    ...(user.username !== undefined && { username: user.username }),
    name: nameOf(user),
    nickname: nicknameOf(user),
    ...user.profile,
    identities: [{ user_id: id, provider, connection: connectionName(user, config), isSocial: false }],
    blocked: user.blocked,
    created_at: user.createdAt.toISOString(),
    updated_at: user.updatedAt.toISOString(),
    ...(user.lastLogin && { last_login: user.lastLogin.toISOString() }),
    ...(user.lastIp !== undefined && { last_ip: user.lastIp }),
    logins_count: user.loginsCount,
  }
}

function connectionName(user: User, { connections }: TenantConfig): string {
  const connection = connections.find(({ id }) => id === user.connectionId)
  return connection?.name ?? user.userId.slice(0, user.userId.indexOf('|'))
}
