// POST /v1/messages/{id}/resend: another code for whoever did not get the last one, through the same provider or another.
// The code is as new as the message: what was sent before is good no more. It counts against the same limits as if the
// person had asked again.

import { type ResendDeps as ResendFlowDeps, type ResendSubject, resend } from '#src/flows/resend.ts'
import type { AssertionReplayStore } from '#src/identity/clients/client-assertion.ts'
import type { TenantConfig } from '#src/identity/records.ts'
import type { MessageLog } from '#src/messaging/message-log.ts'
import { type Candidate, deliveryMethods } from '#src/messaging/types.ts'
import { contextOf, type ProviderContext } from '#src/settings/phone-provider.ts'
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

export interface ResendDeps extends ResendFlowDeps {
  readonly replayStore: AssertionReplayStore
  readonly messageLog: MessageLog
  readonly candidatesOf: (config: TenantConfig) => readonly Candidate[]
  readonly candidatesOfConnection: (config: TenantConfig, connection: Connection) => readonly Candidate[]
  readonly candidatesForMfa: (config: TenantConfig) => readonly Candidate[]
  readonly candidatesFor: (setting: PhoneProviderSetting, context: ProviderContext) => readonly Candidate[]
}

export function resendRoute(app: NativeApp, deps: ResendDeps): void {
  const operation = describeOperation({
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
      schema: { ...operation, params: IdParams, body: ResendBody },
    },
    async (request, reply) => {
      const config = tenantOf(request)
      const caller = callerOf(request)
      const choose = (subject: ResendSubject) =>
        chooseCandidates(request.body.provider, { config, caller, ...subject }, deps)
      const id = await resend(request.params.id, config, choose, deps)
      if (id === undefined) throw new ProblemError('not-found', 'Message not found.')
      const sent = await deps.messageLog.find(config.tenant.id, id)
      if (!sent) throw new Error('A message that was just written is not there.')
      return reply.code(202).send(showMessage(sent.message))
    },
  )
}

interface Route extends ResendSubject {
  readonly config: TenantConfig
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
    return candidatesFor(setting, contextOf(config))
  }
  if (named.length > 0) return named
  throw invalidFields([{ field: 'provider', detail: 'must be a configured provider' }])
}
