// /v1/settings: what is set for a tenant as a whole. The languages are those of Auth0's tenant settings.

import type { Static } from 'typebox'
import type { AssertionReplayStore } from '#src/identity/clients/client-assertion.ts'
import type { TenantConfig } from '#src/identity/records.ts'
import type { Directory } from '#src/identity/tenants/directory.ts'
import { describeCountryProblem } from '#src/settings/allowed-countries.ts'
import { readAutofillDomain } from '#src/settings/autofill-domain.ts'
import { ChangeRefused } from '#src/settings/errors.ts'
import { checkLocales, knownLocales } from '#src/settings/locales.ts'
import { tenantWide } from '../http/route-facts.ts'
import { tenantOf } from '../http/server.ts'
import { requireScope } from './authentication.ts'
import { invalidFields } from './errors.ts'
import type { NativeApp } from './native-app.ts'
import { answer, describeOperation } from './operation.ts'
import { AllSettings, Settings, SettingsChange } from './template-schemas.ts'

export interface SettingsDeps {
  readonly replayStore: AssertionReplayStore
  readonly directory: Pick<Directory, 'byId' | 'change'>
}

const tag = 'Settings'

export function settingsRoutes(app: NativeApp, deps: SettingsDeps): void {
  const shown = { 200: answer(Settings, 'The settings.') }

  const read = describeOperation({
    id: 'getSettings',
    tag,
    summary: 'Retrieve the tenant settings',
    scope: 'read:tenant_settings',
    answers: { 200: answer(AllSettings, 'The settings.') },
  })
  app.get(
    '/settings',
    {
      config: { edits: tenantWide },
      onRequest: requireScope('read:tenant_settings', deps),
      schema: read,
    },
    async (request) => {
      const config = tenantOf(request)
      return { ...showSettings(config), hosts: [...config.tenant.hosts], known_locales: [...knownLocales] }
    },
  )

  const change = describeOperation({
    id: 'changeSettings',
    tag,
    summary: 'Update the tenant settings',
    description: 'Omitted fields keep their values.',
    scope: 'update:tenant_settings',
    answers: shown,
    problems: ['unsupported-media-type'],
  })
  app.patch(
    '/settings',
    {
      config: { edits: tenantWide },
      onRequest: requireScope('update:tenant_settings', deps),
      schema: { ...change, body: SettingsChange },
    },
    async (request) => {
      const { enabled_locales, autofill_domain, allowed_countries } = request.body
      const locales = enabled_locales && readLocales(enabled_locales)
      const domain = autofill_domain === undefined ? undefined : readDomain(autofill_domain)
      const countries = allowed_countries && readCountries(allowed_countries)
      const { id } = tenantOf(request).tenant
      await deps.directory.change(id, async ({ tenant, settings }, writer) => {
        if (locales) await writer.putTenant({ ...tenant, locales })
        if (domain || countries) {
          const { autofillDomain, allowedCountries, ...others } = settings
          await writer.putSettings({
            ...others,
            ...(domain ?? (autofillDomain !== undefined && { autofillDomain })),
            ...(countries ?? (allowedCountries && { allowedCountries })),
          })
        }
      })
      return showSettings(deps.directory.byId(id))
    },
  )
}

function showSettings({ tenant, settings }: TenantConfig): Static<typeof Settings> {
  return {
    friendly_name: tenant.friendlyName,
    enabled_locales: [...tenant.locales],
    autofill_domain: settings.autofillDomain ?? null,
    allowed_countries: [...(settings.allowedCountries ?? [])],
  }
}

function readLocales(given: readonly string[]): readonly string[] {
  try {
    return checkLocales(given)
  } catch (error) {
    if (!(error instanceof ChangeRefused)) throw error
    throw invalidFields([{ field: 'enabled_locales', detail: error.message }])
  }
}

function readDomain(given: string | null): { readonly autofillDomain?: string } {
  if (given === null) return {}
  const autofillDomain = readAutofillDomain(given)
  if (autofillDomain !== undefined) return { autofillDomain }
  throw invalidFields([
    { field: 'autofill_domain', detail: 'must be a host name without a port, such as login.example.com' },
  ])
}

/** Each once, in their order. None: every country. */
function readCountries(given: readonly string[]): { readonly allowedCountries?: readonly string[] } {
  const problems = given.flatMap((code, index) => {
    const detail = describeCountryProblem(code)
    return detail === undefined ? [] : [{ field: `allowed_countries.${index}`, detail }]
  })
  if (problems.length > 0) throw invalidFields(problems)
  return given.length === 0 ? {} : { allowedCountries: [...new Set(given)] }
}
