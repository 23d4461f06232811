// Authenticator apps (RFC 6238), as Auth0 sets them up: SHA-1, six digits, half a minute.

import { Secret, TOTP } from 'otpauth'
import type { TenantConfig, User } from '../records.ts'
import { nameOf } from '../users/user-names.ts'

const shape = { algorithm: 'SHA1', digits: 6, period: 30 } as const
const secretBytes = 20

export function createAppSecret(): string {
  return new Secret({ size: secretBytes }).base32
}

/** The time step whose code this is, or undefined. A clock may be one step off. */
export function findTimeStep(secret: string, code: string, now: number): number | undefined {
  // The library throws at six letters that are more than six bytes.
  if (!/^[0-9]{6}$/.test(code)) return undefined
  const delta = TOTP.validate({
    ...shape,
    token: code,
    secret: Secret.fromBase32(secret),
    timestamp: now,
    window: 1,
  })
  return delta === null ? undefined : TOTP.counter({ period: shape.period, timestamp: now }) + delta
}

/** What the app reads from a QR code (contract 6.2). */
export function barcodeUri({ tenant }: Pick<TenantConfig, 'tenant'>, user: User, secret: string): string {
  const account = `${encodeURIComponent(tenant.friendlyName)}:${encodeURIComponent(user.email ?? nameOf(user))}`
  const query = new URLSearchParams({ secret, issuer: tenant.friendlyName, algorithm: shape.algorithm })
  query.set('digits', String(shape.digits))
  query.set('period', String(shape.period))
  // Apps do not read a plus as a space.
  return `otpauth://totp/${account}?${query.toString().replaceAll('+', '%20')}`
}
