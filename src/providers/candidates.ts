// From configuration to providers that are ready to send, made once per configuration and kept with it.

import type { Candidate, DeliveryMethod } from '#src/messaging/types.ts'
import type { Connection, JsonObject, PhoneProviderSetting } from '#src/settings/records.ts'
import { createProvider } from './create-provider.ts'
import type { ConfigProblem, ProviderTools } from './define-provider.ts'
import { providerKinds } from './registry.ts'

interface WithProvider {
  readonly phoneProvider: PhoneProviderSetting
}

export interface Candidates {
  /** Who may send for a passwordless connection: the provider in its options, else the tenant's. */
  forConnection(tenant: WithProvider, connection: Connection): readonly Candidate[]
  /** The tenant's phone provider. */
  forTenant(tenant: WithProvider): readonly Candidate[]
}

interface CandidatesOptions {
  readonly tools: ProviderTools
  /** Told once per configuration that cannot send. */
  readonly onProblem: (where: string, problems: readonly ConfigProblem[]) => void
}

export function createCandidates({ tools, onProblem }: CandidatesOptions): Candidates {
  const ofConnection = new WeakMap<Connection, readonly Candidate[] | 'tenant'>()
  const ofTenant = new WeakMap<PhoneProviderSetting, readonly Candidate[]>()

  function create(
    providerId: string,
    kind: string,
    config: JsonObject,
    deliveryMethods?: readonly DeliveryMethod[],
  ): readonly Candidate[] {
    const created = createProvider(kind, config, tools)
    if (!created.ok) {
      onProblem(providerId, created.problems)
      return []
    }
    const { definition, provider } = created
    return [
      {
        providerId,
        kind,
        deliveryMethods: definition.deliveryMethods.filter(
          (method) => deliveryMethods?.includes(method) ?? true,
        ),
        timeoutMs: definition.timeoutMs,
        provider,
      },
    ]
  }

  function own(connection: Connection): readonly Candidate[] | 'tenant' {
    for (const { kind, fromConnectionOptions } of providerKinds) {
      const config = fromConnectionOptions?.(connection.options)
      if (config) return create(connection.id, kind, config)
    }
    return 'tenant'
  }

  function forTenant({ phoneProvider }: WithProvider): readonly Candidate[] {
    const known = ofTenant.get(phoneProvider)
    if (known) return known
    const made = create(
      'phone_provider',
      phoneProvider.kind,
      phoneProvider.config,
      phoneProvider.deliveryMethods,
    )
    ofTenant.set(phoneProvider, made)
    return made
  }

  return {
    forTenant,
    forConnection(tenant, connection) {
      let made = ofConnection.get(connection)
      if (!made) {
        made = own(connection)
        ofConnection.set(connection, made)
      }
      return made === 'tenant' ? forTenant(tenant) : made
    },
  }
}
