// How a user is called who gave no name: by what they log in with, as on Auth0 (contract 3.6).

import type { User } from '../records.ts'

export function nameOf({ profile, email, username, phoneNumber, userId }: User): string {
  const { name } = profile
  return typeof name === 'string' ? name : (email ?? username ?? phoneNumber ?? userId)
}

export function nicknameOf(user: User): string {
  const { nickname } = user.profile
  if (typeof nickname === 'string') return nickname
  return user.username ?? user.email?.split('@')[0] ?? user.phoneNumber ?? user.userId
}
