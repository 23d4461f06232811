// What a person is told without being asked for anything. Nobody waits for it: it is written down, and sent right after.

import type { UserStore } from '#src/identity/ports.ts'
import type { Client, TenantConfig, User } from '#src/identity/records.ts'
import { chooseDeliveryMethod } from '#src/messaging/routing/choose-route.ts'
import { type QueueMessageDeps, queueMessage } from '#src/messaging/send-message.ts'
import type {
  AuthorizationParameters,
  Candidate,
  DeliveryMethod,
  NoticePurpose,
  PhoneNumber,
  RequestOrigin,
} from '#src/messaging/types.ts'
import { textFor } from '#src/settings/message-texts.ts'
import type { Connection } from '#src/settings/records.ts'
import { messageContext } from './message-context.ts'

export interface Notice {
  readonly config: TenantConfig
  readonly purpose: NoticePurpose
  readonly recipient: PhoneNumber
  /** @default one that the provider can deliver */
  readonly deliveryMethod?: DeliveryMethod | undefined
  /** One of the tenant's languages. */
  readonly locale: string
  readonly origin: RequestOrigin
  readonly user?: User
  readonly connection?: Connection
  readonly client?: Client
  readonly authorization?: AuthorizationParameters
}

export interface QueueNoticeDeps extends QueueMessageDeps {
  readonly users: Pick<UserStore, 'findByPhone'>
  /** The tenant's phone provider, ready to send. */
  readonly candidatesOf: (config: TenantConfig) => readonly Candidate[]
}

/** After this long it is no news any more. */
const minutesToLive = 10

/**
 * Resolves with the message's id when it is written down.
 *
 * @throws MessagingError `country_not_allowed`, `no_provider`, `template_failed` when it is recorded as refused
 */
export async function queueNotice(notice: Notice, deps: QueueNoticeDeps): Promise<string> {
  const { config, purpose, recipient, locale, origin, user, connection, client, authorization } = notice
  const candidates = deps.candidatesOf(config)
  const deliveryMethod = notice.deliveryMethod ?? chooseDeliveryMethod(candidates)
  const { ip, language } = origin
  const context = messageContext(config, {
    phoneNumber: recipient,
    users: deps.users,
    ...(user && { user }),
    ...(connection && { connection }),
    ...(client && { client }),
    ...(authorization && { authorization }),
  })
  const about = {
    phoneNumber: recipient,
    context,
    ...(ip !== undefined && { ip }),
    ...(language !== undefined && { requestLanguage: language }),
  }
  const text = await textFor(config, { purpose, deliveryMethod, locale }, about)
  return queueMessage(
    {
      tenantId: config.tenant.id,
      recipient,
      allowedCountries: config.settings.allowedCountries,
      text,
      purpose,
      deliveryMethod,
      candidates,
      origin,
      context,
      ...(client && { clientId: client.clientId }),
      expiresAt: new Date(deps.now() + minutesToLive * 60_000),
    },
    deps,
  )
}
