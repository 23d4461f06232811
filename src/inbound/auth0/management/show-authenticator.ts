// A second factor as the Management API shows it, under its newer name (authentication method) and its older one
// (enrollment). What a user's app or code is made of is not shown.

import type { Authenticator, TenantConfig } from '#src/identity/records.ts'
import { mfaDeliveryMethods } from '#src/settings/mfa-settings.ts'
import type { JsonObject } from '#src/settings/records.ts'
import { messageTypeOf } from '#src/values/message-types.ts'
import { authenticatorId } from '../mfa/authenticator-ids.ts'

const types = { phone: 'phone', otp: 'totp', recovery_code: 'recovery-code' } as const

export function showAuthenticationMethod(
  authenticator: Authenticator,
  { settings }: Pick<TenantConfig, 'settings'>,
): JsonObject {
  const { kind, active, createdAt, enrolledAt, lastUsedAt } = authenticator
  return {
    id: authenticatorId(authenticator),
    type: types[kind],
    confirmed: active,
    ...(kind === 'phone' && {
      phone_number: authenticator.phoneNumber,
      authentication_methods: mfaDeliveryMethods(settings.mfa).map((method) => ({
        type: messageTypeOf(method),
        id: authenticatorId(authenticator, messageTypeOf(method)),
      })),
    }),
    created_at: createdAt.toISOString(),
    ...(enrolledAt && { enrolled_at: enrolledAt.toISOString() }),
    ...(lastUsedAt && { last_auth_at: lastUsedAt.toISOString() }),
  }
}

/** Undefined for what is no enrollment. */
export function showEnrollment(authenticator: Authenticator): JsonObject | undefined {
  const { id, kind, active, enrolledAt, lastUsedAt } = authenticator
  if (kind === 'recovery_code') return undefined
  const method = kind === 'phone' ? 'sms' : 'authenticator'
  return {
    id,
    status: active ? 'confirmed' : 'pending',
    type: method,
    auth_method: method,
    ...(kind === 'phone' && { name: authenticator.phoneNumber, phone_number: authenticator.phoneNumber }),
    ...(enrolledAt && { enrolled_at: enrolledAt.toISOString() }),
    ...(lastUsedAt && { last_auth: lastUsedAt.toISOString() }),
  }
}
