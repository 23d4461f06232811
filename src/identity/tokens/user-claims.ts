// What a token, or /userinfo, says about a user: the claims that the granted scopes open (contract 3.6), no others.

import type { User } from '../records.ts'
import { nameOf, nicknameOf } from '../users/user-names.ts'

/** Scopes that need no API: they open claims, or ask for a refresh token. */
export const oidcScopes: ReadonlySet<string> = new Set([
  'openid',
  'profile',
  'email',
  'phone',
  'offline_access',
])

export const userClaimNames = [
  'sub',
  'name',
  'nickname',
  'picture',
  'updated_at',
  'email',
  'email_verified',
  'phone_number',
  'phone_number_verified',
] as const
export type UserClaims = { sub: string } & Partial<
  Record<Exclude<(typeof userClaimNames)[number], 'sub'>, string | boolean>
>

export function userClaims(user: User, scopes: ReadonlySet<string>): UserClaims {
  const claims: UserClaims = { sub: user.userId }
  const { email, phoneNumber } = user
  const { picture } = user.profile
  if (scopes.has('profile')) {
    claims.name = nameOf(user)
    claims.nickname = nicknameOf(user)
    if (typeof picture === 'string') claims.picture = picture
    claims.updated_at = user.updatedAt.toISOString()
  }
  if (scopes.has('email') && email !== undefined) {
    claims.email = email
    claims.email_verified = user.emailVerified
  }
  if (scopes.has('phone') && phoneNumber !== undefined) {
    claims.phone_number = phoneNumber
    claims.phone_number_verified = user.phoneVerified
  }
  return claims
}
