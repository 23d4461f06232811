// The first half of a password reset. Whoever asks learns nothing of who has an account: an account that is not there,
// has no phone or has been sent too many messages is answered like any other, and nothing is waited for.

import { createHash } from 'node:crypto'
import type { PasswordResetStore } from '#src/identity/passwords/password-resets.ts'
import type { UserStore } from '#src/identity/ports.ts'
import type { Client, TenantConfig, User } from '#src/identity/records.ts'
import { requireAllowedCountry } from '#src/messaging/allowed-countries.ts'
import { passwordResetKey } from '#src/messaging/code-key.ts'
import { composeMessage, recordRefusal, refuseMessage } from '#src/messaging/compose-message.ts'
import { MessagingError } from '#src/messaging/errors.ts'
import { createTimedId } from '#src/messaging/ids.ts'
import { resetMessages, triesPerCode } from '#src/messaging/limits.ts'
import { base32Alphabet, type IssuedCode, issueCode, type OtpPolicy } from '#src/messaging/otp/issue-code.ts'
import { parsePhoneNumber } from '#src/messaging/phone-number.ts'
import type { BucketStore, ComposedMessage, HashCode, SendStore } from '#src/messaging/ports.ts'
import { findRefusal, refusalTexts } from '#src/messaging/refusals.ts'
import { chooseDeliveryMethod, chooseRoute } from '#src/messaging/routing/choose-route.ts'
import type {
  AuthorizationParameters,
  Candidate,
  DeliveryMethod,
  PhoneNumber,
  RequestOrigin,
} from '#src/messaging/types.ts'
import { databaseStrategy } from '#src/settings/database-options.ts'
import type { Connection } from '#src/settings/records.ts'
import { messageRequest } from './message-request.ts'

export type Contact = { readonly email: string } | { readonly phoneNumber: PhoneNumber }

export interface AskedPasswordReset {
  readonly contact: Contact
  /** Undefined: of any database connection, the tenant's default one first. */
  readonly connection: Connection | undefined
  /** Undefined: one that the provider can deliver, and text for a link. */
  readonly deliveryMethod: DeliveryMethod | undefined
  /** One of the tenant's languages. */
  readonly locale: string
  readonly client: Client | undefined
  /** The page whose address becomes the message's link; undefined for a code to type. */
  readonly link: string | undefined
  readonly origin: RequestOrigin
  readonly authorization: AuthorizationParameters
}

export interface StartPasswordResetDeps {
  readonly resets: PasswordResetStore
  readonly users: Pick<UserStore, 'findByContact' | 'findByPhone'>
  readonly buckets: Pick<BucketStore, 'take'>
  readonly store: Pick<SendStore, 'recordRefusal'>
  readonly hashCode: HashCode
  /** The tenant's phone provider, ready to send. */
  readonly candidatesOf: (config: TenantConfig) => readonly Candidate[]
  readonly now: () => number
  /** Told why an account's message could not be made: whoever asked must not be. */
  readonly onProblem: (error: MessagingError) => void
}

export const typedResetCode: OtpPolicy = { length: 6, ttlSeconds: 300, maxTries: triesPerCode }
const linkCode: OtpPolicy = {
  length: 32,
  alphabet: base32Alphabet,
  ttlSeconds: 20 * 60,
  maxTries: triesPerCode,
}

/**
 * @param checkLimits throws the refusal of whoever asks too often
 * @throws MessagingError `rate_limited`, `country_not_allowed` and `no_provider`, whoever is asked for
 */
export async function startPasswordReset(
  asked: AskedPasswordReset,
  config: TenantConfig,
  deps: StartPasswordResetDeps,
  checkLimits: () => Promise<void>,
): Promise<{ readonly id: string; readonly expiresAt: Date }> {
  const candidates = deps.candidatesOf(config)
  const method =
    asked.deliveryMethod ?? (asked.link === undefined ? chooseDeliveryMethod(candidates) : 'text')
  const plan: Plan = { ...asked, candidates, deliveryMethod: method, purpose: purposeOf(asked) }
  await refuseAloud(plan, config, deps, checkLimits)
  const tenantId = config.tenant.id
  const id = createTimedId('rst', deps.now())
  const policy = asked.link === undefined ? typedResetCode : linkCode
  const code = issueCode(passwordResetKey(tenantId, id), policy, deps.hashCode, deps.now())
  const user = await findRecipient(asked, config, deps)
  const message = user && (await compose(plan, config, { id, code, ...user }, deps))
  await deps.resets.open(
    {
      tenantId,
      id,
      userId: message && user?.user.userId,
      recipient: message?.message.recipient,
      contactHash: hashContact(asked.contact),
      codeId: code.codeId,
      codeHash: code.codeHash,
      maxTries: policy.maxTries,
      ttlSeconds: policy.ttlSeconds,
    },
    message,
  )
  return { id, expiresAt: code.expiresAt }
}

/** How what was asked for is sent. */
interface Plan extends AskedPasswordReset {
  readonly candidates: readonly Candidate[]
  readonly deliveryMethod: DeliveryMethod
  readonly purpose: 'password_reset' | 'password_reset_link'
}

function purposeOf({ link }: AskedPasswordReset): Plan['purpose'] {
  return link === undefined ? 'password_reset' : 'password_reset_link'
}

/** Refuses what depends on the request alone. A number that was given has a row with the reason. */
async function refuseAloud(
  plan: Plan,
  { tenant, settings }: TenantConfig,
  { store, now }: StartPasswordResetDeps,
  checkLimits: () => Promise<void>,
): Promise<void> {
  const { contact, candidates, deliveryMethod, client } = plan
  const recipient = 'phoneNumber' in contact ? contact.phoneNumber : undefined
  const refusal = await findRefusal(async () => {
    await checkLimits()
    if (recipient !== undefined) requireAllowedCountry(recipient, settings.allowedCountries)
    chooseRoute(candidates, deliveryMethod)
  })
  if (!refusal) return
  if (recipient === undefined) throw refusal
  const parts = { ...plan, tenantId: tenant.id, recipient, ...(client && { clientId: client.clientId }) }
  throw await recordRefusal(refuseMessage(parts, refusal, now()), store)
}

interface Recipient {
  readonly user: User
  readonly recipient: PhoneNumber
  readonly connection: Connection
  /** Why the account is sent nothing. */
  readonly refusal?: MessagingError
}

async function findRecipient(
  { contact, connection }: AskedPasswordReset,
  { tenant, connections, settings }: TenantConfig,
  { users, buckets }: StartPasswordResetDeps,
): Promise<Recipient | undefined> {
  const directories = connection
    ? [connection]
    : connections
        .filter(({ strategy }) => strategy === databaseStrategy)
        .sort((a, b) => rankOf(b, settings.defaultDirectory) - rankOf(a, settings.defaultDirectory))
  const found = await users.findByContact(
    tenant.id,
    contact,
    directories.map(({ id }) => id),
  )
  let blocked: Recipient | undefined
  for (const directory of directories) {
    for (const user of found) {
      const recipient = user.phoneNumber === undefined ? undefined : parsePhoneNumber(user.phoneNumber)
      if (user.connectionId !== directory.id || recipient === undefined) continue
      if (user.blocked) {
        const refusal = new MessagingError('user_blocked', refusalTexts.user_blocked)
        blocked ??= { user, recipient, connection: directory, refusal }
        continue
      }
      const wait = await buckets.take(tenant.id, `password_reset:${user.userId}`, resetMessages)
      const refusal =
        wait === undefined
          ? undefined
          : new MessagingError('rate_limited', 'Too many password resets were sent to this account.')
      return { user, recipient, connection: directory, ...(refusal && { refusal }) }
    }
  }
  return blocked
}

const rankOf = ({ name }: Connection, defaultDirectory: string | undefined) =>
  name === defaultDirectory ? 1 : 0

async function compose(
  plan: Plan,
  config: TenantConfig,
  known: Recipient & { readonly id: string; readonly code: IssuedCode },
  { users, store, now, onProblem }: StartPasswordResetDeps,
): Promise<ComposedMessage | undefined> {
  const { locale, client, link } = plan
  const { id, code, user, recipient, connection, refusal } = known
  const tenantId = config.tenant.id
  const request = await messageRequest(
    {
      ...plan,
      config,
      recipient,
      languages: [locale],
      clientId: client?.clientId,
      connection,
      user,
      ...(link !== undefined && { linkOf: (clear: string) => linkWith(link, id, clear) }),
    },
    { users },
  )
  const composed = composeMessage({ ...request, code: code.code, expiresAt: code.expiresAt, refusal }, now())
  if (composed.ok) return { ...composed, codeKey: passwordResetKey(tenantId, id) }
  onProblem(await recordRefusal(composed, store))
  return undefined
}

function linkWith(link: string, id: string, code: string): string {
  const url = new URL(link)
  url.searchParams.set('id', id)
  url.searchParams.set('code', code)
  return url.href
}

function hashContact(contact: Contact): string {
  const text = 'email' in contact ? `email ${contact.email.toLowerCase()}` : `phone ${contact.phoneNumber}`
  return createHash('sha256').update(text).digest('base64url')
}
