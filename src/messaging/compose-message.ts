// Makes a message ready to be recorded: chooses its provider, renders its text, and finds every reason not to send it
// that does not take a query.

import { type AllowedCountries, requireAllowedCountry } from './allowed-countries.ts'
import { MessagingError } from './errors.ts'
import { createTimedId } from './ids.ts'
import type { ComposedMessage, MessageFacts, MessageRecord, RefusalRecord, SendStore } from './ports.ts'
import { asRecorded, findRefusalCode, refusalTexts } from './refusals.ts'
import { chooseRoute, type Route } from './routing/choose-route.ts'
import { type MessageText, renderMasked, renderText } from './templates/render-text.ts'
import type { Candidate, MessageContext, OutgoingMessage, PhoneNumber, RequestOrigin } from './types.ts'

export interface MessageParts extends MessageFacts {
  readonly tenantId: string
  readonly recipient: PhoneNumber
  /** Where messages of the tenant may go. */
  readonly allowedCountries: AllowedCountries
  readonly text: MessageText
  /** Whether the rendered text, without its code, is kept with the message. @default true */
  readonly keepsText?: boolean
  /** Filled into the text, and shown to providers that ask for it. @default '' */
  readonly code?: string
  readonly candidates: readonly Candidate[]
  readonly origin: RequestOrigin
  readonly context: MessageContext
  /** When the message is of no use any more: it is not tried again after that. */
  readonly expiresAt: Date
  /** A reason not to send that was found before: it is recorded like those that are found here. */
  readonly refusal?: MessagingError | undefined
}

export type Composed = (ComposedMessage & { readonly ok: true; readonly route: Route }) | RefusedMessage

export interface RefusedMessage {
  readonly ok: false
  readonly refusal: MessagingError
  readonly record: MessageRecord
}

/**
 * Checks whether a message may be sent, chooses its providers and renders it. A message that may not be sent
 * (`country_not_allowed`, `no_provider`, `template_failed`, or the reason given) comes back with the record of that.
 */
export function composeMessage(parts: MessageParts, now: number): Composed {
  const { code = '', text, deliveryMethod, keepsText = true } = parts
  const id = createTimedId('msg', now)
  const { locale } = text
  try {
    if (parts.refusal) throw parts.refusal
    requireAllowedCountry(parts.recipient, parts.allowedCountries)
    const route = chooseRoute(parts.candidates, deliveryMethod)
    const message = toMessage(id, parts)
    const maskedText = keepsText ? renderMasked(text, code.length, deliveryMethod) : undefined
    return {
      ok: true,
      route,
      message,
      record: toRecord(id, { ...parts, locale }, { maskedText, first: route[0] }),
    }
  } catch (error) {
    const isRefusal = error instanceof MessagingError && findRefusalCode(error.code) !== undefined
    if (!isRefusal) throw error
    return refuseMessage({ ...parts, locale }, error, now)
  }
}

/** What the record of a message takes. */
type RecordParts = MessageFacts &
  Pick<MessageParts, 'tenantId' | 'recipient' | 'candidates' | 'origin'> & { readonly locale: string }

/** A message that is not sent, before anything of it was made. */
export function refuseMessage(parts: RecordParts, refusal: MessagingError, now: number): RefusedMessage {
  return { ok: false, refusal, record: toRecord(createTimedId('msg', now), parts) }
}

/** Records a message that is refused. @returns the refusal, with the id of its row when it has one */
export async function recordRefusal(
  { refusal, record }: Pick<RefusedMessage, 'refusal' | 'record'>,
  store: Pick<SendStore, 'recordRefusal'>,
): Promise<MessagingError> {
  const isRecorded = await store.recordRefusal(toRefused(record, refusal))
  return isRecorded ? asRecorded(refusal, record.messageId) : refusal
}

function toRefused(record: MessageRecord, { code, message }: MessagingError): RefusalRecord {
  const refusal = findRefusalCode(code)
  if (!refusal) throw new Error(`${code} is no reason to refuse a message.`)
  const refusalDetail = message === refusalTexts[refusal] ? undefined : message
  return { ...record, maskedText: undefined, refusal, refusalDetail }
}

function toMessage(id: string, parts: MessageParts): OutgoingMessage {
  const { tenantId, recipient, code = '', text, deliveryMethod, purpose, expiresAt, origin, context } = parts
  return {
    id,
    tenantId,
    recipient,
    ...renderText(text, code, deliveryMethod),
    code,
    deliveryMethod,
    purpose,
    expiresAt,
    origin,
    context,
  }
}

function toRecord(
  messageId: string,
  parts: RecordParts,
  {
    maskedText,
    first = parts.candidates[0],
  }: { readonly maskedText?: string | undefined; readonly first?: Candidate | undefined } = {},
): MessageRecord {
  const { tenantId, recipient, purpose, deliveryMethod, locale, clientId, organization, origin } = parts
  return {
    tenantId,
    messageId,
    recipient,
    purpose,
    deliveryMethod,
    locale,
    maskedText,
    clientId,
    organization,
    origin,
    providerId: first?.providerId ?? '',
    providerKind: first?.kind ?? '',
  }
}
