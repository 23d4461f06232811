// What a person is told without being asked for anything. Nobody waits for it: it is written down, and sent right after.

import type { Client, TenantConfig, User } from '#src/identity/records.ts'
import { type QueueMessageDeps, queueMessage } from '#src/messaging/send-message.ts'
import type {
  AuthorizationParameters,
  Candidate,
  DeliveryMethod,
  NoticePurpose,
  PhoneNumber,
  RequestOrigin,
} from '#src/messaging/types.ts'
import type { Connection } from '#src/settings/records.ts'
import { type MessageRequestDeps, messageRequest } from './message-request.ts'

export interface Notice {
  readonly config: TenantConfig
  readonly purpose: NoticePurpose
  readonly recipient: PhoneNumber
  /** @default one that the provider can deliver */
  readonly deliveryMethod?: DeliveryMethod | undefined
  /** What may name a language; the first that does decides. */
  readonly languages: readonly (string | undefined)[]
  readonly origin: RequestOrigin
  readonly user?: User | undefined
  readonly connection?: Connection | undefined
  readonly client?: Client | undefined
  readonly authorization?: AuthorizationParameters
}

export interface SendNoticeDeps extends QueueMessageDeps, MessageRequestDeps {
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
export async function sendNotice(notice: Notice, deps: SendNoticeDeps): Promise<string> {
  const { config, client } = notice
  const candidates = deps.candidatesOf(config)
  const request = await messageRequest({ ...notice, candidates, clientId: client?.clientId }, deps)
  return queueMessage({ ...request, expiresAt: new Date(deps.now() + minutesToLive * 60_000) }, deps)
}
