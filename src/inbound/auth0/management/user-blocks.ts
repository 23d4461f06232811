// /api/v2/user-blocks: from where users are blocked after too many wrong passwords or codes.

import type { FastifyInstance, FastifyRequest } from 'fastify'
import { userBlocksByIdentifierQuery, userBlocksQuery, userIdPattern } from '#src/contracts/auth0/users.ts'
import type { FailureStore, UserStore } from '#src/identity/ports.ts'
import { getUser } from '#src/identity/users/change-user.ts'
import {
  findBlockables,
  type LockoutKey,
  liftBlocks,
  listBlocks,
  lockoutKeysOf,
} from '#src/identity/users/user-blocks.ts'
import { tenantOf } from '../../http/server.ts'
import { requireScope } from './authorize.ts'
import { createPathReader, createQueryReader } from './validate.ts'

const readId = createPathReader('id', userIdPattern, 'user_id of the user blocks to retrieve')
const readQuery = createQueryReader(userBlocksQuery)
const readIdentifierQuery = createQueryReader(userBlocksByIdentifierQuery)

interface UserBlockDeps {
  readonly users: UserStore
  readonly failures: FailureStore
}

export function userBlockRoutes(app: FastifyInstance, { users, failures }: UserBlockDeps): void {
  const ofUser = async (request: FastifyRequest) => {
    const config = tenantOf(request)
    return lockoutKeysOf(await getUser(config.tenant.id, readId(request), users), config)
  }
  const list = async (
    request: FastifyRequest,
    lockoutKeys: readonly LockoutKey[],
    query: { readonly consider_brute_force_enablement?: boolean },
  ) => {
    const onlyEffective = query.consider_brute_force_enablement === true
    return { blocked_for: await listBlocks(lockoutKeys, tenantOf(request), { onlyEffective, failures }) }
  }

  app.get('/user-blocks', { onRequest: requireScope('read:users') }, async (request) => {
    const query = readIdentifierQuery(request)
    return list(request, await findBlockables(query.identifier, tenantOf(request), users), query)
  })

  app.get('/user-blocks/:id', { onRequest: requireScope('read:users') }, async (request) => {
    const query = readQuery(request)
    return list(request, await ofUser(request), query)
  })

  app.delete('/user-blocks', { onRequest: requireScope('update:users') }, async (request, reply) => {
    const { identifier } = readIdentifierQuery(request)
    await liftBlocks(await findBlockables(identifier, tenantOf(request), users), failures)
    return reply.code(204).send()
  })

  app.delete('/user-blocks/:id', { onRequest: requireScope('update:users') }, async (request, reply) => {
    await liftBlocks(await ofUser(request), failures)
    return reply.code(204).send()
  })
}
