// What is set for the tenant as a whole. The friendly name is one of Auth0's tenant settings; both resources stand for
// the same record, so the tag that one of them answers with is good for the other.

import { queryOptions } from '@tanstack/react-query'
import { ApiError } from '../../api/api-error.ts'
import type { Api, Versioned } from '../../api/create-api.ts'
import type { Answer, Body } from '../../api/native-types.ts'
import { requireTag } from '../../api/require-tag.ts'

export type Settings = Answer<'getSettings'>

type ChangedSettings = Pick<Settings, 'friendly_name' | 'enabled_locales' | 'autofill_domain'>
export type Countries = Pick<Settings, 'allowed_countries'>

export function readSettings(api: Api, signal?: AbortSignal): Promise<Versioned<Settings>> {
  return api.read<Settings>('/v1/settings', signal ? { signal } : {})
}

export function settingsQuery(api: Api) {
  return queryOptions({
    queryKey: ['settings', 'general'],
    queryFn: ({ signal }) => readSettings(api, signal),
    refetchOnWindowFocus: false,
  })
}

export async function saveCountries(
  api: Api,
  { allowed_countries }: Countries,
  base: Versioned<Countries>,
): Promise<Versioned<Countries>> {
  const save = (ifMatch: string | undefined) =>
    api.patch<Answer<'changeSettings'>>(
      '/v1/settings',
      { allowed_countries } satisfies Body<'changeSettings'>,
      { ifMatch },
    )
  try {
    return await save(base.etag)
  } catch (error) {
    if (!(error instanceof ApiError) || error.status !== 412) throw error
    // The tag is that of everything that is set for the tenant: another part may be what was changed.
    const now = await readSettings(api)
    const isSame =
      JSON.stringify(now.value.allowed_countries) === JSON.stringify(base.value.allowed_countries)
    if (!isSame) throw error
    return save(now.etag)
  }
}

/** `onPart` is told what is saved, so that the rest that is refused loses nothing. */
export async function saveSettings(
  api: Api,
  wanted: ChangedSettings,
  base: Versioned<Settings>,
  onPart: (saved: Versioned<Settings>) => void,
): Promise<Versioned<Settings>> {
  try {
    return await saveOver(api, wanted, base, onPart)
  } catch (error) {
    if (!(error instanceof ApiError) || error.status !== 412) throw error
    // The tag is that of everything that is set for the tenant: another part may be what was changed.
    const now = await readSettings(api)
    if (JSON.stringify(now.value) !== JSON.stringify(base.value)) throw error
    return saveOver(api, wanted, now, onPart)
  }
}

async function saveOver(
  api: Api,
  wanted: ChangedSettings,
  { value: before, etag }: Versioned<Settings>,
  onPart: (saved: Versioned<Settings>) => void,
): Promise<Versioned<Settings>> {
  const isRenamed = wanted.friendly_name !== before.friendly_name
  const areOthersChanged =
    wanted.autofill_domain !== before.autofill_domain ||
    JSON.stringify(wanted.enabled_locales) !== JSON.stringify(before.enabled_locales)
  let tag = etag
  if (areOthersChanged) {
    const { enabled_locales, autofill_domain } = wanted
    const changed = await api.patch<ChangedSettings>(
      '/v1/settings',
      { enabled_locales, autofill_domain },
      { ifMatch: tag },
    )
    const saved = { value: { ...before, ...changed.value }, etag: changed.etag }
    if (!isRenamed) return saved
    tag = requireTag(saved)
    onPart(saved)
  }
  if (isRenamed) {
    await api.patch('/api/v2/tenants/settings', { friendly_name: wanted.friendly_name }, { ifMatch: tag })
  }
  return readSettings(api)
}
