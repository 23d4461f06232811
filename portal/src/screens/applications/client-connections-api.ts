// Connections as an application sees them: which it may log users in with.

import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { useApi } from '../../api/api-context.tsx'
import type { Api } from '../../api/create-api.ts'
import { readAll } from '../../api/read-all.ts'

interface Connection {
  readonly id: string
  readonly name: string
  readonly strategy: string
}

export interface ClientConnection extends Connection {
  readonly isEnabled: boolean
}

const path = '/api/v2/connections'
const clientsOf = (id: string) => `${path}/${encodeURIComponent(id)}/clients`

export function connectionsQuery(api: Api, clientId: string) {
  return queryOptions({
    queryKey: ['applications', 'connections', clientId],
    queryFn: async ({ signal }): Promise<readonly ClientConnection[]> => {
      const connections = await readAll<Connection, 'connections'>(api, path, 'connections', { signal })
      return Promise.all(
        connections.map(async (connection) => {
          const enabled = await readAll<{ readonly client_id: string }, 'clients'>(
            api,
            clientsOf(connection.id),
            'clients',
            { signal },
          )
          return { ...connection, isEnabled: enabled.some(({ client_id: id }) => id === clientId) }
        }),
      )
    },
  })
}

export function useSwitchConnection(clientId: string) {
  const api = useApi()
  const queries = useQueryClient()
  return useMutation({
    mutationFn: ({ id, isEnabled }: Pick<ClientConnection, 'id' | 'isEnabled'>) =>
      switchConnection(api, id, clientId, isEnabled),
    onSettled: () => {
      void queries.invalidateQueries({ queryKey: ['connections'] })
      return queries.invalidateQueries({ queryKey: ['applications', 'connections', clientId] })
    },
  })
}

/** Lets users of a new application log in by SMS. */
export async function enableBySms(api: Api, clientId: string): Promise<void> {
  const connections = await readAll<Connection, 'connections'>(api, path, 'connections', {
    query: { strategy: 'sms' },
  })
  for (const { id } of connections) await switchConnection(api, id, clientId, true)
}

async function switchConnection(api: Api, id: string, clientId: string, isEnabled: boolean): Promise<void> {
  await api.patch(clientsOf(id), [{ client_id: clientId, status: isEnabled }])
}
