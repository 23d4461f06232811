// POST /v1/messages/{id}/resend: another code for whoever did not get the last one, through the same provider or another.
// The code is as new as the message: what was sent before is good no more. It counts against the same limits as if the
// person had asked again.

import type { AssertionReplayStore } from '#src/identity/client-assertion.ts'
import { messageContext } from '#src/identity/message-context.ts'
import type { UserStore } from '#src/identity/ports.ts'
import type { TenantConfig } from '#src/identity/records.ts'
import { MessagingError } from '#src/messaging/errors.ts'
import type { LoggedMessage, MessageLog } from '#src/messaging/message-log.ts'
import { negotiateLocale } from '#src/messaging/negotiate-locale.ts'
import { parsePhoneNumber } from '#src/messaging/phone-number.ts'
import type { CodeKey } from '#src/messaging/ports.ts'
import { type SendCodeDeps, sendCode } from '#src/messaging/send-code.ts'
import type { MessageText } from '#src/messaging/templates/render-text.ts'
import {
  type Candidate,
  type CodePurpose,
  codePurposes,
  deliveryMethods,
  type MessageContext,
  type PhoneNumber,
} from '#src/messaging/types.ts'
import { guardOf } from '#src/settings/attack-protection.ts'
import { textFor } from '#src/settings/message-texts.ts'
import { passwordlessOptions } from '#src/settings/passwordless-options.ts'
import { type ProviderScene, sceneOf } from '#src/settings/phone-provider.ts'
import type { Connection, PhoneProviderSetting } from '#src/settings/records.ts'
import { tenantOf } from '../http/server.ts'
import { callerOf, type NativeCaller, requireScope } from './authentication.ts'
import { invalidFields, ProblemError } from './errors.ts'
import { Message } from './message-schemas.ts'
import { showMessage } from './messages.ts'
import type { NativeApp } from './native-app.ts'
import { answer, describeOperation } from './operation.ts'
import { ResendBody } from './portal-schemas.ts'
import { IdParams } from './schemas.ts'
import { verificationOtp } from './start-verification.ts'

export interface ResendDeps {
  readonly replayStore: AssertionReplayStore
  readonly send: SendCodeDeps
  readonly users: Pick<UserStore, 'findByPhone'>
  readonly messageLog: MessageLog
  readonly rateLimits: 'on' | 'off'
  readonly candidatesOf: (config: TenantConfig) => readonly Candidate[]
  readonly candidatesOfConnection: (config: TenantConfig, connection: Connection) => readonly Candidate[]
  readonly candidatesFor: (setting: PhoneProviderSetting, scene: ProviderScene) => readonly Candidate[]
}

export function resendRoute(app: NativeApp, deps: ResendDeps): void {
  const resend = describeOperation({
    id: 'resendMessage',
    tag: 'Messages',
    scope: 'create:verifications',
    summary: 'Send a new code to the same number',
    description:
      'For a message whose code is the last one of its login or verification and was not used. The code that it ' +
      'carried is good no more.',
    answers: { 202: answer(Message, 'The new message, as it stands.') },
    problems: [
      'unsupported-media-type',
      'not-found',
      'not-resendable',
      'no-provider',
      'rate-limited',
      'too-many-failures',
      'user-blocked',
      'signup-disabled',
    ],
  })
  app.post(
    '/messages/:id/resend',
    {
      onRequest: requireScope('create:verifications', deps),
      preValidation: async (request) => {
        request.body ??= {}
      },
      schema: { ...resend, params: IdParams, body: ResendBody },
    },
    async (request, reply) => {
      const config = tenantOf(request)
      const found = await deps.messageLog.find(config.tenant.id, request.params.id)
      if (!found) throw new ProblemError('not-found', 'There is no such message.')
      const code = await deps.messageLog.findCode(config.tenant.id, request.params.id)
      const asked = readResendable(found.message, code)
      const id = await sendAgain(
        { ...asked, provider: request.body.provider },
        config,
        callerOf(request),
        deps,
      )
      const sent = await deps.messageLog.find(config.tenant.id, id)
      if (!sent) throw new Error('A message that was just written is not there.')
      return reply.code(202).send(showMessage(sent.message))
    },
  )
}

interface Resendable {
  readonly message: LoggedMessage
  readonly recipient: PhoneNumber
  readonly purpose: CodePurpose
  readonly key: CodeKey
  readonly userId: string
}

function readResendable(
  message: LoggedMessage,
  code: Awaited<ReturnType<MessageLog['findCode']>>,
): Resendable {
  const purpose = codePurposes.find((known) => known === message.purpose)
  const recipient = parsePhoneNumber(message.recipient)
  if (!purpose || !recipient) throw notResendable('It carried no code.')
  if (!code) throw notResendable('Its code is gone, or a newer message carries the code by now.')
  if (code.isUsed) throw notResendable('Its code was used.')
  return { message, recipient, purpose, key: code.key, userId: code.userId }
}

/** Resolves with the new message's id, whatever its provider said. */
async function sendAgain(
  asked: Resendable & { readonly provider: string | undefined },
  config: TenantConfig,
  caller: NativeCaller,
  deps: ResendDeps,
): Promise<string> {
  const { message, recipient, purpose, key, userId, provider } = asked
  const { deliveryMethod, ip, userAgent, clientId, organization } = message
  const connection = config.connections.find(({ id }) => id === key.scope)
  if (!connection && key.scope !== 'verification')
    throw notResendable('Codes of this kind are asked for again.')
  const client = clientId === undefined ? undefined : config.clients.get(clientId)
  const context = messageContext(config, {
    phoneNumber: recipient,
    users: deps.users,
    ...(client && { client }),
    ...(connection && { connection }),
    ...(organization !== undefined && { organization }),
  })
  const options = connection && passwordlessOptions(connection)
  const guardedIp = options?.bruteForceProtection ? ip : undefined
  try {
    const sent = await sendCode(
      {
        key,
        recipient,
        purpose,
        deliveryMethod,
        otp: options?.otp ?? verificationOtp,
        text: await textAgain(asked, { config, connection, context, applicationName: client?.name ?? '' }),
        candidates: chooseCandidates(provider, { config, connection, caller }, deps),
        origin: { ...(ip !== undefined && { ip }), ...(userAgent !== undefined && { userAgent }) },
        context,
        ...(clientId !== undefined && { clientId }),
        ...(organization !== undefined && { organization }),
        proposedUserId: userId,
        allowSignup: options?.allowSignup ?? true,
        limitedIp: deps.rateLimits === 'on' ? ip : undefined,
        guard:
          guardedIp === undefined
            ? undefined
            : guardOf(config.settings.attackProtection.bruteForce, guardedIp),
      },
      deps.send,
    )
    return sent.messageId
  } catch (error) {
    if (error instanceof MessagingError && error.detail.messageId !== undefined) return error.detail.messageId
    throw error
  }
}

/** The connection's own text where it has one, as a start has it. */
async function textAgain(
  { message, recipient, purpose }: Resendable,
  about: {
    readonly config: TenantConfig
    readonly connection: Connection | undefined
    readonly context: MessageContext
    readonly applicationName: string
  },
): Promise<MessageText> {
  const { config, connection, context, applicationName } = about
  const locale = negotiateLocale(config.tenant.locales, message.locale)
  const template = connection && passwordlessOptions(connection).template
  if (!template) {
    const { ip, deliveryMethod } = message
    const subject = { phoneNumber: recipient, context, ...(ip !== undefined && { ip }) }
    return textFor(config, { purpose, deliveryMethod, locale }, subject)
  }
  const { autofillDomain } = config.settings
  const tenantName = config.tenant.friendlyName
  const common = { phoneNumber: recipient, applicationName, requestLanguage: locale, tenantName }
  return {
    locale,
    render: ({ code }) => template({ ...common, code }),
    ...(autofillDomain !== undefined && { autofillDomain }),
  }
}

function chooseCandidates(
  provider: string | undefined,
  {
    config,
    connection,
    caller,
  }: {
    readonly config: TenantConfig
    readonly connection: Connection | undefined
    readonly caller: NativeCaller
  },
  { candidatesOf, candidatesOfConnection, candidatesFor }: ResendDeps,
): readonly Candidate[] {
  const usual = connection ? candidatesOfConnection(config, connection) : candidatesOf(config)
  if (provider === undefined) return usual
  const others = config.connections
    .filter(({ strategy }) => strategy === 'sms')
    .flatMap((other) => candidatesOfConnection(config, other))
  const chosen = [...usual, ...candidatesOf(config), ...others].find(
    ({ providerId, kind }) => providerId === provider || kind === provider,
  )
  if (chosen) return [chosen]
  // Whoever may choose the inbox for all messages and read it may do so for one.
  if (
    provider === 'inbox' &&
    ['update:phone_providers', 'read:inbox'].every((one) => caller.scopes.has(one))
  ) {
    const setting = {
      ...config.phoneProvider,
      kind: 'inbox',
      config: {},
      deliveryMethods: [...deliveryMethods],
    }
    return candidatesFor(setting, sceneOf(config))
  }
  throw invalidFields([{ field: 'provider', detail: 'is no configured provider' }])
}

function notResendable(why: string): ProblemError {
  return new ProblemError('not-resendable', why)
}
