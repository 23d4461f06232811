// POST /v1/messages/{id}/resend: another code for whoever did not get the last one, through the same provider or another.
// The code is as new as the message: what was sent before is good no more. It counts against the same limits as if the
// person had asked again.

import type { AssertionReplayStore } from '#src/identity/clients/client-assertion.ts'
import type { TenantConfig } from '#src/identity/records.ts'
import { MessagingError } from '#src/messaging/errors.ts'
import type { CarriedCode, LoggedMessage, MessageLog } from '#src/messaging/message-log.ts'
import { parsePhoneNumber } from '#src/messaging/phone-number.ts'
import { type Candidate, codePurposes, deliveryMethods } from '#src/messaging/types.ts'
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
import { notResendable, type Resendable, type SendAgainDeps, sendAgain } from './send-again.ts'

export interface ResendDeps extends SendAgainDeps {
  readonly replayStore: AssertionReplayStore
  readonly messageLog: MessageLog
  readonly candidatesOf: (config: TenantConfig) => readonly Candidate[]
  readonly candidatesOfConnection: (config: TenantConfig, connection: Connection) => readonly Candidate[]
  readonly candidatesForMfa: (config: TenantConfig) => readonly Candidate[]
  readonly candidatesFor: (setting: PhoneProviderSetting, scene: ProviderScene) => readonly Candidate[]
}

export function resendRoute(app: NativeApp, deps: ResendDeps): void {
  const resend = describeOperation({
    id: 'resendMessage',
    tag: 'Messages',
    scope: 'create:verifications',
    summary: 'Resend a message',
    description:
      'Sends a new code to the same number. The message must have the latest code of its login, verification, second ' +
      'factor or password reset, and the code must be unused. The old code stops working. Messages with links cannot ' +
      'be resent. A new code for a second factor expires no later than the old one.',
    answers: { 202: answer(Message, 'The new message.') },
    problems: [
      'unsupported-media-type',
      'not-found',
      'not-resendable',
      'country-not-allowed',
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
      config: { audit: 'resend' },
      onRequest: requireScope('create:verifications', deps),
      preValidation: async (request) => {
        request.body ??= {}
      },
      schema: { ...resend, params: IdParams, body: ResendBody },
    },
    async (request, reply) => {
      const config = tenantOf(request)
      const found = await deps.messageLog.find(config.tenant.id, request.params.id)
      if (!found) throw new ProblemError('not-found', 'Message not found.')
      const code = await deps.messageLog.findCode(config.tenant.id, request.params.id)
      const asked = readResendable(found.message, code)
      const connection = config.connections.find(({ id }) => id === asked.code.key.scope)
      const route = {
        config,
        connection,
        isFactor: asked.code.key.scope === 'mfa',
        caller: callerOf(request),
      }
      const candidates = chooseCandidates(request.body.provider, route, deps)
      const id = await withFailures(sendAgain({ ...asked, connection, candidates }, config, deps))
      const sent = await deps.messageLog.find(config.tenant.id, id)
      if (!sent) throw new Error('A message that was just written is not there.')
      return reply.code(202).send(showMessage(sent.message))
    },
  )
}

/** @throws ProblemError `not-resendable` */
function readResendable(
  message: LoggedMessage,
  code: CarriedCode | undefined,
): Pick<Resendable, 'message' | 'recipient' | 'purpose' | 'code'> {
  const purpose = codePurposes.find((known) => known === message.purpose)
  const recipient = parsePhoneNumber(message.recipient)
  if (!purpose || !recipient) throw notResendable('The message has no code.')
  if (message.refusal) throw notResendable('The message was refused, so it has no code.')
  if (!code) throw notResendable('The code no longer exists, or a newer message replaced it.')
  if (code.isUsed) throw notResendable('The code has been used.')
  return { message, recipient, purpose, code }
}

/** A provider that failed has left a message as well: that it did is there to be seen. */
async function withFailures(sending: Promise<string>): Promise<string> {
  try {
    return await sending
  } catch (error) {
    const { code, detail } = error instanceof MessagingError ? error : {}
    if (code === 'delivery_failed' && detail?.messageId !== undefined) return detail.messageId
    throw error
  }
}

interface Route {
  readonly config: TenantConfig
  readonly connection: Connection | undefined
  /** Second factors may have a provider of their own. */
  readonly isFactor: boolean
  readonly caller: NativeCaller
}

function chooseCandidates(
  provider: string | undefined,
  { config, connection, isFactor, caller }: Route,
  { candidatesOf, candidatesOfConnection, candidatesForMfa, candidatesFor }: ResendDeps,
): readonly Candidate[] {
  const ofTenant = isFactor ? candidatesForMfa(config) : candidatesOf(config)
  const usual = connection ? candidatesOfConnection(config, connection) : ofTenant
  if (provider === undefined) return usual
  const others = config.connections
    .filter(({ strategy }) => strategy === 'sms')
    .flatMap((other) => candidatesOfConnection(config, other))
  const named = [...usual, ...candidatesOf(config), ...others].filter(
    ({ providerId, kind }) => providerId === provider || kind === provider,
  )
  const ready = named.find((candidate) => 'provider' in candidate)
  if (ready) return [ready]
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
  if (named.length > 0) return named
  throw invalidFields([{ field: 'provider', detail: 'must be a configured provider' }])
}
