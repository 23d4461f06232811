// A message that an operator sends to see a provider work. It carries a code that is nobody's, and goes the way of every
// other message, so that it has a row of its own with purpose `test`.

import type { FastifyRequest } from 'fastify'
import { messageContext } from '#src/flows/message-context.ts'
import { passwordlessGrant } from '#src/identity/clients/grant-types.ts'
import type { UserStore } from '#src/identity/ports.ts'
import type { Client, TenantConfig } from '#src/identity/records.ts'
import { createTimedId } from '#src/messaging/ids.ts'
import { chooseDeliveryMethod } from '#src/messaging/routing/choose-route.ts'
import type { SendCodeDeps } from '#src/messaging/send-code.ts'
import { type SentMessage, sendMessage } from '#src/messaging/send-message.ts'
import { type MessageText, renderText } from '#src/messaging/templates/render-text.ts'
import type {
  Candidate,
  DeliveryMethod,
  OutgoingMessage,
  PhoneNumber,
  RequestOrigin,
} from '#src/messaging/types.ts'
import type { Connection } from '#src/settings/records.ts'
import { userAgentOf } from './http/user-agent.ts'

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
  /** Whether the caller may read users: operators' code is told of the number's user then. */
  readonly mayReadUsers: boolean
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
  { candidates, client, textFor, awaited, ...asked }: TestMessage,
  config: TenantConfig,
  { send, users }: TestMessageDeps,
): Promise<SentMessage> {
  const deliveryMethod = asked.deliveryMethod ?? chooseDeliveryMethod(candidates)
  return sendMessage(
    {
      ...partsOf({ ...asked, deliveryMethod }, config, { users, now: send.now }),
      // Operators try out what they like.
      allowedCountries: undefined,
      text: textFor?.(deliveryMethod) ?? standardText,
      // An operator may have typed anything.
      keepsText: false,
      candidates,
      ...(client && { clientId: client.clientId }),
      awaited,
    },
    send,
  )
}

type Asked = Pick<TestMessage, 'recipient' | 'request' | 'mayReadUsers'> & {
  readonly deliveryMethod: DeliveryMethod
}

/** The message itself, for what is only told of it. */
export function makeTestMessage(
  asked: Asked,
  config: TenantConfig,
  users: TestMessageDeps['users'],
): OutgoingMessage {
  const now = Date.now
  return {
    id: createTimedId('msg', now()),
    ...renderText(standardText, testCode, asked.deliveryMethod),
    ...partsOf(asked, config, { users, now }),
  }
}

function partsOf(
  { recipient, deliveryMethod, request, mayReadUsers }: Asked,
  config: TenantConfig,
  { users, now }: { readonly users: TestMessageDeps['users']; readonly now: () => number },
) {
  return {
    tenantId: config.tenant.id,
    recipient,
    code: testCode,
    purpose: 'test',
    deliveryMethod,
    origin: originOf(request),
    context: messageContext(config, {
      phoneNumber: recipient,
      users: mayReadUsers ? users : noUsers,
      ...loginOf(config),
    }),
    expiresAt: new Date(now() + minutesToLive * 60_000),
  } as const
}

export const noUsers = { findByPhone: async () => undefined }

/** What operators' code is told of is a login, so that it meets nothing else there: by a connection, for an application. */
function loginOf({ connections, clients }: TenantConfig): {
  readonly connection?: Connection
  readonly client?: Client
} {
  const logins = connections
    .filter(({ strategy }) => strategy === 'sms')
    .flatMap((connection) =>
      connection.enabledClients.flatMap((id) => {
        const client = clients.get(id)
        return client?.grantTypes.includes(passwordlessGrant) ? [{ connection, client }] : []
      }),
    )
  const [first] = logins
  return logins.find(({ client }) => client.clientId === 'demo') ?? first ?? {}
}

function originOf(request: FastifyRequest): RequestOrigin {
  const { ip, hostname, method } = request
  const { 'accept-language': language } = request.headers
  const userAgent = userAgentOf(request)
  return {
    ip,
    hostname,
    method,
    ...(userAgent !== undefined && { userAgent }),
    ...(language !== undefined && { language }),
  }
}
