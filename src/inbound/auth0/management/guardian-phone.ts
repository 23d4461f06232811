// /api/v2/guardian/factors/phone and its older name, sms (contract 7): which messages the phone factor sends, who
// delivers them, and their texts.

import type { FastifyInstance, FastifyRequest } from 'fastify'
import {
  guardianMessageTypesBody,
  guardianSelectedProviderBody,
  guardianTemplatesBody,
  guardianTwilioBody,
} from '#src/contracts/auth0/guardian.ts'
import type { TenantConfig } from '#src/identity/records.ts'
import { changeSettings } from '#src/identity/tenants/change-settings.ts'
import type { Directory } from '#src/identity/tenants/directory.ts'
import {
  defaultGuardianTemplates,
  type GuardianTemplates,
  guardianTemplateRows,
  guardianTemplatesOf,
} from '#src/settings/guardian-templates.ts'
import { keepSecrets } from '#src/settings/named-secrets.ts'
import type { JsonObject, MfaSettings, TenantSettings } from '#src/settings/records.ts'
import { deliveryMethodOf, messageTypeOf } from '#src/values/message-types.ts'
import { builtIn } from '../../http/route-facts.ts'
import { tenantOf } from '../../http/server.ts'
import { requireScope } from './authorize.ts'
import { secondFactors } from './guardian.ts'
import { allFields, createBodyReader } from './validate.ts'

const readMessageTypesBody = createBodyReader(guardianMessageTypesBody)
const readProviderBody = createBodyReader(guardianSelectedProviderBody)
const readTemplatesBody = createBodyReader(guardianTemplatesBody)
const readTwilioBody = createBodyReader(guardianTwilioBody)

const readers = { onRequest: requireScope('read:guardian_factors'), config: { edits: secondFactors } }
const writers = { onRequest: requireScope('update:guardian_factors'), config: { edits: secondFactors } }
const ofTemplates = { config: { edits: (tenant: TenantConfig) => guardianTemplatesOf(tenant) ?? builtIn } }

const factors = '/guardian/factors'

export interface GuardianPhoneDeps {
  readonly directory: Directory
  /** What keeps the provider that is selected for second factors from sending. */
  readonly findUnreadyMfa: (config: TenantConfig) => { readonly needs: string } | undefined
}

export function guardianPhoneRoutes(app: FastifyInstance, deps: GuardianPhoneDeps): void {
  const { directory } = deps
  messageTypeRoutes(app, directory)
  for (const name of ['phone', 'sms'] as const) {
    selectedProviderRoutes(app, deps, `${factors}/${name}/selected-provider`)
    templateRoutes(app, directory, name)
    twilioRoutes(app, deps, `${factors}/${name}/providers/twilio`)
  }
}

function messageTypeRoutes(app: FastifyInstance, directory: Directory): void {
  const path = `${factors}/phone/message-types`
  const show = ({ deliveryMethods }: Pick<MfaSettings, 'deliveryMethods'>) => ({
    message_types: deliveryMethods.map(messageTypeOf),
  })

  app.get(path, readers, async (request) => show(tenantOf(request).settings.mfa))

  app.put(path, writers, async (request) => {
    const types = new Set(readMessageTypesBody(request).message_types)
    const deliveryMethods = [...types].map(deliveryMethodOf)
    await changeSettings(directory, tenantOf(request), (settings) => ({
      ...settings,
      mfa: { ...settings.mfa, deliveryMethods },
    }))
    return show({ deliveryMethods })
  })
}

function selectedProviderRoutes(app: FastifyInstance, deps: GuardianPhoneDeps, path: string): void {
  app.get(path, readers, async (request) => ({ provider: tenantOf(request).settings.mfa.provider }))

  app.put(path, writers, async (request) => {
    const { provider } = readProviderBody(request)
    const changed = await changeSettings(deps.directory, tenantOf(request), (settings) => ({
      ...settings,
      mfa: { ...settings.mfa, provider },
    }))
    warnIfUnready(request, changed, deps)
    return { provider }
  })
}

/** Deployment tools select a provider before they write its Hook or Action: that is taken, and said in the log. */
function warnIfUnready(
  request: FastifyRequest,
  settings: TenantSettings,
  { findUnreadyMfa }: GuardianPhoneDeps,
): void {
  const unready = findUnreadyMfa({ ...tenantOf(request), settings })
  if (!unready) return
  request.log.warn(
    unready,
    'the selected provider for second factors cannot send yet; the phone provider sends their messages',
  )
}

function templateRoutes(app: FastifyInstance, directory: Directory, name: 'phone' | 'sms'): void {
  const path = `${factors}/${name}/templates`

  app.get(path, { ...readers, ...ofTemplates }, async (request, reply) => {
    const own = guardianTemplatesOf(tenantOf(request))
    // The older endpoint has nothing to show of a tenant that wrote none.
    if (!own && name === 'sms') return reply.code(204).send()
    return showTemplates(own ?? defaultGuardianTemplates)
  })

  app.put(path, { ...writers, ...ofTemplates }, async (request) => {
    const { enrollment_message: enrollment, verification_message: verification } = readTemplatesBody(request)
    const rows = guardianTemplateRows({ enrollment, verification })
    await directory.change(tenantOf(request).tenant.id, async (_config, writer) => {
      for (const row of rows) await writer.putMessageTemplate(row)
    })
    return showTemplates({ enrollment, verification })
  })
}

function showTemplates({ enrollment, verification }: GuardianTemplates): JsonObject {
  return { enrollment_message: enrollment, verification_message: verification }
}

function twilioRoutes(app: FastifyInstance, deps: GuardianPhoneDeps, path: string): void {
  app.get(path, readers, async (request) => {
    const { twilio } = tenantOf(request).settings.mfa
    if (Object.keys(twilio).length === 0) return {}
    const { auth_token = null, sid = null, from = null, messaging_service_sid = null } = twilio
    return { auth_token, sid, from, messaging_service_sid }
  })

  // What is not sent is gone.
  app.put(path, writers, async (request) => {
    const given = allFields(readTwilioBody(request))
    const changed = await changeSettings(deps.directory, tenantOf(request), (settings) => ({
      ...settings,
      mfa: { ...settings.mfa, twilio: keepSecrets(given, settings.mfa.twilio) },
    }))
    warnIfUnready(request, changed, deps)
    return changed.mfa.twilio
  })
}
