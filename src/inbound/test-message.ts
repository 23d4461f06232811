// A message that an operator sends to see a provider work. It carries a code that is nobody's, and goes the way of every
// other message, so that it has a row of its own with purpose `test`.

import type { FastifyRequest } from 'fastify'
import { messageContext } from '#src/identity/message-context.ts'
import type { UserStore } from '#src/identity/ports.ts'
import type { Client, TenantConfig } from '#src/identity/records.ts'
import { chooseDeliveryMethod } from '#src/messaging/routing/choose-route.ts'
import type { SendCodeDeps } from '#src/messaging/send-code.ts'
import { type SentMessage, sendMessage } from '#src/messaging/send-message.ts'
import type { MessageText } from '#src/messaging/templates/render-text.ts'
import type { Candidate, DeliveryMethod, PhoneNumber, RequestOrigin } from '#src/messaging/types.ts'

export interface TestMessageDeps {
  readonly send: SendCodeDeps
  readonly users: Pick<UserStore, 'findByPhone'>
}

export interface TestMessage {
  readonly recipient: PhoneNumber
  /** @default one that the provider can deliver */
  readonly deliveryMethod: DeliveryMethod | undefined
  readonly candidates: readonly Candidate[]
  readonly request: FastifyRequest
  /** Who asks for it. */
  readonly client?: Client | undefined
  /** The text to send instead of the usual one. @throws TemplateError */
  readonly textFor?: (deliveryMethod: DeliveryMethod) => MessageText
  readonly awaited: boolean
}

/** What stands where a code would (authgear contract 3.2). */
const testCode = '000000'
const standardText: MessageText = {
  locale: 'en',
  render: ({ code }) => `[Test] Your one-time code is ${code}. It was sent to test the delivery of messages.`,
  textFor: async () => standardText,
}
const minutesToLive = 5

/** @throws MessagingError `no_provider`, `template_failed` */
export function sendTestMessage(
  { recipient, candidates, request, client, textFor, awaited, ...asked }: TestMessage,
  config: TenantConfig,
  { send, users }: TestMessageDeps,
): Promise<SentMessage> {
  const deliveryMethod = asked.deliveryMethod ?? chooseDeliveryMethod(candidates)
  return sendMessage(
    {
      tenantId: config.tenant.id,
      recipient,
      // Operators try out what they like.
      allowedCountries: undefined,
      text: textFor?.(deliveryMethod) ?? standardText,
      // An operator may have typed anything.
      keepsText: false,
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
