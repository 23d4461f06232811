// The provider kinds as the server describes them. Nothing here knows a kind by name.

import { queryOptions, useQuery } from '@tanstack/react-query'
import { useApi } from './api-context.tsx'
import type { Api } from './create-api.ts'
import type { Answer } from './native-types.ts'

export type ProviderKind = Answer<'listPhoneProviderKinds'>['kinds'][number]

export async function readKinds(api: Api, signal?: AbortSignal): Promise<readonly ProviderKind[]> {
  const options = signal ? { signal } : {}
  return (await api.get<Answer<'listPhoneProviderKinds'>>('/v1/phone-provider/kinds', options)).kinds
}

function kindsQuery(api: Api) {
  return queryOptions({
    queryKey: ['provider-kinds'],
    queryFn: ({ signal }) => readKinds(api, signal),
    // They change only when the server is upgraded.
    staleTime: Number.POSITIVE_INFINITY,
  })
}

/** The titles of kinds, by their names: what is not there is shown by its name. */
export function useKindTitles(): Readonly<Record<string, string>> {
  const { data = [] } = useQuery(kindsQuery(useApi()))
  return Object.fromEntries(data.map(({ kind, title }) => [kind, title]))
}
