// Whose code a code is. Each has one active code; wrong codes and passwords are counted by the same keys.

/** The id of a connection: codes of its logins, and its users' wrong passwords. */
export type ConnectionScope = string & { readonly __brand: 'ConnectionScope' }

const ownScopes = ['verification', 'mfa', 'password_reset', 'mfa-recovery-code'] as const

/** As it is stored: another word would lose the codes, and the sealed messages, of a release before. */
export type CodeScope = (typeof ownScopes)[number] | ConnectionScope

export interface CodeKey {
  readonly tenantId: string
  readonly scope: CodeScope
  /** Within the scope: a phone number, or the id of what the code is for. */
  readonly identifier: string
}

/** @param identifier the phone number; of wrong passwords, the user's id */
export function loginKey(
  tenantId: string,
  connectionId: string,
  identifier: string,
): CodeKey & { readonly scope: ConnectionScope } {
  if (!isConnectionScope(connectionId)) throw new Error(`${connectionId} is no id of a connection.`)
  return { tenantId, scope: connectionId, identifier }
}

/** @param identifier the verification's id; of wrong codes that count across verifications, the phone number */
export function verificationKey(tenantId: string, identifier: string): CodeKey {
  return { tenantId, scope: 'verification', identifier }
}

export function challengeKey(tenantId: string, challengeId: string): CodeKey {
  return { tenantId, scope: 'mfa', identifier: challengeId }
}

export function passwordResetKey(tenantId: string, resetId: string): CodeKey {
  return { tenantId, scope: 'password_reset', identifier: resetId }
}

/** Hashed by only: recovery codes are no codes that are sent. */
export function recoveryCodeKey(tenantId: string, userId: string): CodeKey {
  return { tenantId, scope: 'mfa-recovery-code', identifier: userId }
}

/** A scope as it was stored. */
export function readCodeScope(stored: string): CodeScope {
  const own = ownScopes.find((scope) => scope === stored)
  if (own) return own
  return loginKey('', stored, '').scope
}

function isConnectionScope(scope: string): scope is ConnectionScope {
  return !ownScopes.some((own) => own === scope)
}
