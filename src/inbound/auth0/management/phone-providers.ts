// /api/v2/branding/phone/providers (contract 10.1): the tenant's phone provider, as far as Auth0 knows such providers.

import type { FastifyInstance } from 'fastify'
import {
  createPhoneProviderBody,
  listPhoneResourcesQuery,
  tryPhoneAnswer,
  tryPhoneBody,
  updatePhoneProviderBody,
} from '#src/contracts/auth0/phone-providers.ts'
import type { RunAfterwards } from '#src/flows/run-afterwards.ts'
import { type SendTestDeps, sendTest } from '#src/flows/send-test.ts'
import type { TenantConfig } from '#src/identity/records.ts'
import { savePhoneProvider } from '#src/identity/tenants/change-phone-provider.ts'
import type { Directory } from '#src/identity/tenants/directory.ts'
import type { Candidate } from '#src/messaging/types.ts'
import { ChangeRefused } from '#src/settings/errors.ts'
import {
  contextOf,
  newPhoneProvider,
  type PhoneProviderKind,
  prepareSetting,
  unsetPhoneProvider,
} from '#src/settings/phone-provider.ts'
import type { PhoneProviderSetting } from '#src/settings/records.ts'
import { logFailedTest } from '../../http/log-unsent.ts'
import { requestOrigin } from '../../http/request-origin.ts'
import { tenantOf } from '../../http/server.ts'
import { hasScope, requireScope } from './authorize.ts'
import { isVisible, showPhoneProvider, toSetting } from './phone-provider-map.ts'
import { readTestRecipient } from './test-recipient.ts'
import { createBodyReader, createPathReader, createQueryReader } from './validate.ts'

export interface PhoneProviderDeps extends SendTestDeps {
  readonly directory: Directory
  readonly providerKinds: readonly PhoneProviderKind[]
  /** The tenant's phone provider, ready to send. */
  readonly candidatesOf: (config: TenantConfig) => readonly Candidate[]
}

const readId = createPathReader('id', '^.+$', 'The id of the phone provider')
const readListQuery = createQueryReader(listPhoneResourcesQuery)
const readCreateBody = createBodyReader(createPhoneProviderBody)
const readUpdateBody = createBodyReader(updatePhoneProviderBody)
const readTryBody = createBodyReader(tryPhoneBody)

const path = '/branding/phone/providers'

export function phoneProviderRoutes(
  app: FastifyInstance,
  deps: PhoneProviderDeps,
  runAfterwards: RunAfterwards,
): void {
  const { directory } = deps

  app.get(path, { onRequest: requireScope('read:phone_providers') }, async (request) => {
    const { disabled } = readListQuery(request)
    const { phoneProvider: setting, tenant } = tenantOf(request)
    const isListed = isVisible(setting) && (disabled === undefined || setting.disabled === disabled)
    if (!isListed) return { providers: [] }
    const { created_at, updated_at, ...shown } = showPhoneProvider(setting, tenant.name)
    return { providers: [{ ...shown, credentials: null, created_at, updated_at }] }
  })

  app.get(`${path}/:id`, { onRequest: requireScope('read:phone_providers') }, async (request) => {
    const config = tenantOf(request)
    return showPhoneProvider(getVisible(config, readId(request)), config.tenant.name)
  })

  app.post(path, { onRequest: requireScope('create:phone_providers') }, async (request, reply) => {
    const body = readCreateBody(request)
    const config = tenantOf(request)
    refuseSecond(config)
    const setting = toSetting(body)
    await requireUsable(setting, config, deps)
    await directory.change(config.tenant.id, async (current, writer) => {
      refuseSecond(current)
      await savePhoneProvider(setting, current, writer, deps.providerKinds)
    })
    return reply.code(201).send(showPhoneProvider(setting, config.tenant.name))
  })

  app.patch(`${path}/:id`, { onRequest: requireScope('update:phone_providers') }, async (request) => {
    const id = readId(request)
    const body = readUpdateBody(request)
    const config = tenantOf(request)
    const wanted = toSetting(body, getVisible(config, id))
    // What cannot send any more can still be switched off.
    const onlyDisables = body.disabled === true && Object.keys(body).length === 1
    if (!onlyDisables) await requireUsable(wanted, config, deps)
    return directory.change(config.tenant.id, async (current, writer) => {
      const setting = toSetting(body, getVisible(current, id))
      await savePhoneProvider(setting, current, writer, deps.providerKinds)
      return showPhoneProvider(setting, config.tenant.name)
    })
  })

  // Without one the tenant is as new: what it sends is kept in the inbox.
  app.delete(`${path}/:id`, { onRequest: requireScope('delete:phone_providers') }, async (request, reply) => {
    const id = readId(request)
    await directory.change(tenantOf(request).tenant.id, async (current, writer) => {
      getVisible(current, id)
      const { kind, deliveryMethods, config } = unsetPhoneProvider
      await writer.putPhoneProvider(newPhoneProvider({ kind, deliveryMethods, config }))
    })
    return reply.code(204).send()
  })

  app.post(
    `${path}/:id/try`,
    { onRequest: requireScope('create:phone_providers'), config: { audit: 'try' } },
    async (request, reply) => {
      const config = tenantOf(request)
      getVisible(config, readId(request))
      const { to, delivery_method: deliveryMethod } = readTryBody(request)
      const recipient = readTestRecipient(to)
      const send = () =>
        sendTest(
          {
            recipient,
            deliveryMethod,
            candidates: deps.candidatesOf(config),
            origin: requestOrigin(request),
            mayReadUsers: hasScope(request, 'read:users'),
            awaited: false,
          },
          config,
          deps,
        )
      runAfterwards(send, (error) => logFailedTest(request.log, error))
      return reply.code(202).send(tryPhoneAnswer)
    },
  )
}

/** @throws ChangeRefused `phone_provider_not_found` */
function getVisible(
  { phoneProvider }: Pick<TenantConfig, 'phoneProvider'>,
  id: string,
): PhoneProviderSetting {
  if (phoneProvider.id === id && isVisible(phoneProvider)) return phoneProvider
  throw new ChangeRefused('phone_provider_not_found', 'Notification Resource not found')
}

function refuseSecond({ phoneProvider }: Pick<TenantConfig, 'phoneProvider'>): void {
  if (isVisible(phoneProvider))
    throw new ChangeRefused('phone_provider_exists', 'Custom phone provider conflict')
}

/** Outside of any transaction: preparing takes its time. */
async function requireUsable(
  setting: PhoneProviderSetting,
  config: TenantConfig,
  { providerKinds }: PhoneProviderDeps,
): Promise<void> {
  const problems = await prepareSetting(setting, contextOf(config), providerKinds)
  if (problems.length === 0) return
  const isCustom = setting.kind === 'action'
  throw isCustom
    ? new ChangeRefused(
        'phone_provider_without_action',
        'No deployed Action was found for the custom-phone-provider trigger',
      )
    : new ChangeRefused('phone_provider_incomplete', 'Bad Operation on Notification Resource')
}
