// Fills in a message's text, whoever wrote it, and adds what belongs to every text with a code.

import { MessagingError } from '../errors.ts'
import type { DeliveryMethod } from '../types.ts'

export interface TextValues {
  /** As it is written into the text: its digits apart when it is spoken. */
  readonly code: string
  readonly link?: string
}

/** A text that was chosen for a message, with everything filled in but the code. */
export interface MessageText {
  /** BCP 47 tag of the text's language. */
  readonly locale: string
  render(values: TextValues): string
  /** The text of the same message, in the same language, for this way of delivering it. */
  readonly textFor?: (deliveryMethod: DeliveryMethod) => Promise<MessageText>
  /** The sender that the template names. */
  readonly from?: string
  /** What a code becomes, for purposes whose code stands in a link. */
  readonly linkOf?: (code: string) => string
  /** The site on which the code is typed: browsers fill it in by themselves (WebOTP). */
  readonly autofillDomain?: string
}

export interface RenderedText {
  readonly body: string
  readonly bodyFor: (deliveryMethod: DeliveryMethod) => Promise<string>
  readonly locale: string
  readonly link?: string
  readonly from?: string
}

/** @throws MessagingError `template_failed` */
export function renderText(text: MessageText, code: string, deliveryMethod: DeliveryMethod): RenderedText {
  const { locale, from, linkOf, autofillDomain } = text
  const isSpoken = deliveryMethod === 'voice'
  const link = linkOf?.(code)
  const values = { code: isSpoken ? spell(code) : code, ...(link !== undefined && { link }) }
  const hasAutofill = autofillDomain !== undefined && !isSpoken && code !== '' && link === undefined
  const body = fillIn(text, values) + (hasAutofill ? `\n\n@${autofillDomain} #${code}` : '')
  return {
    body,
    bodyFor: (other) =>
      other === deliveryMethod ? Promise.resolve(body) : renderOther(text, code, other, body),
    locale,
    ...(link !== undefined && { link }),
    ...(from !== undefined && { from }),
  }
}

/** A second text that fails must not keep the message from being sent with its first. */
async function renderOther(
  text: MessageText,
  code: string,
  deliveryMethod: DeliveryMethod,
  body: string,
): Promise<string> {
  try {
    const other = await text.textFor?.(deliveryMethod)
    return other ? renderText(other, code, deliveryMethod).body : body
  } catch {
    return body
  }
}

const mask = '•'

/**
 * The text as it is kept: it is filled in without the code, so nothing of the code can be in it, whatever the template
 * does with one. Of a link that carries a code, what a browser would show as the page is left. Undefined when the
 * template cannot do without a real code.
 */
export function renderMasked(
  text: MessageText,
  codeLength: number,
  deliveryMethod: DeliveryMethod,
): string | undefined {
  const { linkOf, ...rest } = text
  const masked = mask.repeat(codeLength)
  const page = linkOf?.('').replace(/[?#].*$/s, '')
  const shown = page === undefined ? rest : { ...rest, linkOf: () => `${page}?${mask.repeat(8)}` }
  try {
    return storable(renderText(shown, masked, deliveryMethod).body)
  } catch {
    return undefined
  }
}

/** A template can make what no row can hold, which would keep the message itself from being written. */
function storable(text: string): string {
  return text.toWellFormed().replaceAll('\u0000', '')
}

/** Auth0's form for voices (contract auth0.md 5.2): a voice reads `4.2` as two digits, and `42` as a number. */
export function spell(code: string): string {
  return [...code].join('.')
}

function fillIn(text: MessageText, values: TextValues): string {
  try {
    return text.render(values)
  } catch (cause) {
    throw new MessagingError('template_failed', 'The message template could not be rendered.', { cause })
  }
}
