import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { useApi } from '../../api/api-context.tsx'
import type { Api } from '../../api/create-api.ts'
import type { Answer } from '../../api/native-types.ts'

type InboxPage = Answer<'readInbox'>
export type InboxMessage = InboxPage['messages'][number]

/** The newest first. */
export function inboxQuery(api: Api) {
  return queryOptions({
    queryKey: ['inbox'],
    queryFn: ({ signal }) => api.get<InboxPage>('/v1/inbox', { query: { limit: 100 }, signal }),
    select: ({ messages }) => messages,
  })
}

export function useAddToInbox() {
  const queries = useQueryClient()
  return (message: InboxMessage) =>
    queries.setQueryData<InboxPage>(['inbox'], (inbox) => {
      if (!inbox || inbox.messages.some(({ id }) => id === message.id)) return inbox
      return { messages: [message, ...inbox.messages] }
    })
}

export function useEmptyInbox() {
  const api = useApi()
  const queries = useQueryClient()
  return useMutation({
    mutationFn: () => api.delete('/v1/inbox'),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['inbox'] }),
  })
}

/** The kind of the tenant's phone provider: where messages go when they do not come here. */
export function phoneProviderKindQuery(api: Api) {
  return queryOptions({
    queryKey: ['phone-provider', 'kind'],
    queryFn: ({ signal }) => api.get<Answer<'getPhoneProvider'>>('/v1/phone-provider', { signal }),
    select: ({ kind }) => kind,
  })
}
