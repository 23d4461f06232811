// /api/v2/users and /api/v2/users-by-email (contract 3.6): who can log in, and what administrators change about them.

import type { FastifyInstance } from 'fastify'
import {
  type CreateUserBody,
  createUserBody,
  getUserQuery,
  listUsersQuery,
  type UpdateUserBody,
  updateUserBody,
  userIdPattern,
  usersByEmailQuery,
} from '#src/contracts/auth0/users.ts'
import type { UserStore } from '#src/identity/ports.ts'
import type { TenantConfig } from '#src/identity/records.ts'
import {
  type ChangeUserDeps,
  changeUser,
  getUser,
  type UserChangeRequest,
} from '#src/identity/users/change-user.ts'
import { createUser, type NewUserRequest } from '#src/identity/users/create-user.ts'
import { isDatabase } from '#src/identity/users/user-fields.ts'
import { ChangeRefused } from '#src/settings/errors.ts'
import type { Connection } from '#src/settings/records.ts'
import { tenantOf } from '../../http/server.ts'
import { requireScope } from './authorize.ts'
import { ManagementError } from './errors.ts'
import { pickShown } from './lists.ts'
import { connectionName, showUser } from './show-user.ts'
import { findUsers, readSearch } from './user-search.ts'
import { allFields, createBodyReader, createPathReader, createQueryReader, pickFields } from './validate.ts'

const readId = createPathReader('id', userIdPattern, 'The user_id of the user to retrieve')
const readListQuery = createQueryReader(listUsersQuery)
const readGetQuery = createQueryReader(getUserQuery)
const readEmailQuery = createQueryReader(usersByEmailQuery)
const readCreateBody = createBodyReader(createUserBody)
const readUpdateBody = createBodyReader(updateUserBody)

// Metadata is the operator's own text.
const unmasked = ['user_metadata', 'app_metadata']

/** As many as have one address: one of each connection. */
const maxFoundByEmail = 100

interface UserRouteDeps extends ChangeUserDeps {
  readonly users: UserStore
}

export function userRoutes(app: FastifyInstance, deps: UserRouteDeps): void {
  const { users } = deps

  app.get('/users', { onRequest: requireScope('read:users'), config: { unmasked } }, async (request) => {
    const query = readListQuery(request)
    const config = tenantOf(request)
    const { page = 0, per_page: limit = 50, include_totals: withTotals = false } = query
    const start = page * limit
    const found = await findUsers(config, readSearch(config, query), { offset: start, limit }, users)
    const shown = found.users.map((user) => pickShown(showUser(user, config), query))
    return withTotals ? { start, limit, length: shown.length, total: found.total, users: shown } : shown
  })

  app.get(
    '/users-by-email',
    { onRequest: requireScope('read:users'), config: { unmasked } },
    async (request) => {
      const { email, ...query } = readEmailQuery(request)
      const config = tenantOf(request)
      const found = await users.list(config.tenant.id, { email, offset: 0, limit: maxFoundByEmail })
      return found.users.map((user) => pickShown(showUser(user, config), query))
    },
  )

  app.get(
    '/users/:id',
    { onRequest: requireScope('read:users'), config: { edits: 'row', unmasked } },
    async (request) => {
      const id = readId(request)
      const query = readGetQuery(request)
      const config = tenantOf(request)
      return pickShown(showUser(await getUser(config.tenant.id, id, users), config), query)
    },
  )

  app.post(
    '/users',
    { onRequest: requireScope('create:users'), config: { unmasked } },
    async (request, reply) => {
      const body = readCreateBody(request)
      const config = tenantOf(request)
      const user = readNewUser(body, findConnection(config, body.connection))
      const created = await createUser({ tenantId: config.tenant.id, user }, deps).catch(sayThatTheUserExists)
      return reply.code(201).send(showUser(created, config))
    },
  )

  app.patch(
    '/users/:id',
    { onRequest: requireScope('update:users'), config: { edits: 'row', unmasked } },
    async (request) => {
      const userId = readId(request)
      const body = readUpdateBody(request)
      refuseTogether(body)
      const config = tenantOf(request)
      const tenantId = config.tenant.id
      const user = await getUser(tenantId, userId, users)
      const name = connectionName(user, config)
      if (body.connection !== undefined && body.connection !== name) {
        throw invalidBody('The user is not of the given connection.')
      }
      const change = { tenantId, user, connection: findConnection(config, name), change: readChange(body) }
      return showUser(await changeUser(change, deps).catch(sayWhatExists), config)
    },
  )

  // Deleting who is not there is no error, as on Auth0.
  app.delete(
    '/users/:id',
    { onRequest: requireScope('delete:users'), config: { edits: 'row' } },
    async (request, reply) => {
      await users.remove(tenantOf(request).tenant.id, readId(request))
      return reply.code(204).send()
    },
  )
}

function findConnection({ connections }: TenantConfig, name: string): Connection {
  const connection = connections.find((candidate) => candidate.name === name)
  if (!connection) throw invalidBody('The connection does not exist.')
  if (isDatabase(connection) || connection.strategy === 'sms') return connection
  throw invalidBody(
    'Connection does not support user creation through the API. It must either be a database or SMS connection.',
  )
}

function readNewUser(body: CreateUserBody, connection: Connection): NewUserRequest {
  const { user_id, email, email_verified, phone_number, phone_verified, username, password, blocked } = body
  const { user_metadata, app_metadata } = body
  return {
    connection,
    profile: {
      ...pickFields(body, profileFields),
      ...(user_metadata && { user_metadata: allFields(user_metadata) }),
      ...(app_metadata && { app_metadata: allFields(app_metadata) }),
    },
    ...(user_id !== undefined && { id: user_id }),
    ...(email !== undefined && { email }),
    ...(email_verified !== undefined && { emailVerified: email_verified }),
    ...(phone_number !== undefined && { phoneNumber: phone_number }),
    ...(phone_verified !== undefined && { phoneVerified: phone_verified }),
    ...(username !== undefined && { username }),
    ...(password !== undefined && { password }),
    ...(blocked !== undefined && { blocked }),
  }
}

const profileFields = ['name', 'nickname', 'given_name', 'family_name', 'picture']

function readChange(body: UpdateUserBody): UserChangeRequest {
  const { blocked, email, email_verified, phone_number, phone_verified, username, password } = body
  const { user_metadata, app_metadata } = body
  return {
    profile: pickFields(body, profileFields),
    ...(blocked !== undefined && { blocked }),
    ...(email !== undefined && { email }),
    ...(email_verified !== undefined && { emailVerified: email_verified }),
    ...(phone_number !== undefined && { phoneNumber: phone_number }),
    ...(phone_verified !== undefined && { phoneVerified: phone_verified }),
    ...(username !== undefined && { username }),
    ...(password !== undefined && { password }),
    ...(user_metadata && { userMetadata: allFields(user_metadata) }),
    ...(app_metadata && { appMetadata: allFields(app_metadata) }),
  }
}

const notTogether = [
  ['password', 'email'],
  ['password', 'email_verified'],
  ['username', 'password'],
  ['username', 'email_verified'],
] as const

// Auth0 changes these one at a time, and tools that follow it split their requests.
function refuseTogether(body: UpdateUserBody): void {
  const pair = notTogether.find(([one, other]) => body[one] !== undefined && body[other] !== undefined)
  if (pair) throw invalidBody(`Cannot update ${pair.join(' and ')} simultaneously`)
}

function sayThatTheUserExists(error: unknown): never {
  const isTaken =
    error instanceof ChangeRefused && (error.code === 'phone_number_taken' || error.code === 'username_taken')
  throw isTaken ? new ChangeRefused('user_exists', 'The user already exists.', { cause: error }) : error
}

function sayWhatExists(error: unknown): never {
  if (!(error instanceof ChangeRefused)) throw error
  const what =
    error.code === 'user_exists' ? 'email' : error.code === 'username_taken' ? 'username' : undefined
  if (what === undefined) throw error
  throw new ManagementError(`The specified new ${what} already exists`, {
    status: 400,
    errorCode: 'auth0_idp_error',
  })
}

function invalidBody(message: string): ManagementError {
  return new ManagementError(message, { status: 400, errorCode: 'invalid_body' })
}
