// /api/v2/tenants/settings (contract 11). What is acted on and what is only kept is told in docs/tenants.md.

import type { FastifyInstance } from 'fastify'
import {
  defaultTenantFlags,
  hiddenTenantFlags,
  sandboxVersions,
  type TenantSettingsBody,
  tenantSettingsBody,
  tenantSettingsQuery,
} from '#src/contracts/auth0/tenant-settings.ts'
import type { TenantConfig } from '#src/identity/records.ts'
import { changeTenant, type TenantChange } from '#src/identity/tenants/change-tenant.ts'
import type { Directory } from '#src/identity/tenants/directory.ts'
import type { JsonObject } from '#src/settings/records.ts'
import { fieldsOf } from '#src/values/json.ts'
import { tenantWide } from '../../http/route-facts.ts'
import { tenantOf } from '../../http/server.ts'
import { requireScope } from './authorize.ts'
import { validationError } from './errors.ts'
import { pickShown } from './lists.ts'
import { allFields, createBodyReader, createQueryReader } from './validate.ts'

const readQuery = createQueryReader(tenantSettingsQuery)
const readBody = createBodyReader(tenantSettingsBody)

const path = '/tenants/settings'

export function tenantSettingsRoutes(
  app: FastifyInstance,
  { directory }: { readonly directory: Directory },
): void {
  app.get(
    path,
    { onRequest: requireScope('read:tenant_settings'), config: { edits: tenantWide } },
    async (request) => {
      const shown = showSettings(tenantOf(request), {})
      return pickShown({ ...shown, sandbox_versions_available: sandboxVersions }, readQuery(request))
    },
  )

  app.patch(
    path,
    { onRequest: requireScope('update:tenant_settings'), config: { edits: tenantWide } },
    async (request) => {
      const change = readChange(readBody(request))
      const { id } = tenantOf(request).tenant
      await directory.change(id, async (config, writer) => {
        const { tenant, settings } = changeTenant(config, change)
        await writer.putTenant(tenant)
        await writer.putSettings(settings)
      })
      return showSettings(directory.byId(id), hiddenTenantFlags)
    },
  )
}

function readChange(body: TenantSettingsBody): TenantChange {
  const {
    friendly_name: friendlyName,
    enabled_locales: locales,
    default_directory: defaultDirectory,
    phone_consolidated_experience: isPhoneConsolidated,
    flags,
    ...others
  } = body
  return {
    ...(friendlyName !== undefined && { friendlyName }),
    ...(locales && { locales }),
    ...(defaultDirectory !== undefined && { defaultDirectory }),
    ...(isPhoneConsolidated !== undefined && { isPhoneConsolidated }),
    echoed: {
      ...readLifetimes(allFields(others)),
      ...(flags && { flags: withoutHidden(allFields(flags)) }),
      // As on Auth0, where an empty address takes it away.
      ...(others.default_redirection_uri === '' && { default_redirection_uri: null }),
    },
  }
}

const minutesSuffix = '_in_minutes'

/** What is sent in minutes is shown in hours. */
function readLifetimes(fields: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(fields).map(([key, value]) => {
      if (!key.endsWith(minutesSuffix)) return [key, value]
      const name = key.slice(0, -minutesSuffix.length)
      if (Object.hasOwn(fields, name)) {
        throw validationError('Payload', `Only one of ${name} and ${key} can be set`)
      }
      return [name, Number(value) / 60]
    }),
  )
}

function withoutHidden(flags: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(flags).filter(([name]) => !Object.hasOwn(hiddenTenantFlags, name)))
}

function showSettings(
  { tenant, settings }: Pick<TenantConfig, 'tenant' | 'settings'>,
  moreFlags: JsonObject,
): JsonObject {
  const { flags, ...echoed } = settings.echoed
  const { defaultDirectory, isPhoneConsolidated } = settings
  return {
    change_password: { enabled: false },
    ...(defaultDirectory !== undefined && { default_directory: defaultDirectory }),
    enabled_locales: tenant.locales,
    flags: { ...defaultTenantFlags, ...fieldsOf(flags), ...moreFlags },
    friendly_name: tenant.friendlyName,
    guardian_mfa_page: { enabled: false },
    session_lifetime: 168,
    idle_session_lifetime: 72,
    ephemeral_session_lifetime: 72,
    idle_ephemeral_session_lifetime: 24,
    sandbox_version: sandboxVersions[0] ?? '',
    oidc_logout: { rp_logout_end_session_endpoint_discovery: true },
    resource_parameter_profile: 'audience',
    phone_consolidated_experience: isPhoneConsolidated,
    ...echoed,
  }
}
