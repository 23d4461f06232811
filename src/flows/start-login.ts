import type { UserStore } from '#src/identity/ports.ts'
import type { Client, TenantConfig } from '#src/identity/records.ts'
import { loginKey } from '#src/messaging/code-key.ts'
import { createUserId } from '#src/messaging/ids.ts'
import { type SendCodeDeps, type SentCode, sendCode } from '#src/messaging/send-code.ts'
import type {
  AuthorizationParameters,
  Candidate,
  MessageOrganization,
  PhoneNumber,
  RequestOrigin,
} from '#src/messaging/types.ts'
import { connectionTextFor } from '#src/settings/connection-text.ts'
import { passwordlessOptions } from '#src/settings/passwordless-options.ts'
import type { Connection } from '#src/settings/records.ts'
import { codeLimits, messageRequest } from './message-request.ts'

export interface AskedLogin {
  readonly config: TenantConfig
  readonly client: Client
  /** Of the strategy `sms`, and enabled for the client. */
  readonly connection: Connection
  readonly recipient: PhoneNumber
  readonly organization: MessageOrganization | undefined
  /** With the address whose starts are limited. */
  readonly origin: RequestOrigin & { readonly ip: string }
  /** What may name a language; the first that does decides. */
  readonly languages: readonly (string | undefined)[]
  readonly authorization: AuthorizationParameters
}

export interface StartLoginDeps {
  readonly send: SendCodeDeps
  readonly users: Pick<UserStore, 'findByPhone'>
  readonly rateLimits: 'on' | 'off'
  readonly candidatesOf: (config: TenantConfig, connection: Connection) => readonly Candidate[]
}

/**
 * Sends the code of a login.
 *
 * @throws MessagingError as `sendCode` does
 */
export async function startLogin(asked: AskedLogin, deps: StartLoginDeps): Promise<SentCode> {
  const { config, client, connection, recipient, origin } = asked
  const options = passwordlessOptions(connection)
  const request = await messageRequest(
    {
      ...asked,
      purpose: 'login',
      candidates: deps.candidatesOf(config, connection),
      clientId: client.clientId,
      text: (how, about) => connectionTextFor(config, options, { purpose: 'login', ...how }, about),
    },
    deps,
  )
  return sendCode(
    {
      ...request,
      ...codeLimits(config, { ip: origin.ip, isGuarded: options.bruteForceProtection }, deps),
      key: loginKey(config.tenant.id, connection.id, recipient),
      otp: options.otp,
      proposedUserId: createUserId(connection.strategy),
      allowSignup: options.allowSignup,
    },
    deps.send,
  )
}
