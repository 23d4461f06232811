// /v1/phone-provider/test: sends a test message through a phone provider before it is saved, or through the saved one, and
// says what came of it. The message is logged like any other.

import { type SendTestDeps, sendTest } from '#src/flows/send-test.ts'
import type { AssertionReplayStore } from '#src/identity/clients/client-assertion.ts'
import { ensureWebhookKey } from '#src/identity/tenants/change-phone-provider.ts'
import type { Directory } from '#src/identity/tenants/directory.ts'
import type { SentMessage } from '#src/messaging/send-message.ts'
import {
  type Candidate,
  type DeliveryMethod,
  deliveryMethods,
  type PhoneNumber,
} from '#src/messaging/types.ts'
import {
  contextOf,
  findSettingProblems,
  type PhoneProviderKind,
  type ProviderContext,
  prepareSetting,
} from '#src/settings/phone-provider.ts'
import type { Json, JsonObject, PhoneProviderSetting } from '#src/settings/records.ts'
import { liveWebhookKeys } from '#src/settings/webhook-keys.ts'
import { requestOrigin } from '../http/request-origin.ts'
import { tenantOf } from '../http/server.ts'
import { callerOf, requireScope } from './authentication.ts'
import { invalidFields } from './errors.ts'
import type { NativeApp } from './native-app.ts'
import { answer, describeOperation } from './operation.ts'
import { maxProviderBodyBytes, readObject, readSetting, requireNone } from './phone-provider.ts'
import { PhoneProviderTestResult, phoneProviderTestSchema } from './phone-provider-schemas.ts'
import { parseRecipient } from './read-request.ts'

export interface TryPhoneProviderDeps extends SendTestDeps {
  readonly replayStore: AssertionReplayStore
  readonly directory: Pick<Directory, 'byId' | 'change'>
  readonly providerKinds: readonly PhoneProviderKind[]
  /** A provider made of a setting that need not be saved. */
  readonly candidatesFor: (setting: PhoneProviderSetting, context: ProviderContext) => readonly Candidate[]
}

export function tryPhoneProviderRoute(app: NativeApp, deps: TryPhoneProviderDeps): void {
  const { providerKinds } = deps
  const test = describeOperation({
    id: 'testPhoneProvider',
    tag: 'Phone provider',
    summary: 'Send a test message',
    description:
      'Sends through the configuration in the body without saving it. If the body has none, sends through the saved ' +
      'one. A masked secret stands for the saved secret. A failed delivery is a 200 response with its outcome.',
    scope: 'update:phone_providers',
    answers: { 200: answer(PhoneProviderTestResult, 'The outcome.') },
    problems: ['unsupported-media-type', 'invalid-phone-number', 'invalid-phone-provider', 'no-provider'],
  })
  app.post(
    '/phone-provider/test',
    {
      config: { audit: 'test' },
      bodyLimit: maxProviderBodyBytes,
      onRequest: requireScope('update:phone_providers', deps),
      schema: { ...test, body: phoneProviderTestSchema(providerKinds) },
      // As for PUT, the kind that is named says what is wrong.
      validatorCompiler: () => () => true,
    },
    async (request) => {
      const config = tenantOf(request)
      const { recipient, method, document } = readAsked(readObject(request.body))
      const isSaved = Object.keys(document).length === 0
      const setting = isSaved ? config.phoneProvider : readSetting(document, config, deps)
      // What is saved was prepared then; whether it would be saved again is not what is asked.
      const find = isSaved ? findSettingProblems : prepareSetting
      requireNone(await find(setting, contextOf(config), providerKinds))
      const context = await sceneToSendIn(setting, config.tenant.id, deps)
      // What is tried later would go through the saved provider: a test is over when it is answered.
      const { queue: _, ...send } = deps.send
      const sent = await sendTest(
        {
          recipient,
          deliveryMethod: method,
          mayReadUsers: callerOf(request).scopes.has('read:users'),
          candidates: deps.candidatesFor(setting, context),
          origin: requestOrigin(request),
          client: config.clients.get(callerOf(request).clientId),
          awaited: true,
        },
        config,
        { ...deps, send },
      )
      return showResult(sent)
    },
  )
}

interface Asked {
  readonly recipient: PhoneNumber
  readonly method: DeliveryMethod | undefined
  /** What is left of the body: a setting, or nothing. */
  readonly document: JsonObject
}

function readAsked({ to, delivery_method, ...document }: JsonObject): Asked {
  if (typeof to !== 'string') {
    throw invalidFields([{ field: 'to', detail: to === undefined ? 'is required' : 'must be string' }])
  }
  return { recipient: parseRecipient(to), method: readMethod(delivery_method), document }
}

function readMethod(given: Json | undefined): DeliveryMethod | undefined {
  const method = deliveryMethods.find((known) => known === given)
  if (given === undefined || method !== undefined) return method
  throw invalidFields([{ field: 'delivery_method', detail: `must be one of: ${deliveryMethods.join(', ')}` }])
}

/** The tenant as it is now; what signs has a key, the one that it will have when it is saved. */
async function sceneToSendIn(
  { kind }: PhoneProviderSetting,
  tenantId: string,
  { directory, providerKinds }: TryPhoneProviderDeps,
): Promise<ProviderContext> {
  const signs = providerKinds.some((known) => known.signs && known.kind === kind)
  if (signs && !liveWebhookKeys(directory.byId(tenantId).webhookKeys, new Date())) {
    await directory.change(tenantId, ensureWebhookKey)
  }
  return contextOf(directory.byId(tenantId))
}

function showResult({ messageId, outcome, durationMs }: SentMessage) {
  return {
    outcome: outcome.ok ? 'accepted' : 'failed',
    ...(!outcome.ok && {
      kind: outcome.kind,
      ...(outcome.providerErrorCode !== undefined && { provider_error_code: outcome.providerErrorCode }),
      ...(outcome.detail !== undefined && { description: outcome.detail }),
    }),
    ...(outcome.httpStatus !== undefined && { http_status: outcome.httpStatus }),
    duration_ms: Math.round(durationMs * 10) / 10,
    console: outcome.console ?? [],
    message: { id: messageId },
  }
}
