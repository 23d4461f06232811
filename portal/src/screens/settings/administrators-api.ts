import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { useApi } from '../../api/api-context.tsx'
import type { Api, Versioned } from '../../api/create-api.ts'
import type { Answer, Body } from '../../api/native-types.ts'

export type Administrator = Answer<'getAdministrator'>
export type AdministratorFields = Body<'updateAdministrator'>

const path = '/v1/administrators'
const pathOf = (id: string) => `${path}/${encodeURIComponent(id)}`

export function administratorsQuery(api: Api) {
  return queryOptions({
    queryKey: ['administrators'],
    queryFn: async ({ signal }) =>
      (await api.get<Answer<'listAdministrators'>>(path, { signal })).administrators,
  })
}

export function readAdministrator(
  api: Api,
  id: string,
  signal?: AbortSignal,
): Promise<Versioned<Administrator>> {
  return api.read<Administrator>(pathOf(id), signal ? { signal } : {})
}

export function administratorQuery(api: Api, id: string) {
  return queryOptions({
    queryKey: ['administrators', id],
    queryFn: ({ signal }) => readAdministrator(api, id, signal),
    refetchOnWindowFocus: false,
    // Each time it is edited it is looked at anew.
    gcTime: 0,
  })
}

export function saveAdministrator(
  api: Api,
  fields: AdministratorFields,
  { value: { id }, etag }: Versioned<Administrator>,
): Promise<Versioned<Administrator>> {
  return api.patch<Administrator>(pathOf(id), fields, { ifMatch: etag })
}

/** A generated password is in the answer alone. */
export function useAddAdministrator() {
  const api = useApi()
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (fields: Body<'createAdministrator'>) =>
      api.post<Answer<'createAdministrator'>>(path, fields),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['administrators'] }),
  })
}

export function useRemoveAdministrator() {
  const api = useApi()
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (id: string) => api.delete(pathOf(id)),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['administrators'] }),
  })
}
