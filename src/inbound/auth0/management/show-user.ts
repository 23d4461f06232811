import type { TenantConfig, User } from '#src/identity/records.ts'
import { nameOf, nicknameOf } from '#src/identity/users/user-names.ts'
import type { JsonObject } from '#src/settings/records.ts'

/** A user in the Management API's shape (contract 3.6). Never with anything of the password. */
export function showUser(user: User, config: TenantConfig): JsonObject {
  const bar = user.userId.indexOf('|')
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
    identities: [
      {
        user_id: user.userId.slice(bar + 1),
        provider: user.userId.slice(0, bar),
        connection: connectionName(user, config),
        isSocial: false,
      },
    ],
    blocked: user.blocked,
    created_at: user.createdAt.toISOString(),
    updated_at: user.updatedAt.toISOString(),
    ...(user.lastLogin && { last_login: user.lastLogin.toISOString() }),
    ...(user.lastIp !== undefined && { last_ip: user.lastIp }),
    logins_count: user.loginsCount,
  }
}

export function connectionName(user: User, { connections }: TenantConfig): string {
  const connection = connections.find(({ id }) => id === user.connectionId)
  return connection?.name ?? user.userId.slice(0, user.userId.indexOf('|'))
}
