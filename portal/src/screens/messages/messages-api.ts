import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { ownProviderOf } from '#src/values/connection-provider.ts'
import { useApi } from '../../api/api-context.tsx'
import type { Api } from '../../api/create-api.ts'
import type { Answer, Body } from '../../api/native-types.ts'
import type { MessageFilters } from './routes.ts'

type MessagePage = Answer<'listMessages'>
export type Message = MessagePage['messages'][number]
export type MessageDetail = Answer<'getMessage'>
export type Attempt = MessageDetail['attempts'][number]
export type DeliveryReport = NonNullable<MessageDetail['delivery_reports']>[number]

export function messagesQuery(api: Api, filters: MessageFilters) {
  return infiniteQueryOptions({
    queryKey: ['messages', 'list', filters],
    queryFn: ({ pageParam, signal }) =>
      api.get<MessagePage>('/v1/messages', {
        query: { ...filters, ...toInstants(filters), cursor: pageParam },
        signal,
      }),
    initialPageParam: '',
    getNextPageParam: ({ next_cursor }) => next_cursor,
  })
}

export function messageQuery(api: Api, id: string) {
  return queryOptions({
    queryKey: ['messages', 'one', id],
    queryFn: ({ signal }) => api.get<MessageDetail>(`/v1/messages/${encodeURIComponent(id)}`, { signal }),
    refetchInterval: ({ state }) => pauseBefore(state.data),
  })
}

/** Puts a message that has just come, or has changed, where it belongs in the list. */
export function useMergeMessage(filters: MessageFilters) {
  const api = useApi()
  const queries = useQueryClient()
  return (message: Message) => {
    queries.setQueryData(messagesQuery(api, filters).queryKey, (list) => {
      const [first, ...rest] = list?.pages ?? []
      if (!list || !first) return list
      const isKnown = list.pages.some(({ messages }) => messages.some(({ id }) => id === message.id))
      if (!isKnown) {
        if (!matches(message, filters)) return list
        return { ...list, pages: [{ ...first, messages: [message, ...first.messages] }, ...rest] }
      }
      const changed = matches(message, filters) ? [message] : []
      return {
        ...list,
        pages: list.pages.map((page) => ({
          ...page,
          messages: page.messages.flatMap((known) => (known.id === message.id ? changed : [known])),
        })),
      }
    })
  }
}

export function useResend(id: string) {
  const api = useApi()
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (provider: string | undefined) =>
      api.post<Answer<'resendMessage'>>(`/v1/messages/${encodeURIComponent(id)}/resend`, {
        ...(provider !== undefined && { provider }),
      } satisfies Body<'resendMessage'>),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['messages', 'list'] }),
  })
}

interface ConnectionWithProvider {
  readonly id: string
  readonly name: string
  readonly options?: Parameters<typeof ownProviderOf>[0]
}

/** What a message can be sent through, besides the way that it would go by itself. */
export function waysToSendQuery(api: Api) {
  return queryOptions({
    queryKey: ['messages', 'ways'],
    queryFn: async ({ signal }) => {
      const [{ kind }, connections] = await Promise.all([
        api.get<Answer<'getPhoneProvider'>>('/v1/phone-provider', { signal }),
        api.get<readonly ConnectionWithProvider[]>('/api/v2/connections', {
          query: { strategy: 'sms' },
          signal,
        }),
      ])
      const own = connections.filter(({ options = {} }) => ownProviderOf(options) !== undefined)
      return [
        { value: 'phone_provider', label: `Phone provider (${kind})` },
        ...own.map(({ id, name }) => ({ value: id, label: `Provider of connection ${name}` })),
        ...(kind === 'inbox' ? [] : [{ value: 'inbox', label: 'Inbox (not sent)' }]),
      ]
    },
  })
}

/** Until it is settled a message is looked at often, and now and then for as long as its code is waited for. */
function pauseBefore(message: MessageDetail | undefined): number | false {
  if (!message) return false
  const { status, verified_at: verifiedAt, expires_at: expiresAt = '' } = message
  if (status === 'queued' || status === 'sending') return 2_000
  return verifiedAt === undefined && Date.parse(expiresAt) > Date.now() ? 4_000 : false
}

function matches(message: Message, filters: MessageFilters): boolean {
  const { to, status, provider, delivery_method: method, purpose, since, until } = filters
  const at = Date.parse(message.created_at)
  return (
    (to === undefined || message.to === to.replaceAll(/[^\d+]/g, '')) &&
    (status === undefined || message.status === status) &&
    (provider === undefined || message.provider === provider) &&
    (method === undefined || message.delivery_method === method) &&
    (purpose === undefined || message.purpose === purpose) &&
    (since === undefined || at >= Date.parse(since)) &&
    (until === undefined || at < Date.parse(until))
  )
}

/** The address has local times, as they were typed; the API takes instants. */
function toInstants({ since, until }: MessageFilters): MessageFilters {
  const toInstant = (local: string) => {
    const time = new Date(local)
    return Number.isNaN(time.getTime()) ? local : time.toISOString()
  }
  return {
    ...(since !== undefined && { since: toInstant(since) }),
    ...(until !== undefined && { until: toInstant(until) }),
  }
}
