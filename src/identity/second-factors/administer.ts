// What administrators do to the second factors of a user (contract 6.5). They vouch for what they add: it is active.

import { createId } from '#src/messaging/ids.ts'
import type { HashCode } from '#src/messaging/ports.ts'
import type { AuthenticatorStore } from '../ports.ts'
import type { OtpAuthenticator, PhoneAuthenticator } from '../records.ts'
import { createRecoveryCode } from './recovery-code.ts'

interface Owner {
  readonly tenantId: string
  readonly userId: string
}

type NewFactor = Pick<PhoneAuthenticator, 'kind' | 'phoneNumber'> | Pick<OtpAuthenticator, 'kind' | 'secret'>

export async function addAuthenticator(
  { tenantId, userId }: Owner,
  factor: NewFactor,
  { authenticators }: { readonly authenticators: AuthenticatorStore },
): Promise<PhoneAuthenticator | OtpAuthenticator> {
  const now = new Date()
  const added = { ...factor, id: createId('dev'), userId, active: true, createdAt: now, enrolledAt: now }
  await authenticators.add(tenantId, added, undefined)
  return added
}

/** The new code, which replaces the one that the user had. Undefined when they had none. */
export async function regenerateRecoveryCode(
  owner: Owner,
  deps: { readonly authenticators: AuthenticatorStore; readonly hashCode: HashCode },
): Promise<string | undefined> {
  const { code, hash } = createRecoveryCode(owner, deps.hashCode)
  const replaced = await deps.authenticators.replaceRecoveryCode(owner.tenantId, owner.userId, hash)
  return replaced ? code : undefined
}
