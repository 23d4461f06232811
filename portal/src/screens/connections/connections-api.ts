// Connections as the Management API has them. A connection and the clients that may use it are loaded together, because
// they are edited on one page; the clients come from their own place, which is the one that is right.

import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { useApi } from '../../api/api-context.tsx'
import type { Api, Versioned } from '../../api/create-api.ts'
import { requireClear } from '../../api/masked-secret.ts'
import { readAll } from '../../api/read-all.ts'

/** Whatever a connection's options hold: what is not known here is kept as it is. */
export type Options = Readonly<Record<string, unknown>>

export interface Connection {
  readonly id: string
  readonly name: string
  readonly strategy: string
  readonly options?: Options
}

export interface ClientChoice {
  readonly client_id: string
  readonly name: string
}

/** Everything that the page of one connection edits, or offers to choose from. */
export interface PageDocument {
  readonly connection: Connection
  readonly enabledClients: readonly string[]
  readonly clients: readonly ClientChoice[]
}

export const smsStrategy = 'sms'
export const databaseStrategy = 'auth0'

const path = '/api/v2/connections'
const connectionPath = (id: string) => `${path}/${encodeURIComponent(id)}`

export function connectionsQuery(api: Api) {
  return queryOptions({
    queryKey: ['connections', 'list'],
    queryFn: ({ signal }) => readAll<Connection, 'connections'>(api, path, 'connections', { signal }),
  })
}

export function connectionPageQuery(api: Api, id: string) {
  return queryOptions({
    queryKey: ['connections', 'page', id],
    queryFn: ({ signal }) => readConnectionPage(api, id, signal),
    // A form is open on what it shows: only its own doings are a reason to load it again.
    refetchOnWindowFocus: false,
    // Nothing old is shown to edit.
    gcTime: 0,
  })
}

export async function readConnectionPage(
  api: Api,
  id: string,
  signal?: AbortSignal,
): Promise<Versioned<PageDocument>> {
  const options = signal ? { signal } : {}
  const [connection, enabled, clients] = await Promise.all([
    api.read<Connection>(connectionPath(id), options),
    readAll<Pick<ClientChoice, 'client_id'>, 'clients'>(
      api,
      `${connectionPath(id)}/clients`,
      'clients',
      options,
    ),
    readAll<ClientChoice, 'clients'>(api, '/api/v2/clients', 'clients', {
      ...options,
      query: { fields: 'client_id,name' },
    }),
  ])
  const enabledClients = enabled.map(({ client_id }) => client_id)
  return { value: { connection: connection.value, enabledClients, clients }, etag: connection.etag }
}

/** @throws ApiError `confirmation-required` when the password has to be given first */
export async function readConnectionSecret(
  api: Api,
  id: string,
  pick: (options: Options) => unknown,
): Promise<string> {
  return requireClear(pick((await api.get<Connection>(connectionPath(id))).options ?? {}))
}

export interface ConnectionChange {
  readonly options: Options
  readonly enabledClients: readonly string[]
}

/** Options go as a whole, and clients only when others were chosen. */
export async function saveConnection(
  api: Api,
  { options, enabledClients }: ConnectionChange,
  { value: saved, etag }: Versioned<PageDocument>,
): Promise<Versioned<PageDocument>> {
  const at = connectionPath(saved.connection.id)
  const areOthers = !isSameSet(enabledClients, saved.enabledClients)
  const body = { options, ...(areOthers && enabledClients.length > 0 && { enabled_clients: enabledClients }) }
  let answer = await api.patch<Connection>(at, body, { ifMatch: etag })
  // Beside options, an empty list is what the guide to custom gateways sends, and takes nothing away.
  if (areOthers && enabledClients.length === 0) {
    answer = await api.patch<Connection>(at, { enabled_clients: [] }, { ifMatch: answer.etag })
  }
  return { value: { ...saved, connection: answer.value, enabledClients }, etag: answer.etag }
}

export interface NewConnection {
  readonly name: string
  readonly strategy: string
}

export function useCreateConnection() {
  const api = useApi()
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (connection: NewConnection) => api.post<Connection>(path, connection),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['connections', 'list'] }),
  })
}

/** `etag` is that of what is shown: what somebody else has changed since is looked at first. */
export function useDeleteConnection(id: string, etag: string | undefined) {
  const api = useApi()
  const queries = useQueryClient()
  return useMutation({
    mutationFn: () => api.delete(connectionPath(id), { ifMatch: etag }),
    // Removed, not invalidated: the list would show what is gone until the new one is there.
    onSuccess: () => queries.removeQueries({ queryKey: ['connections', 'list'] }),
    // When somebody else has changed it, that is shown, and deleting it again means what is shown then.
    onError: () => queries.invalidateQueries({ queryKey: ['connections', 'page', id] }),
  })
}

function isSameSet(some: readonly string[], others: readonly string[]): boolean {
  return some.length === others.length && some.every((one) => others.includes(one))
}
