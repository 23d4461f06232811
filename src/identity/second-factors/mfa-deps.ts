import type { BucketStore } from '#src/messaging/ports.ts'
import type { VerifyCodeDeps } from '#src/messaging/verify-code.ts'
import type { AuthenticatorStore, UserStore } from '../ports.ts'
import type { SealedTokens } from './sealed-tokens.ts'

/** What judging second factors takes. */
export interface MfaDeps extends VerifyCodeDeps {
  readonly users: Pick<UserStore, 'findById'>
  readonly authenticators: AuthenticatorStore
  readonly buckets: BucketStore
  readonly sealedTokens: SealedTokens
  readonly rateLimits: 'on' | 'off'
}
