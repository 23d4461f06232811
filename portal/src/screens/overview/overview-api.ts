import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import type { Api } from '../../api/create-api.ts'
import type { Answer } from '../../api/native-types.ts'
import type { Period } from './routes.ts'

export type Overview = Answer<'getOverview'>
export type MessageCount = Overview['messages'][number]
export type ProviderHealth = Overview['providers'][number]
export type Attention = Overview['attention'][number]

export function overviewQuery(api: Api, period: Period) {
  return queryOptions({
    queryKey: ['overview', period],
    queryFn: ({ signal }) => api.get<Overview>('/v1/overview', { query: { period }, signal }),
    refetchInterval: 30_000,
    // Whoever comes back from doing a first step sees it done.
    staleTime: 0,
    placeholderData: keepPreviousData,
  })
}
