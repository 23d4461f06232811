import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { useApi } from '../../api/api-context.tsx'
import type { Api } from '../../api/create-api.ts'
import type { Role } from '../../api/session.ts'

export interface Administrator {
  readonly id: string
  readonly email: string
  readonly role: Role
  readonly created_at: string
  readonly last_sign_in_at?: string
  readonly locked_until?: string
}

export interface AdministratorFields {
  readonly email?: string
  readonly role?: Role
  readonly password?: string
}

const path = '/v1/administrators'

export function administratorsQuery(api: Api) {
  return queryOptions({
    queryKey: ['administrators'],
    queryFn: async ({ signal }) =>
      (await api.get<{ readonly administrators: readonly Administrator[] }>(path, { signal })).administrators,
  })
}

/** Without an id it is a new one, whose generated password is in the answer alone. */
export function useSaveAdministrator(id: string | undefined) {
  const api = useApi()
  const queries = useQueryClient()
  return useMutation({
    mutationFn: async (
      fields: AdministratorFields,
    ): Promise<Administrator & { readonly password?: string }> =>
      id === undefined
        ? api.post(path, fields)
        : (await api.patch<Administrator>(`${path}/${encodeURIComponent(id)}`, fields)).value,
    onSuccess: () => queries.invalidateQueries({ queryKey: ['administrators'] }),
  })
}

export function useRemoveAdministrator() {
  const api = useApi()
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (id: string) => api.delete(`${path}/${encodeURIComponent(id)}`),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['administrators'] }),
  })
}
