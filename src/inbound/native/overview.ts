// /v1/overview: how messages fare as a whole, what needs attention, and what a new tenant still has to do.

import type { Static } from 'typebox'
import type { Administrator, AdministratorStore } from '#src/identity/administrators/records.ts'
import type { AssertionReplayStore } from '#src/identity/clients/client-assertion.ts'
import type { Client, TenantConfig } from '#src/identity/records.ts'
import { demoClientId } from '#src/identity/tenants/first-start.ts'
import {
  type CountryFigures,
  countriesOf,
  isFailing,
  isSpike,
  type OverviewFigures,
  type OverviewStore,
} from '#src/messaging/overview.ts'
import { tenantOf } from '../http/server.ts'
import { callerOf, requireScope } from './authentication.ts'
import type { NativeApp } from './native-app.ts'
import { answer, describeOperation } from './operation.ts'
import { Overview, OverviewQuery } from './portal-schemas.ts'

export interface OverviewDeps {
  readonly replayStore: AssertionReplayStore
  readonly overview: OverviewStore
  readonly administrators: Pick<AdministratorStore, 'list'>
}

const hourMs = 60 * 60_000
const hours = { '24h': 24, '7d': 7 * 24 } as const

export function overviewRoute(app: NativeApp, deps: OverviewDeps): void {
  const read = describeOperation({
    id: 'getOverview',
    tag: 'Overview',
    scope: 'read:messages',
    summary: 'Retrieve message statistics',
    answers: { 200: answer(Overview, 'The statistics of the period that ends now.') },
  })
  app.get(
    '/overview',
    { onRequest: requireScope('read:messages', deps), schema: { ...read, querystring: OverviewQuery } },
    async (request) => {
      const { period = '24h' } = request.query
      const config = tenantOf(request)
      const length = hours[period] * hourMs
      const from = new Date(Date.now() - length)
      const [figures, administrators] = await Promise.all([
        deps.overview.read(config.tenant.id, {
          from,
          previousFrom: new Date(from.getTime() - length),
          binSeconds: hourMs / 1000,
        }),
        deps.administrators.list(config.tenant.id),
      ])
      const countries = countriesOf(figures.prefixes)
      const self = callerOf(request).session?.administrator
      const shown: Static<typeof Overview> = {
        period,
        ...showFigures(figures),
        countries: countries.map((country) => ({ ...country })),
        attention: findAttention(config, figures, countries),
        checklist: listSteps(config, figures, administrators, self?.id),
      }
      return shown
    },
  )
}

function showFigures({ bins, codesSent, codesUsed, providers }: OverviewFigures) {
  const sum = (of: 'accepted' | 'failed' | 'queued') => bins.reduce((total, bin) => total + bin[of], 0)
  const [accepted, failed, queued] = [sum('accepted'), sum('failed'), sum('queued')]
  return {
    messages: bins.map(({ at, ...bin }) => ({ at: at.toISOString(), ...bin })),
    totals: { sent: accepted + failed + queued, accepted, failed },
    conversion: { codes_sent: codesSent, codes_used: codesUsed },
    providers: providers.map(({ kind, attempts, failed: failures, medianMs, p95Ms, lastError }) => ({
      kind,
      attempts,
      failed: failures,
      ...(medianMs !== undefined && { median_ms: rounded(medianMs) }),
      ...(p95Ms !== undefined && { p95_ms: rounded(p95Ms) }),
      ...(lastError && { last_error: lastError.detail ?? lastError.failure }),
    })),
  }
}

function findAttention(
  { phoneProvider }: TenantConfig,
  { providers, refusedByFault }: OverviewFigures,
  countries: readonly CountryFigures[],
): Static<typeof Overview>['attention'] {
  const failing = providers.filter(isFailing).map(({ kind, recent }) => ({
    kind: 'provider_failing' as const,
    detail: `${nameOf(kind)} rejected ${recent.failed} of ${recent.attempts} messages in the last hour.`,
    link: `/messages?status=failed&provider=${encodeURIComponent(kind)}`,
  }))
  const refused = {
    kind: 'messages_refused' as const,
    detail: `Otpost refused ${refusedByFault} ${refusedByFault === 1 ? 'message' : 'messages'} in the last hour because no provider could deliver or a template could not be rendered.`,
    link: '/messages?status=refused',
  }
  const spikes = countries.filter(isSpike).map(({ country, messages, previous }) => ({
    kind: 'country_spike' as const,
    detail: `${messages} messages went to ${country}, compared with ${previous} in the previous period.`,
    link: '/messages',
  }))
  const isInbox = phoneProvider.kind === 'inbox' && !phoneProvider.disabled
  const inbox = { kind: 'inbox_in_use' as const, detail: "Messages aren't being delivered." }
  return [
    ...failing,
    ...(refusedByFault > 0 ? [refused] : []),
    ...spikes,
    ...(isInbox ? [{ ...inbox, link: '/branding/phone-provider' }] : []),
  ]
}

/** How a sentence begins with a kind: `SMS gateway`. */
function nameOf(kind: string): string {
  const words = kind.replaceAll('_', ' ').replace(/^sms\b/, 'SMS')
  return words.charAt(0).toUpperCase() + words.slice(1)
}

function listSteps(
  config: TenantConfig,
  { hasTestMessage, hasVerified }: OverviewFigures,
  administrators: readonly Administrator[],
  selfId: string | undefined,
) {
  const mine = administrators.filter(({ id }) => selfId === undefined || id === selfId)
  const hasHandedOver = mine.some(({ passwordChangedAt }) => passwordChangedAt === undefined)
  const owners = administrators.filter(({ role }) => role === 'owner')
  return [
    // No step at all for who chose the password, be it in the settings that the first start was given.
    ...(hasHandedOver ? [{ step: 'change_password', done: false }] : []),
    { step: 'choose_provider', done: config.phoneProvider.kind !== 'inbox' },
    { step: 'send_test', done: hasTestMessage },
    { step: 'add_application', done: [...config.clients.values()].some(isApplication) },
    { step: 'first_login', done: hasVerified },
    { step: 'second_owner', done: owners.length > 1 },
  ]
}

/** Somebody logs in with it, and it is not the one that every tenant begins with. */
function isApplication({ clientId, grantTypes }: Client): boolean {
  return clientId !== demoClientId && grantTypes.some((grant) => grant !== 'client_credentials')
}

function rounded(ms: number): number {
  return Math.round(ms * 10) / 10
}
