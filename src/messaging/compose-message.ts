import { type AllowedCountries, requireAllowedCountry } from './allowed-countries.ts'
import { createTimedId } from './ids.ts'
import type { ComposedMessage } from './ports.ts'
import { chooseRoute } from './routing/choose-route.ts'
import type {
  Candidate,
  DeliveryMethod,
  MessageContext,
  PhoneNumber,
  Purpose,
  RequestOrigin,
} from './types.ts'

export interface MessageParts {
  readonly tenantId: string
  readonly recipient: PhoneNumber
  /** Where messages of the tenant may go. */
  readonly allowedCountries: AllowedCountries
  readonly body: string
  /** The body as it is kept: rendered without its code. @default undefined: no text is kept */
  readonly maskedText?: string | undefined
  /** BCP 47 tag of the body's language. */
  readonly locale: string
  readonly from?: string
  readonly link?: string
  /** Shown to providers that ask for the code of a message. @default '' */
  readonly code?: string
  readonly purpose: Purpose
  readonly deliveryMethod: DeliveryMethod
  readonly candidates: readonly Candidate[]
  readonly origin: RequestOrigin
  readonly context: MessageContext
  readonly clientId?: string
  readonly organization?: string
  /** When the message is of no use any more: it is not tried again after that. */
  readonly expiresAt: Date
}

/**
 * A message that was rendered, with who is tried first and the record of both.
 *
 * @throws MessagingError `country_not_allowed`, `no_provider`
 */
export function composeMessage(
  parts: MessageParts,
  now: number,
): ComposedMessage & { readonly route: readonly [Candidate, ...Candidate[]] } {
  const { tenantId, recipient, body, code = '', purpose, deliveryMethod, origin, context } = parts
  const { maskedText, locale, from, link, clientId, organization, expiresAt } = parts
  requireAllowedCountry(recipient, parts.allowedCountries)
  const route = chooseRoute(parts.candidates, deliveryMethod)
  const id = createTimedId('msg', now)
  return {
    route,
    message: {
      id,
      tenantId,
      recipient,
      body,
      code,
      deliveryMethod,
      purpose,
      expiresAt,
      origin,
      context,
      locale,
      ...(link !== undefined && { link }),
      ...(from !== undefined && { from }),
    },
    record: {
      tenantId,
      messageId: id,
      recipient,
      purpose,
      deliveryMethod,
      locale,
      maskedText,
      clientId,
      organization,
      origin,
      providerId: route[0].providerId,
      providerKind: route[0].kind,
    },
  }
}
