// /v1/phone-provider: who sends what has no provider of its own. Each kind's configuration is described and checked by
// the kind itself.

import { type TSchema, Type } from 'typebox'
import type { AssertionReplayStore } from '#src/identity/client-assertion.ts'
import type { Directory } from '#src/identity/directory.ts'
import {
  maskedSecret,
  type PhoneProviderKind,
  readPhoneProvider,
  sceneOf,
  showPhoneProvider,
} from '#src/settings/phone-provider.ts'
import type { JsonObject } from '#src/settings/records.ts'
import { tenantOf } from '../http/server.ts'
import { requireScope } from './authentication.ts'
import { invalidFields, ProblemError } from './errors.ts'
import type { NativeApp } from './native-app.ts'
import { answer, describeOperation } from './operation.ts'

export interface PhoneProviderDeps {
  readonly replayStore: AssertionReplayStore
  readonly directory: Pick<Directory, 'change'>
  readonly providerKinds: readonly PhoneProviderKind[]
}

export function phoneProviderRoutes(app: NativeApp, deps: PhoneProviderDeps): void {
  const { directory, providerKinds } = deps
  const document = phoneProviderSchema(providerKinds)
  const shown = { 200: answer(document, 'The phone provider, its secrets masked.') }
  const tag = 'Phone provider'

  const read = describeOperation({
    id: 'getPhoneProvider',
    tag,
    summary: 'See the phone provider',
    scope: 'read:phone_providers',
    answers: shown,
  })
  app.get(
    '/phone-provider',
    {
      onRequest: requireScope('read:phone_providers', deps),
      schema: read,
    },
    async (request) => showPhoneProvider(tenantOf(request).phoneProvider, providerKinds),
  )

  const write = describeOperation({
    id: 'putPhoneProvider',
    tag,
    summary: 'Choose and configure the phone provider',
    description: `Replaces the whole setting. A secret that is sent as \`${maskedSecret}\` stays as it is.`,
    scope: 'update:phone_providers',
    answers: shown,
    problems: ['unsupported-media-type', 'invalid-phone-provider'],
  })
  app.put(
    '/phone-provider',
    {
      onRequest: requireScope('update:phone_providers', deps),
      schema: { ...write, body: document },
      // The kind that is named says what is wrong, not each of the alternatives.
      validatorCompiler: () => () => true,
    },
    async (request) => {
      const { body } = request
      if (!isObject(body)) throw invalidFields([{ field: '', detail: 'must be object' }])
      return directory.change(tenantOf(request).tenant.id, async (config, writer) => {
        const read = readPhoneProvider(body, config.phoneProvider, sceneOf(config), providerKinds)
        if (!read.ok) {
          const errors = read.problems.map(({ path, message }) => ({ field: path, detail: message }))
          const fields = errors.map(({ field }) => field).join(', ')
          throw new ProblemError('invalid-phone-provider', `Not valid: ${fields}.`, { errors })
        }
        await writer.putPhoneProvider(read.setting)
        return showPhoneProvider(read.setting, providerKinds)
      })
    },
  )
}

function phoneProviderSchema(kinds: readonly PhoneProviderKind[]): TSchema {
  return {
    oneOf: kinds.map(({ kind, title, deliveryMethods, config }) =>
      Type.Object(
        {
          kind: Type.Enum([kind], { type: 'string' }),
          delivery_methods: Type.Optional(
            Type.Array(Type.Enum([...deliveryMethods], { type: 'string' }), { minItems: 1 }),
          ),
          // Left out, it is an empty configuration, which is enough for a kind that needs none.
          [kind]: config.required?.length ? config : Type.Optional(config),
        },
        { title, additionalProperties: false },
      ),
    ),
  }
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
