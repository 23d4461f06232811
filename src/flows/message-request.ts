// What every flow asks of the core when it sends: who is told, of what, in which language, with which text, by whom and
// within which limits. Put together here, once; a flow adds what is its own, such as the code.

import type { UserStore } from '#src/identity/ports.ts'
import type { Client, TenantConfig, User } from '#src/identity/records.ts'
import type { MessageParts } from '#src/messaging/compose-message.ts'
import { negotiateLocale } from '#src/messaging/negotiate-locale.ts'
import type { Guard } from '#src/messaging/ports.ts'
import { chooseDeliveryMethod } from '#src/messaging/routing/choose-route.ts'
import type { MessageText } from '#src/messaging/templates/render-text.ts'
import type {
  AuthorizationParameters,
  Candidate,
  DeliveryMethod,
  MessageOrganization,
  PhoneNumber,
  Purpose,
  RequestOrigin,
  TemplatePurpose,
} from '#src/messaging/types.ts'
import { guardOf } from '#src/settings/attack-protection.ts'
import { type TextKey, type TextSubject, textFor } from '#src/settings/message-texts.ts'
import type { Connection } from '#src/settings/records.ts'
import { messageContext } from './message-context.ts'

interface Asked {
  readonly config: TenantConfig
  readonly recipient: PhoneNumber
  /** Who may send it, in order. */
  readonly candidates: readonly Candidate[]
  /** @default one that a candidate can deliver, text before voice */
  readonly deliveryMethod?: DeliveryMethod | undefined
  /** What may name a language; the first that does decides. */
  readonly languages: readonly (string | undefined)[]
  readonly origin: RequestOrigin
  /** The language asked for, as texts are told. @default that of the origin */
  readonly requestLanguage?: string | undefined
  /** By which the message is found in the log. */
  readonly clientId?: string | undefined
  /** Whom and what operators' own code and texts are told of. */
  readonly client?: Client | undefined
  readonly connection?: Connection | undefined
  readonly organization?: MessageOrganization | undefined
  readonly user?: User | undefined
  readonly authorization?: AuthorizationParameters | undefined
  /** The address of the message's link, of purposes that send one. */
  readonly linkOf?: ((code: string) => string) | undefined
}

/** A text in the place of the tenant's. */
export type MakeText = (
  how: Pick<TextKey, 'deliveryMethod' | 'locale'>,
  about: TextSubject,
) => MessageText | Promise<MessageText>

export type AskedMessage = Asked &
  (
    | { readonly purpose: TemplatePurpose; readonly text?: MakeText }
    | { readonly purpose: Exclude<Purpose, TemplatePurpose>; readonly text: MakeText }
  )

export type MessageRequest<P extends Purpose> = Omit<MessageParts, 'purpose' | 'code' | 'expiresAt'> & {
  readonly purpose: P
}

export interface MessageRequestDeps {
  readonly users: Pick<UserStore, 'findByPhone'>
}

export async function messageRequest<Message extends AskedMessage>(
  message: Message,
  { users }: MessageRequestDeps,
): Promise<MessageRequest<Message['purpose']>> {
  const { config, recipient, candidates, origin, clientId, organization, linkOf } = message
  const { requestLanguage = origin.language } = message
  const deliveryMethod = message.deliveryMethod ?? chooseDeliveryMethod(candidates)
  const locale = negotiateLocale(config.tenant.locales, ...message.languages)
  const context = messageContext(config, { ...message, phoneNumber: recipient, users })
  const text = await textMakerOf(message)(
    { deliveryMethod, locale },
    {
      phoneNumber: recipient,
      context,
      ...(origin.ip !== undefined && { ip: origin.ip }),
      ...(requestLanguage !== undefined && { requestLanguage }),
      ...(linkOf && { linkOf }),
    },
  )
  return {
    tenantId: config.tenant.id,
    recipient,
    allowedCountries: config.settings.allowedCountries,
    purpose: message.purpose,
    deliveryMethod,
    candidates,
    text,
    origin,
    context,
    ...(clientId !== undefined && { clientId }),
    ...(organization && { organization: organization.id }),
  }
}

function textMakerOf(message: AskedMessage): MakeText {
  if (message.purpose === 'test') return message.text
  const { config, purpose, text } = message
  return text ?? ((how, about) => textFor(config, { purpose, ...how }, about))
}

/** What limits the sending of a code beside the tenant's countries. */
export interface CodeLimits {
  readonly limitedIp: string | undefined
  readonly guard: Guard | undefined
}

/** For codes that have limits of their own, or none. */
export const noCodeLimits: CodeLimits = { limitedIp: undefined, guard: undefined }

/** Starts are limited per address; with a guard, so are the wrong codes for a number from an address. */
export function codeLimits(
  { settings }: Pick<TenantConfig, 'settings'>,
  { ip, isGuarded = false }: { readonly ip: string | undefined; readonly isGuarded?: boolean },
  { rateLimits }: { readonly rateLimits: 'on' | 'off' },
): CodeLimits {
  return {
    limitedIp: rateLimits === 'on' ? ip : undefined,
    guard: isGuarded && ip !== undefined ? guardOf(settings.attackProtection.bruteForce, ip) : undefined,
  }
}
