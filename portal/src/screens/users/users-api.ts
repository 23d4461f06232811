// Users as the Management API has them, their second factors, and the addresses from which they are blocked.

import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { useApi } from '../../api/api-context.tsx'
import type { Api, Versioned } from '../../api/create-api.ts'
import { searchOf } from './user-search.ts'

export interface User {
  readonly user_id: string
  readonly phone_number?: string
  readonly phone_verified?: boolean
  readonly email?: string
  readonly email_verified?: boolean
  readonly username?: string
  readonly name?: string
  readonly nickname?: string
  readonly identities: readonly { readonly connection: string; readonly provider: string }[]
  readonly blocked?: boolean
  readonly user_metadata?: object
  readonly app_metadata?: object
  readonly created_at: string
  readonly updated_at: string
  readonly last_login?: string
  readonly last_ip?: string
  readonly logins_count?: number
}

export interface UserFields {
  readonly connection?: string
  readonly phone_number?: string | null
  readonly phone_verified?: boolean
  readonly email?: string | null
  readonly email_verified?: boolean
  readonly username?: string | null
  readonly password?: string
  readonly name?: string | null
  readonly blocked?: boolean
  readonly user_metadata?: object
  readonly app_metadata?: object
}

export interface Factor {
  readonly id: string
  readonly type: 'phone' | 'totp' | 'recovery-code'
  readonly confirmed: boolean
  readonly phone_number?: string
  readonly created_at: string
  readonly enrolled_at?: string
  readonly last_auth_at?: string
}

export interface Block {
  readonly identifier: string
  /** Absent when failures are counted wherever they come from. */
  readonly ip?: string
  readonly connection: string
}

export interface Connection {
  readonly name: string
  readonly strategy: string
  readonly options?: { readonly requires_username?: boolean }
}

interface UserPage {
  readonly start: number
  readonly total: number
  readonly users: readonly User[]
}

const perPage = 25

export function usersQuery(api: Api, search: string) {
  return infiniteQueryOptions({
    queryKey: ['users', 'list', search],
    queryFn: ({ pageParam: page, signal }) =>
      api.get<UserPage>('/api/v2/users', {
        query: {
          q: searchOf(search),
          page,
          per_page: perPage,
          include_totals: true,
          sort: 'created_at:-1',
        },
        signal,
      }),
    initialPageParam: 0,
    getNextPageParam: ({ start, total, users }, _pages, page) =>
      start + users.length < total && users.length > 0 ? page + 1 : undefined,
  })
}

export function userQuery(api: Api, id: string) {
  return queryOptions({
    queryKey: ['users', 'one', id],
    queryFn: ({ signal }) => api.read<User>(pathOf(id), { signal }),
    refetchOnWindowFocus: false,
  })
}

export function readUser(api: Api, id: string): Promise<Versioned<User>> {
  return api.read<User>(pathOf(id))
}

export function changeUser(
  api: Api,
  id: string,
  change: UserFields,
  ifMatch?: string,
): Promise<Versioned<User>> {
  return api.patch<User>(pathOf(id), change, { ifMatch })
}

export function createUser(api: Api, user: UserFields): Promise<User> {
  return api.post<User>('/api/v2/users', user)
}

/** Those that users can be created in. */
export function connectionsQuery(api: Api) {
  return queryOptions({
    queryKey: ['users', 'connections'],
    queryFn: async ({ signal }) =>
      (await api.get<readonly Connection[]>('/api/v2/connections', { signal })).filter(
        ({ strategy }) => strategy === 'sms' || strategy === 'auth0',
      ),
  })
}

export function factorsQuery(api: Api, id: string) {
  return queryOptions({
    queryKey: ['users', 'factors', id],
    queryFn: ({ signal }) =>
      api.get<readonly Factor[]>(`${pathOf(id)}/authentication-methods`, {
        query: { per_page: 100 },
        signal,
      }),
  })
}

export function blocksQuery(api: Api, id: string) {
  return queryOptions({
    queryKey: ['users', 'blocks', id],
    queryFn: async ({ signal }) =>
      (
        await api.get<{ readonly blocked_for: readonly Block[] }>(
          `/api/v2/user-blocks/${encodeURIComponent(id)}`,
          { signal },
        )
      ).blocked_for,
  })
}

/** Everything that is shown of users is asked for again afterwards. */
function useUserChange<Input, Result>(change: (api: Api, input: Input) => Promise<Result>) {
  const api = useApi()
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (input: Input) => change(api, input),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['users'] }),
  })
}

export function useSetPassword(id: string) {
  return useUserChange((api, password: string) => changeUser(api, id, { password }))
}

/** The user's own queries go: nobody is there to be asked for. */
export function useDeleteUser(id: string) {
  const api = useApi()
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (ifMatch: string | undefined) => api.delete(pathOf(id), { ifMatch }),
    // Removed, not invalidated: the list would show what is gone until the new one is there.
    onSuccess: () => queries.removeQueries({ queryKey: ['users', 'list'] }),
  })
}

export function useUnblock(id: string) {
  return useUserChange((api, _: undefined) => api.delete(`/api/v2/user-blocks/${encodeURIComponent(id)}`))
}

export function useAddPhoneFactor(id: string) {
  return useUserChange((api, phoneNumber: string) =>
    api.post<Factor>(`${pathOf(id)}/authentication-methods`, { type: 'phone', phone_number: phoneNumber }),
  )
}

export function useRemoveFactor(id: string) {
  return useUserChange((api, factorId: string) =>
    api.delete(`${pathOf(id)}/authentication-methods/${encodeURIComponent(factorId)}`),
  )
}

export function useNewRecoveryCode(id: string) {
  return useUserChange((api, _: undefined) =>
    api.post<{ readonly recovery_code: string }>(`${pathOf(id)}/recovery-code-regeneration`),
  )
}

function pathOf(id: string): string {
  return `/api/v2/users/${encodeURIComponent(id)}`
}
