// Applications: the clients of the Management API and what they are granted of which API.

import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { useApi } from '../../api/api-context.tsx'
import type { Api, Versioned } from '../../api/create-api.ts'
import { requireClear } from '../../api/masked-secret.ts'
import { readAll } from '../../api/read-all.ts'
import { showError } from '../../ui/notify.ts'
import { passwordlessGrant } from './application-words.ts'
import { enableBySms } from './client-connections-api.ts'

export interface Client {
  readonly client_id: string
  readonly name: string
  readonly description?: string
  readonly app_type?: string
  readonly grant_types: readonly string[]
  readonly callbacks?: readonly string[]
  readonly is_token_endpoint_ip_header_trusted: boolean
  readonly jwt_configuration: { readonly alg: string; readonly lifetime_in_seconds: number }
  readonly token_endpoint_auth_method?: string
  /** There when the client proves itself with key pairs, in place of the method above. */
  readonly client_authentication_methods?: {
    readonly private_key_jwt: { readonly credentials: readonly { readonly id: string }[] }
  }
  /** Only for a session whose password was given again, and once where it is made. */
  readonly client_secret?: string
}

export interface ClientGrant {
  readonly id: string
  readonly client_id: string
  readonly audience: string
  readonly scope: readonly string[]
}

export interface ResourceServer {
  readonly id: string
  readonly name?: string
  readonly identifier: string
  readonly scopes?: readonly { readonly value: string; readonly description?: string }[]
}

const path = '/api/v2/clients'
const clientPath = (id: string) => `${path}/${encodeURIComponent(id)}`

export function clientsQuery(api: Api) {
  return queryOptions({
    queryKey: ['applications', 'list'],
    queryFn: ({ signal }) => readAll<Client, 'clients'>(api, path, 'clients', { signal }),
  })
}

export function clientQuery(api: Api, id: string) {
  return queryOptions({
    queryKey: ['applications', 'client', id],
    queryFn: ({ signal }) => readClient(api, id, signal),
    // A form is open on what it shows: only its own doings are a reason to load it again.
    refetchOnWindowFocus: false,
  })
}

export async function readClient(api: Api, id: string, signal?: AbortSignal): Promise<Versioned<Client>> {
  const { value, etag } = await api.read<Client>(clientPath(id), signal ? { signal } : {})
  return { value: withoutSecret(value), etag }
}

/** @throws ApiError `confirmation-required` when the password has to be given first */
export async function readSecret(api: Api, id: string): Promise<string> {
  return requireClear((await api.get<Client>(clientPath(id))).client_secret)
}

export async function saveClient(
  api: Api,
  change: Partial<Record<keyof Client, unknown>>,
  { value, etag }: Versioned<Client>,
): Promise<Versioned<Client>> {
  const saved = await api.patch<Client>(clientPath(value.client_id), change, { ifMatch: etag })
  return { value: withoutSecret(saved.value), etag: saved.etag }
}

export interface NewClient {
  readonly name: string
  readonly app_type: string
  readonly grant_types: readonly string[]
}

/** One that logs users in does so by SMS from the start. */
export function useCreateClient() {
  const api = useApi()
  const queries = useQueryClient()
  return useMutation({
    mutationFn: async (client: NewClient) => {
      const created = await api.post<Client>(path, client)
      // The application is there whatever happens now, and its page shows what is switched on.
      if (client.grant_types.includes(passwordlessGrant)) {
        await enableBySms(api, created.client_id).catch(showError)
      }
      return created
    },
    onSuccess: () => queries.invalidateQueries({ queryKey: ['applications', 'list'] }),
  })
}

/** `etag` is that of what is shown: what somebody else has changed since is looked at first. */
export function useDeleteClient(id: string, etag: string | undefined) {
  const api = useApi()
  const queries = useQueryClient()
  return useMutation({
    mutationFn: () => api.delete(clientPath(id), { ifMatch: etag }),
    // Removed, not invalidated: the list would show what is gone until the new one is there.
    onSuccess: () => queries.removeQueries({ queryKey: ['applications', 'list'] }),
    // When somebody else has changed it, that is shown, and deleting it again means what is shown then.
    onError: () => queries.invalidateQueries({ queryKey: ['applications', 'client', id] }),
  })
}

/** Resolves with the new secret. */
export function useRotateSecret(id: string) {
  const api = useApi()
  const queries = useQueryClient()
  return useMutation({
    mutationFn: async () => (await api.post<Client>(`${clientPath(id)}/rotate-secret`)).client_secret,
    onSuccess: () => queries.invalidateQueries({ queryKey: ['applications', 'client', id] }),
    // It is not kept when the page goes.
    gcTime: 0,
  })
}

const grantsPath = '/api/v2/client-grants'

export function grantsQuery(api: Api, clientId: string) {
  return queryOptions({
    queryKey: ['applications', 'grants', clientId],
    queryFn: ({ signal }) =>
      readAll<ClientGrant, 'client_grants'>(api, grantsPath, 'client_grants', {
        query: { client_id: clientId },
        signal,
      }),
  })
}

export function resourceServersQuery(api: Api) {
  return queryOptions({
    queryKey: ['applications', 'resource-servers'],
    queryFn: ({ signal }) =>
      readAll<ResourceServer, 'resource_servers'>(api, '/api/v2/resource-servers', 'resource_servers', {
        signal,
      }),
  })
}

export interface GrantChange {
  /** Undefined for a grant that is new. */
  readonly id: string | undefined
  readonly audience: string
  readonly scope: readonly string[]
}

export function useSaveGrant(clientId: string) {
  const api = useApi()
  const queries = useQueryClient()
  return useMutation({
    mutationFn: async ({ id, audience, scope }: GrantChange) => {
      if (id === undefined) await api.post(grantsPath, { client_id: clientId, audience, scope })
      else await api.patch(`${grantsPath}/${id}`, { scope })
    },
    onSuccess: () => queries.invalidateQueries({ queryKey: ['applications', 'grants', clientId] }),
  })
}

export function useDeleteGrant(clientId: string) {
  const api = useApi()
  const queries = useQueryClient()
  return useMutation({
    mutationFn: ({ id }: ClientGrant) => api.delete(`${grantsPath}/${id}`),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['applications', 'grants', clientId] }),
  })
}

/** It is not kept: who looks away from a page does not want it there. */
function withoutSecret({ client_secret: _, ...client }: Client): Client {
  return client
}
