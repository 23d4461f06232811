// A message that an operator sends to see a provider work. It carries a code that is nobody's, and goes the way of every
// other message, so that it has a row of its own with purpose `test`.

import type { FastifyRequest } from 'fastify'
import { messageContext } from '#src/identity/message-context.ts'
import type { UserStore } from '#src/identity/ports.ts'
import type { Client, TenantConfig } from '#src/identity/records.ts'
import type { SendCodeDeps } from '#src/messaging/send-code.ts'
import { type SentMessage, sendMessage } from '#src/messaging/send-message.ts'
import { type RenderedText, spell } from '#src/messaging/templates/render-text.ts'
import type { Candidate, DeliveryMethod, PhoneNumber, RequestOrigin } from '#src/messaging/types.ts'

export interface TestMessageDeps {
  readonly send: SendCodeDeps
  readonly users: Pick<UserStore, 'findByPhone'>
}

export interface TestMessage {
  readonly recipient: PhoneNumber
  readonly deliveryMethod: DeliveryMethod
  readonly candidates: readonly Candidate[]
  readonly request: FastifyRequest
  /** Who asks for it. */
  readonly client?: Client | undefined
  /** The text to send instead of the usual one, with its language and sender. */
  readonly text?: RenderedText
  readonly awaited: boolean
}

/** What stands where a code would (authgear contract 3.2). */
export const testCode = '000000'
const standardText = (deliveryMethod: DeliveryMethod): RenderedText => {
  const code = deliveryMethod === 'voice' ? spell(testCode) : testCode
  return {
    body: `[Test] Your one-time code is ${code}. It was sent to test the delivery of messages.`,
    locale: 'en',
  }
}
const minutesToLive = 5

/** @throws MessagingError `no_provider` */
export function sendTestMessage(
  { recipient, deliveryMethod, candidates, request, client, text, awaited }: TestMessage,
  config: TenantConfig,
  { send, users }: TestMessageDeps,
): Promise<SentMessage> {
  const { body, locale, from } = text ?? standardText(deliveryMethod)
  return sendMessage(
    {
      tenantId: config.tenant.id,
      recipient,
      // Operators try out what they like.
      allowedCountries: undefined,
      body,
      // An operator may have typed anything.
      maskedText: undefined,
      locale,
      ...(from !== undefined && { from }),
      code: testCode,
      purpose: 'test',
      deliveryMethod,
      candidates,
      origin: originOf(request),
      context: messageContext(config, { phoneNumber: recipient, users, ...(client && { client }) }),
      ...(client && { clientId: client.clientId }),
      expiresAt: new Date(send.now() + minutesToLive * 60_000),
      awaited,
    },
    send,
  )
}

function originOf({ ip, hostname, method, headers }: FastifyRequest): RequestOrigin {
  const userAgent = headers['user-agent']
  return { ip, hostname, method, ...(userAgent !== undefined && { userAgent }) }
}
