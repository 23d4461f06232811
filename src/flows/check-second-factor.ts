// Checks what a user gives as their second factor, of whatever kind. It may also be the first code of one that they just
// enrolled, which counts from then on.

import type { OtpAuthenticator, TenantConfig, User } from '#src/identity/records.ts'
import { findTimeStep } from '#src/identity/second-factors/authenticator-app.ts'
import { limitTries } from '#src/identity/second-factors/limits.ts'
import type { MfaDeps } from '#src/identity/second-factors/mfa-deps.ts'
import { createRecoveryCode, hashRecoveryCode } from '#src/identity/second-factors/recovery-code.ts'
import { challengeKey } from '#src/messaging/code-key.ts'
import { MessagingError } from '#src/messaging/errors.ts'
import { verifyCode } from '#src/messaging/verify-code.ts'

export interface FactorTry {
  readonly config: TenantConfig
  readonly user: User
  /** Whether the user gave the first factor only; else all they can do is confirm what they enrolled. */
  readonly onlyFirst: boolean
  readonly given:
    | {
        readonly kind: 'phone'
        readonly code: string
        readonly challengeId: string
        readonly authenticatorId: string
        /** Whether the code makes the authenticator active. */
        readonly enrols: boolean
      }
    | { readonly kind: 'otp'; readonly code: string }
    | { readonly kind: 'recovery_code'; readonly code: string }
}

type CheckDeps = Omit<MfaDeps, 'sealedTokens'>

/**
 * @returns of a recovery code the one that replaces it
 * @throws MessagingError `code_invalid`, `code_expired`, `too_many_attempts`, `too_many_failures`, `user_blocked`, and
 * `factor_exists` where another enrolment was first
 */
export async function checkSecondFactor(
  tried: FactorTry,
  deps: CheckDeps,
): Promise<{ readonly recoveryCode?: string }> {
  const who = { tenantId: tried.config.tenant.id, userId: tried.user.userId }
  return limitTries(who, () => check(tried, deps), deps)
}

async function check(tried: FactorTry, deps: CheckDeps): Promise<{ readonly recoveryCode?: string }> {
  const { given } = tried
  switch (given.kind) {
    case 'phone':
      await checkSentCode(tried, given, deps)
      return {}
    case 'otp':
      await checkApp(tried, given.code, deps)
      return {}
    case 'recovery_code':
      return { recoveryCode: await exchangeRecoveryCode(tried, given.code, deps) }
  }
}

async function checkSentCode(
  tried: FactorTry,
  { challengeId, authenticatorId, enrols, code }: Extract<FactorTry['given'], { readonly kind: 'phone' }>,
  deps: CheckDeps,
): Promise<void> {
  const tenantId = tried.config.tenant.id
  // Removed since the code was sent: it opens nothing any more.
  if (!enrols && !(await deps.authenticators.find(tenantId, authenticatorId))?.active) throw wrong()
  await verifyCode({ key: challengeKey(tenantId, challengeId), code, guard: undefined }, deps)
  if (enrols) await confirm(tried, authenticatorId, deps)
  else await deps.authenticators.markUsed(tenantId, authenticatorId)
}

async function checkApp(tried: FactorTry, code: string, deps: CheckDeps): Promise<void> {
  const tenantId = tried.config.tenant.id
  for (const app of await findApps(tried, deps)) {
    const step = findTimeStep(app.secret, code, Date.now())
    if (step === undefined) continue
    // Each code opens once (RFC 6238 5.2), also for whoever looks over the user's shoulder.
    if (!(await deps.authenticators.useTimeStep(tenantId, app.id, step))) break
    if (!app.active) await confirm(tried, app.id, deps)
    return
  }
  throw wrong()
}

/** Those whose code counts here: active ones are second factors, and none where enrolling is all that is allowed. */
async function findApps(
  { config, user, onlyFirst }: FactorTry,
  { authenticators }: CheckDeps,
): Promise<OtpAuthenticator[]> {
  const all = await authenticators.list(config.tenant.id, user.userId)
  const apps = all.filter((one) => one.kind === 'otp')
  return onlyFirst ? apps : apps.filter(({ active }) => !active)
}

async function exchangeRecoveryCode(
  { config, user }: FactorTry,
  typed: string,
  { authenticators, hashCode }: CheckDeps,
): Promise<string> {
  const owner = { tenantId: config.tenant.id, userId: user.userId }
  const next = createRecoveryCode(owner, hashCode)
  const used = hashRecoveryCode(owner, typed, hashCode)
  const exchanged = await authenticators.exchangeRecoveryCode(owner.tenantId, owner.userId, {
    used,
    next: next.hash,
  })
  if (!exchanged) throw wrong()
  return next.code
}

/** Makes active what waited for this code. */
async function confirm(
  { config, user, onlyFirst }: FactorTry,
  authenticatorId: string,
  { authenticators }: CheckDeps,
): Promise<void> {
  const options = { onlyFirst }
  if (await authenticators.activate(config.tenant.id, user.userId, authenticatorId, options)) return
  throw new MessagingError('factor_exists', 'The user has enrolled a second factor already.')
}

function wrong(): MessagingError {
  return new MessagingError('code_invalid', 'The code is wrong.')
}
