// From configuration to providers that are ready to send, made once per configuration and kept with it.

import type { Candidate, DeliveryMethod, ReadyCandidate } from '#src/messaging/types.ts'
import { mfaDeliveryMethods, mfaProviderNeeds } from '#src/settings/mfa-settings.ts'
import {
  contextOf,
  type ProviderContext,
  type TenantWithMfa,
  type TenantWithProvider,
} from '#src/settings/phone-provider.ts'
import type { Connection, JsonObject, MfaProvider, PhoneProviderSetting } from '#src/settings/records.ts'
import { createProvider, findConfigProblems } from './create-provider.ts'
import type { ConfigProblem, ProviderTools } from './define-provider.ts'
import { providerKinds } from './registry.ts'

export interface Candidates {
  /** Who may send for a passwordless connection: the provider in its options, else the tenant's. */
  forConnection(tenant: TenantWithProvider, connection: Connection): readonly Candidate[]
  /** The tenant's phone provider. */
  forTenant(tenant: TenantWithProvider): readonly Candidate[]
  /** Who may send for a second factor: the one that is set for them, else the tenant's. */
  forMfa(tenant: TenantWithMfa): readonly Candidate[]
  /** Why the provider that is selected for second factors does not send; undefined when it does, or none is. */
  findUnreadyMfa(tenant: TenantWithMfa): UnreadyMfaProvider | undefined
  /** The provider that a setting makes, saved or not, switched off or not. Made anew each time. */
  forSetting(setting: PhoneProviderSetting, context: ProviderContext): readonly Candidate[]
  /** The one that the row of an attempt names, as it is configured now. */
  find(
    tenant: TenantWithMfa & { readonly connections: readonly Connection[] },
    providerId: string,
  ): ReadyCandidate | undefined
}

/** A selected provider of second factors that cannot send: the tenant's phone provider sends their messages. */
export interface UnreadyMfaProvider {
  readonly selected: MfaProvider
  /** What is missing, in words for an operator. */
  readonly needs: string
}

// Name providers in the rows of attempts; a connection's own is named by the connection's id.
const phoneProviderId = 'phone_provider'
const mfaProviderId = 'mfa'

interface CandidatesOptions {
  readonly tools: ProviderTools
  /** Told once per configuration that cannot send. */
  readonly onProblem: (where: string, problems: readonly ConfigProblem[]) => void
  /** Told once per configuration whose second factors go through the phone provider instead of the selected one. */
  readonly onUnreadyMfa: (tenantId: string, unready: UnreadyMfaProvider) => void
}

export function createCandidates({ tools, onProblem, onUnreadyMfa }: CandidatesOptions): Candidates {
  const ofConnection = new WeakMap<Connection, readonly Candidate[] | 'tenant'>()
  // By the configuration as a whole: a provider is made anew when a key or a script of its tenant changes.
  const ofTenant = new WeakMap<TenantWithProvider, readonly Candidate[]>()
  const ofMfa = new WeakMap<TenantWithMfa, readonly Candidate[]>()

  function create(
    providerId: string,
    kind: string,
    config: JsonObject,
    context: ProviderContext,
    deliveryMethods?: readonly DeliveryMethod[],
  ): readonly Candidate[] {
    const created = createProvider(kind, config, tools, context)
    if (!created.ok) {
      onProblem(providerId, created.problems)
      const why = created.problems.map(({ path, message }) => `${path} ${message}`).join(', ')
      return [unavailable(providerId, kind, `The provider ${kind} is not set up: ${why}.`)]
    }
    const { definition, provider, timeoutMs } = created
    return [
      {
        providerId,
        kind,
        deliveryMethods: definition.deliveryMethods.filter(
          (method) => deliveryMethods?.includes(method) ?? true,
        ),
        timeoutMs,
        provider,
      },
    ]
  }

  function own(tenant: TenantWithProvider, connection: Connection): readonly Candidate[] | 'tenant' {
    for (const { kind, fromConnectionOptions } of providerKinds) {
      const config = fromConnectionOptions?.(connection.options)
      if (config) return create(connection.id, kind, config, contextOf(tenant))
    }
    return 'tenant'
  }

  function forTenant(tenant: TenantWithProvider): readonly Candidate[] {
    const known = ofTenant.get(tenant)
    if (known) return known
    const { kind, config, deliveryMethods, disabled } = tenant.phoneProvider
    const made = disabled
      ? [unavailable(phoneProviderId, kind, `The provider ${kind} is switched off.`)]
      : create(phoneProviderId, kind, config, contextOf(tenant), deliveryMethods)
    ofTenant.set(tenant, made)
    return made
  }

  function forConnection(tenant: TenantWithProvider, connection: Connection): readonly Candidate[] {
    let made = ofConnection.get(connection)
    if (!made) {
      made = own(tenant, connection)
      ofConnection.set(connection, made)
    }
    return made === 'tenant' ? forTenant(tenant) : made
  }

  function forMfa(tenant: TenantWithMfa): readonly Candidate[] {
    const known = ofMfa.get(tenant)
    if (known) return known
    const made = ownForMfa(tenant).map((candidate) => withMfaMethods(candidate, tenant.settings))
    ofMfa.set(tenant, made)
    return made
  }

  function ownForMfa(tenant: TenantWithMfa): readonly Candidate[] {
    const { isPhoneConsolidated, mfa } = tenant.settings
    if (isPhoneConsolidated) return forTenant(tenant)
    for (const { kind, fromMfaSettings } of providerKinds) {
      const config = fromMfaSettings?.(mfa, tenant)
      const made = config ? create(mfaProviderId, kind, config, contextOf(tenant)) : []
      if (made.some((candidate) => 'provider' in candidate)) return made
    }
    const unready = findUnreadyMfa(tenant)
    if (unready) onUnreadyMfa(tenant.tenant.id, unready)
    return forTenant(tenant)
  }

  return {
    forTenant,
    forConnection,
    forMfa,
    findUnreadyMfa,
    forSetting: ({ kind, config, deliveryMethods }, context) =>
      create(phoneProviderId, kind, config, context, deliveryMethods),
    find(tenant, providerId) {
      const connection = tenant.connections.find(({ id }) => id === providerId)
      const able = connection
        ? forConnection(tenant, connection)
        : providerId === mfaProviderId
          ? forMfa(tenant)
          : forTenant(tenant)
      return able.find(
        (candidate): candidate is ReadyCandidate =>
          'provider' in candidate && candidate.providerId === providerId,
      )
    },
  }
}

/** Delivers by those of its methods that are switched on for second factors. */
function withMfaMethods(candidate: Candidate, { mfa }: TenantWithMfa['settings']): Candidate {
  if ('unavailable' in candidate) return candidate
  const { providerId, kind, deliveryMethods } = candidate
  const allowed = mfaDeliveryMethods(mfa, deliveryMethods)
  const both = deliveryMethods.filter((method) => allowed.includes(method))
  if (both.length > 0) return { ...candidate, deliveryMethods: both }
  const words = [deliveryMethods, allowed].map((methods) => methods.join(' and '))
  return unavailable(
    providerId,
    kind,
    `The provider ${kind} delivers by ${words[0]} only, and second factors are sent by ${words[1]} only.`,
  )
}

function unavailable(providerId: string, kind: string, reason: string): Candidate {
  return { providerId, kind, deliveryMethods: [], unavailable: reason }
}

function findUnreadyMfa(tenant: TenantWithMfa): UnreadyMfaProvider | undefined {
  const { isPhoneConsolidated, mfa } = tenant.settings
  const needs = mfaProviderNeeds[mfa.provider]
  if (isPhoneConsolidated || needs === undefined) return undefined
  const isReady = providerKinds.some((definition) => {
    const config = definition.fromMfaSettings?.(mfa, tenant)
    return config !== undefined && findConfigProblems(definition, config, contextOf(tenant)).length === 0
  })
  return isReady ? undefined : { selected: mfa.provider, needs }
}
