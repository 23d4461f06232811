// What a token, or /userinfo, says about a user: the claims that the granted scopes open (contract 3.6), no others.

import type { User } from '../records.ts'

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
  const { name, nickname, picture, email, email_verified } = user.profile
  if (scopes.has('profile')) {
    // A phone user has no name of their own at first; Auth0 shows the number (contract 3.6).
    claims.name = typeof name === 'string' ? name : user.phoneNumber
    claims.nickname = typeof nickname === 'string' ? nickname : user.phoneNumber
    if (typeof picture === 'string') claims.picture = picture
    claims.updated_at = user.updatedAt.toISOString()
  }
  if (scopes.has('email') && typeof email === 'string') {
    claims.email = email
    claims.email_verified = email_verified === true
  }
  if (scopes.has('phone')) {
    claims.phone_number = user.phoneNumber
    claims.phone_number_verified = user.phoneVerified
  }
  return claims
}
