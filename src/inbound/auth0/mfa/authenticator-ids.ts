// How Auth0 names authenticators (contract 6.5): the kind in front of the id. A phone has as many names as there are
// ways to reach it, and whoever names one of them means the phone.

import type { Authenticator } from '#src/identity/records.ts'
import type { MessageType } from '#src/values/message-types.ts'

export const oobChannels: readonly MessageType[] = ['sms', 'voice']

export interface NamedAuthenticator {
  readonly id: string
  readonly kind: Authenticator['kind']
  /** Of a phone's name that has one. */
  readonly channel?: MessageType
}

const names: ReadonlyMap<string, Omit<NamedAuthenticator, 'id'>> = new Map([
  ['sms', { kind: 'phone', channel: 'sms' }],
  ['voice', { kind: 'phone', channel: 'voice' }],
  ['phone', { kind: 'phone' }],
  ['totp', { kind: 'otp' }],
  ['recovery-code', { kind: 'recovery_code' }],
])

/** Undefined for what is no authenticator's name. */
export function readAuthenticatorId(name: string): NamedAuthenticator | undefined {
  const [, prefix = '', id = ''] = /^([a-z-]+)\|(dev_[A-Za-z0-9]{16})$/.exec(name) ?? []
  const named = names.get(prefix)
  return named && { ...named, id }
}

/** `prefix` says which of a phone's names. */
export function authenticatorId(
  { id, kind }: Pick<Authenticator, 'id' | 'kind'>,
  prefix: MessageType | 'phone' = 'phone',
): string {
  const prefixes = { phone: prefix, otp: 'totp', recovery_code: 'recovery-code' } as const
  return `${prefixes[kind]}|${id}`
}
