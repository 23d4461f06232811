// A message that an operator sends to see a provider work. It goes the way of every other message, so that it has a row of
// its own.

import { passwordlessGrant } from '#src/identity/clients/grant-types.ts'
import type { UserStore } from '#src/identity/ports.ts'
import type { Client, TenantConfig } from '#src/identity/records.ts'
import { verificationKey } from '#src/messaging/code-key.ts'
import { createTimedId } from '#src/messaging/ids.ts'
import { type SendCodeDeps, type SentCode, sendCode } from '#src/messaging/send-code.ts'
import { type SentMessage, sendMessage } from '#src/messaging/send-message.ts'
import { type MessageText, renderText } from '#src/messaging/templates/render-text.ts'
import type {
  Candidate,
  DeliveryMethod,
  OutgoingMessage,
  PhoneNumber,
  RequestOrigin,
  TemplatePurpose,
} from '#src/messaging/types.ts'
import { textOf } from '#src/settings/message-texts.ts'
import type { Connection } from '#src/settings/records.ts'
import { messageContext } from './message-context.ts'
import { type MakeText, messageRequest, noCodeLimits } from './message-request.ts'
import { verificationOtp } from './start-verification.ts'

export interface SendTestDeps {
  readonly send: SendCodeDeps
  readonly users: Pick<UserStore, 'findByPhone'>
}

export interface TestMessage {
  readonly recipient: PhoneNumber
  /** @default one that the provider can deliver */
  readonly deliveryMethod: DeliveryMethod | undefined
  readonly candidates: readonly Candidate[]
  readonly origin: RequestOrigin
  /** Whether the caller may read users: operators' code is told of the number's user then. */
  readonly mayReadUsers: boolean
  /** Who asks for it. */
  readonly client?: Client | undefined
  /** A text of the tenant's to send as it would be sent, instead of the usual one. */
  readonly template?: {
    readonly purpose: TemplatePurpose
    readonly bodies: Readonly<Record<DeliveryMethod, string>>
  }
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

/** Sends a message with a code that is nobody's. @throws MessagingError `no_provider`, `template_failed`; TemplateError */
export async function sendTest(
  message: TestMessage,
  config: TenantConfig,
  deps: SendTestDeps,
): Promise<SentMessage> {
  const request = await testRequest(message, config, deps)
  // An operator may have typed anything.
  return sendMessage({ ...request, keepsText: false, awaited: message.awaited }, deps.send)
}

/** The message itself, for what is only told of it. */
export async function makeTestMessage(
  message: Omit<TestMessage, 'candidates' | 'awaited'> & { readonly deliveryMethod: DeliveryMethod },
  config: TenantConfig,
  users: SendTestDeps['users'],
): Promise<OutgoingMessage> {
  const { now } = Date
  const { tenantId, recipient, code, purpose, deliveryMethod, origin, context, text, expiresAt } =
    await testRequest({ ...message, candidates: [] }, config, { users, send: { now } })
  return {
    id: createTimedId('msg', now()),
    ...renderText(text, code, deliveryMethod),
    tenantId,
    recipient,
    code,
    purpose,
    deliveryMethod,
    origin,
    context,
    expiresAt,
  }
}

async function testRequest(
  { client, mayReadUsers, template, ...message }: Omit<TestMessage, 'awaited'>,
  config: TenantConfig,
  { users, send }: { readonly users: SendTestDeps['users']; readonly send: Pick<SendCodeDeps, 'now'> },
) {
  const known = mayReadUsers ? users : noUsers
  const request = await messageRequest(
    {
      ...message,
      ...loginOf(config),
      config,
      purpose: 'test',
      languages: [],
      clientId: client?.clientId,
      text: template ? tenantText(template, config, known) : () => standardText,
    },
    { users: known },
  )
  return {
    ...request,
    // Operators try out what they like.
    allowedCountries: undefined,
    code: testCode,
    expiresAt: new Date(send.now() + minutesToLive * 60_000),
  }
}

const noUsers = { findByPhone: async () => undefined }

/** As it would be sent, switched off or not, and of no login: the text is asked for by itself. */
function tenantText(
  { purpose, bodies }: NonNullable<TestMessage['template']>,
  config: TenantConfig,
  users: SendTestDeps['users'],
): MakeText {
  return ({ deliveryMethod, locale }, { phoneNumber, ip }) => {
    const about = {
      phoneNumber,
      context: messageContext(config, { phoneNumber, users }),
      ...(ip !== undefined && { ip }),
    }
    const textFor = (method: DeliveryMethod): MessageText => ({
      ...textOf(bodies[method], config, { purpose, deliveryMethod: method, locale }, about),
      textFor: async (other) => textFor(other),
    })
    return textFor(deliveryMethod)
  }
}

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

/** Sends a real code, of a verification that nobody checks. @throws MessagingError as `sendCode` does */
export async function sendTestCode(
  asked: Pick<TestMessage, 'recipient' | 'candidates'> & { readonly deliveryMethod: DeliveryMethod },
  config: TenantConfig,
  { send, users }: SendTestDeps,
): Promise<SentCode> {
  const request = await messageRequest(
    {
      ...asked,
      config,
      purpose: 'verification',
      languages: [],
      origin: {},
      text: () => codeText,
    },
    { users },
  )
  return sendCode(
    {
      ...request,
      ...noCodeLimits,
      // Operators try out what they like.
      allowedCountries: undefined,
      key: verificationKey(config.tenant.id, createTimedId('ver')),
      otp: verificationOtp,
      proposedUserId: '',
      allowSignup: true,
    },
    send,
  )
}

const codeText: MessageText = {
  locale: 'en',
  render: ({ code }) => `${code} is a test code from Otpost.`,
  textFor: async () => codeText,
}
