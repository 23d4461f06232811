// From configuration to providers that are ready to send, made once per configuration and kept with it.

import type { Candidate, DeliveryMethod } from '#src/messaging/types.ts'
import { type ProviderScene, sceneOf, type TenantWithProvider } from '#src/settings/phone-provider.ts'
import type { Connection, JsonObject, PhoneProviderSetting } from '#src/settings/records.ts'
import { createProvider } from './create-provider.ts'
import type { ConfigProblem, ProviderTools } from './define-provider.ts'
import { providerKinds } from './registry.ts'

export interface Candidates {
  /** Who may send for a passwordless connection: the provider in its options, else the tenant's. */
  forConnection(tenant: TenantWithProvider, connection: Connection): readonly Candidate[]
  /** The tenant's phone provider. */
  forTenant(tenant: TenantWithProvider): readonly Candidate[]
  /** The provider that a setting makes, saved or not, switched off or not. Made anew each time. */
  forSetting(setting: PhoneProviderSetting, scene: ProviderScene): readonly Candidate[]
}

/** Names the tenant's phone provider in the rows of attempts; a connection's own is named by the connection's id. */
const phoneProviderId = 'phone_provider'

interface CandidatesOptions {
  readonly tools: ProviderTools
  /** Told once per configuration that cannot send. */
  readonly onProblem: (where: string, problems: readonly ConfigProblem[]) => void
}

export function createCandidates({ tools, onProblem }: CandidatesOptions): Candidates {
  const ofConnection = new WeakMap<Connection, readonly Candidate[] | 'tenant'>()
  // By the configuration as a whole: a provider is made anew when a key or a script of its tenant changes.
  const ofTenant = new WeakMap<TenantWithProvider, readonly Candidate[]>()

  function create(
    providerId: string,
    kind: string,
    config: JsonObject,
    scene: ProviderScene,
    deliveryMethods?: readonly DeliveryMethod[],
  ): readonly Candidate[] {
    const created = createProvider(kind, config, tools, scene)
    if (!created.ok) {
      onProblem(providerId, created.problems)
      return []
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
      if (config) return create(connection.id, kind, config, sceneOf(tenant))
    }
    return 'tenant'
  }

  function forTenant(tenant: TenantWithProvider): readonly Candidate[] {
    const known = ofTenant.get(tenant)
    if (known) return known
    const { kind, config, deliveryMethods, disabled } = tenant.phoneProvider
    const made = disabled ? [] : create(phoneProviderId, kind, config, sceneOf(tenant), deliveryMethods)
    ofTenant.set(tenant, made)
    return made
  }

  return {
    forTenant,
    forSetting: ({ kind, config, deliveryMethods }, scene) =>
      create(phoneProviderId, kind, config, scene, deliveryMethods),
    forConnection(tenant, connection) {
      let made = ofConnection.get(connection)
      if (!made) {
        made = own(tenant, connection)
        ofConnection.set(connection, made)
      }
      return made === 'tenant' ? forTenant(tenant) : made
    },
  }
}
