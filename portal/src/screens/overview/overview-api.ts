import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import type { Api } from '../../api/create-api.ts'
import type { Period } from './routes.ts'

export interface MessageCount {
  /** When the time that is counted began. */
  readonly at: string
  readonly provider: string
  readonly accepted: number
  readonly failed: number
  readonly queued: number
}

export interface ProviderHealth {
  readonly kind: string
  readonly attempts: number
  readonly failed: number
  readonly median_ms?: number
  readonly p95_ms?: number
  readonly last_error?: string
}

export interface Attention {
  readonly kind: string
  readonly detail: string
  /** A page of the portal. */
  readonly link?: string
}

export interface Overview {
  readonly messages: readonly MessageCount[]
  readonly totals: { readonly sent: number; readonly accepted: number; readonly failed: number }
  readonly conversion: { readonly codes_sent: number; readonly codes_used: number }
  readonly providers: readonly ProviderHealth[]
  readonly countries: readonly {
    readonly country: string
    readonly messages: number
    readonly previous: number
  }[]
  readonly attention: readonly Attention[]
  readonly checklist: readonly { readonly step: string; readonly done: boolean }[]
}

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
