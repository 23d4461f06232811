// What a period of messages looks like as a whole: the figures that storage adds up, and what in them needs attention.

import { countryOf } from './phone-number.ts'

export interface OverviewPeriod {
  readonly from: Date
  /** The same length before it, for comparison. */
  readonly previousFrom: Date
  readonly binSeconds: number
}

export interface ProviderFigures {
  readonly kind: string
  readonly attempts: number
  readonly failed: number
  readonly medianMs?: number
  readonly p95Ms?: number
  /** Within the last hour. */
  readonly recent: { readonly attempts: number; readonly failed: number }
  readonly lastError?: {
    readonly messageId: string
    readonly at: Date
    readonly failure: string
    readonly detail?: string
  }
}

export interface OverviewFigures {
  /** By when a message was made and the kind of the provider that was tried last. */
  readonly bins: readonly {
    readonly at: Date
    readonly provider: string
    readonly accepted: number
    readonly failed: number
    readonly queued: number
  }[]
  readonly codesSent: number
  readonly codesUsed: number
  readonly providers: readonly ProviderFigures[]
  /** Numbers by how they begin, each with one of them. */
  readonly prefixes: readonly {
    readonly sample: string
    readonly messages: number
    readonly previous: number
  }[]
  /** Messages of the last hour that were refused for a reason that the operator has to mend. */
  readonly refusedByFault: number
  readonly hasTestMessage: boolean
  readonly hasVerified: boolean
}

export interface OverviewStore {
  read(tenantId: string, period: OverviewPeriod): Promise<OverviewFigures>
}

export interface CountryFigures {
  /** ISO 3166, or a calling code of no country. */
  readonly country: string
  readonly messages: number
  readonly previous: number
}

/** The most first. */
export function countriesOf(prefixes: OverviewFigures['prefixes']): readonly CountryFigures[] {
  const byCountry = Map.groupBy(prefixes, ({ sample }) => countryOf(sample))
  return [...byCountry]
    .map(([country, same]) => ({
      country,
      messages: same.reduce((sum, { messages }) => sum + messages, 0),
      previous: same.reduce((sum, { previous }) => sum + previous, 0),
    }))
    .sort((one, other) => other.messages - one.messages || one.country.localeCompare(other.country))
}

const minFailed = 5
const failingShare = 0.2

/** Enough went wrong lately to be no accident. */
export function isFailing({ recent }: Pick<ProviderFigures, 'recent'>): boolean {
  return recent.failed >= minFailed && recent.failed / recent.attempts >= failingShare
}

const minSpike = 20
const spikeFactor = 3

/** What SMS pumping looks like: a country that gets many times what it got before. */
export function isSpike({ messages, previous }: CountryFigures): boolean {
  return messages >= minSpike && messages > spikeFactor * previous
}
