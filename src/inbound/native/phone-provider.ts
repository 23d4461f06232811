// /v1/phone-provider: who sends what has no provider of its own. Each kind's configuration is described and checked by
// the kind itself.

import type { AssertionReplayStore } from '#src/identity/clients/client-assertion.ts'
import type { TenantConfig } from '#src/identity/records.ts'
import { savePhoneProvider } from '#src/identity/tenants/change-phone-provider.ts'
import type { Directory } from '#src/identity/tenants/directory.ts'
import {
  contextOf,
  maskedSecret,
  type PhoneProviderKind,
  prepareSetting,
  readPhoneProvider,
  type SettingProblem,
  showPhoneProvider,
} from '#src/settings/phone-provider.ts'
import type { JsonObject, PhoneProviderSetting } from '#src/settings/records.ts'
import { isObject } from '#src/values/json.ts'
import type { EditedPart } from '../http/route-facts.ts'
import { tenantOf } from '../http/server.ts'
import { requireScope } from './authentication.ts'
import { invalidFields, ProblemError } from './errors.ts'
import type { NativeApp } from './native-app.ts'
import { answer, describeOperation } from './operation.ts'
import { phoneProviderSchema, shownPhoneProviderSchema } from './phone-provider-schemas.ts'

export interface PhoneProviderDeps {
  readonly replayStore: AssertionReplayStore
  readonly directory: Pick<Directory, 'change'>
  readonly providerKinds: readonly PhoneProviderKind[]
}

const edits: EditedPart = ({ phoneProvider }) => phoneProvider

/** A script of the largest allowed size fits, written as JSON. */
export const maxProviderBodyBytes = 256 * 1024

export function phoneProviderRoutes(app: NativeApp, deps: PhoneProviderDeps): void {
  const { directory, providerKinds } = deps
  const document = phoneProviderSchema(providerKinds)
  const shown = {
    200: answer(shownPhoneProviderSchema(providerKinds), 'The phone provider with masked secrets.'),
  }
  const tag = 'Phone provider'

  const read = describeOperation({
    id: 'getPhoneProvider',
    tag,
    summary: 'Retrieve the phone provider',
    scope: 'read:phone_providers',
    answers: shown,
  })
  app.get(
    '/phone-provider',
    {
      config: { edits },
      onRequest: requireScope('read:phone_providers', deps),
      schema: read,
    },
    async (request) => showPhoneProvider(tenantOf(request).phoneProvider, providerKinds),
  )

  const write = describeOperation({
    id: 'putPhoneProvider',
    tag,
    summary: 'Replace the phone provider',
    description: `Replaces the whole configuration. To keep a secret, send it as \`${maskedSecret}\`.`,
    scope: 'update:phone_providers',
    answers: shown,
    problems: ['unsupported-media-type', 'invalid-phone-provider'],
  })
  app.put(
    '/phone-provider',
    {
      config: { edits },
      bodyLimit: maxProviderBodyBytes,
      onRequest: requireScope('update:phone_providers', deps),
      schema: { ...write, body: document },
      // The kind that is named says what is wrong, not each of the alternatives.
      validatorCompiler: () => () => true,
    },
    async (request) => {
      const body = readObject(request.body)
      const config = tenantOf(request)
      // Building a script takes its time: no transaction waits for it.
      requireNone(await prepareSetting(readSetting(body, config, deps), contextOf(config), providerKinds))
      return directory.change(config.tenant.id, async (current, writer) => {
        const setting = readSetting(body, current, deps)
        await savePhoneProvider(setting, current, writer, providerKinds)
        return showPhoneProvider(setting, providerKinds)
      })
    },
  )
}

/** @throws ProblemError `invalid-phone-provider` */
export function readSetting(
  document: JsonObject,
  config: TenantConfig,
  { providerKinds }: Pick<PhoneProviderDeps, 'providerKinds'>,
): PhoneProviderSetting {
  const read = readPhoneProvider(document, config.phoneProvider, contextOf(config), providerKinds)
  if (read.ok) return read.setting
  throw invalidPhoneProvider(read.problems)
}

/** @throws ProblemError `invalid-phone-provider` */
export function requireNone(problems: readonly SettingProblem[]): void {
  if (problems.length > 0) throw invalidPhoneProvider(problems)
}

export function readObject(body: unknown): JsonObject {
  if (isObject(body)) return body
  throw invalidFields([{ field: '', detail: 'must be object' }])
}

function invalidPhoneProvider(problems: readonly SettingProblem[]): ProblemError {
  const errors = problems.map(({ path, message }) => ({ field: path, detail: message }))
  const fields = errors.map(({ field }) => field).join(', ')
  return new ProblemError('invalid-phone-provider', `Invalid fields: ${fields}.`, { errors })
}
