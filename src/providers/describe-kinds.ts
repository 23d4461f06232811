import type { PhoneProviderKind } from '#src/settings/phone-provider.ts'
import { findSecretPaths } from './config-schema.ts'
import { findConfigProblems } from './create-provider.ts'
import { providerKinds } from './registry.ts'

/** What settings need to know of every kind, to read, check and mask a configuration. */
export function describeKinds(): readonly PhoneProviderKind[] {
  return providerKinds.map((definition) => ({
    kind: definition.kind,
    title: definition.title,
    deliveryMethods: definition.deliveryMethods,
    config: definition.config,
    secretPaths: findSecretPaths(definition.config),
    findProblems: (config) => findConfigProblems(definition, config),
  }))
}
