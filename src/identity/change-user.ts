// A change to a user by an administrator. Metadata is merged at its first level, where `null` deletes a key, as
// Auth0 does; a number that another user of the connection has is refused.

import { parsePhoneNumber } from '#src/messaging/phone-number.ts'
import { ChangeRefused } from '#src/settings/errors.ts'
import type { Json, JsonObject } from '#src/settings/records.ts'
import type { UserChange, UserStore } from './ports.ts'
import type { User } from './records.ts'

export interface UserChangeRequest {
  readonly blocked?: boolean
  readonly phoneNumber?: string
  readonly phoneVerified?: boolean
  /** `name`, `nickname`, …; `null` takes one away. */
  readonly profile: JsonObject
  readonly userMetadata?: JsonObject
  readonly appMetadata?: JsonObject
}

export async function changeUser(
  request: { readonly tenantId: string; readonly userId: string; readonly change: UserChangeRequest },
  { users }: { readonly users: UserStore },
): Promise<User> {
  const { tenantId, userId, change } = request
  const user = await getUser(tenantId, userId, users)
  const changed = await users.update(tenantId, userId, readChange(user, change))
  if (!changed) throw userNotFound()
  return changed
}

export async function getUser(tenantId: string, userId: string, users: UserStore): Promise<User> {
  const user = await users.findById(tenantId, userId)
  if (!user) throw userNotFound()
  return user
}

function readChange(user: User, change: UserChangeRequest): UserChange {
  const phoneNumber = change.phoneNumber === undefined ? undefined : readPhoneNumber(change.phoneNumber)
  const moves = phoneNumber !== undefined && phoneNumber !== user.phoneNumber
  // A new number is not verified by having been typed in.
  const phoneVerified = change.phoneVerified ?? (moves ? false : undefined)
  return {
    profile: mergeProfile(user.profile, change),
    ...(change.blocked !== undefined && { blocked: change.blocked }),
    ...(moves && { phoneNumber }),
    ...(phoneVerified !== undefined && { phoneVerified }),
  }
}

function readPhoneNumber(text: string): string {
  const phoneNumber = parsePhoneNumber(text)
  if (phoneNumber === undefined)
    throw new ChangeRefused('phone_number_invalid', `Invalid phone number: ${text}`)
  return phoneNumber
}

function mergeProfile(profile: JsonObject, change: UserChangeRequest): JsonObject {
  const { userMetadata, appMetadata } = change
  return merge(profile, {
    ...change.profile,
    ...(userMetadata && { user_metadata: merge(profile.user_metadata, userMetadata) }),
    ...(appMetadata && { app_metadata: merge(profile.app_metadata, appMetadata) }),
  })
}

function merge(into: Json | undefined, change: JsonObject): JsonObject {
  const merged = { ...(isObject(into) ? into : {}), ...change }
  return Object.fromEntries(Object.entries(merged).filter(([, value]) => value !== null))
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function userNotFound(): ChangeRefused {
  return new ChangeRefused('user_not_found', 'The user does not exist.')
}
