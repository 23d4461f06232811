import type { PhoneProviderKind } from '#src/settings/phone-provider.ts'
import { findSecretPaths } from './config-schema.ts'
import { findConfigProblems } from './create-provider.ts'
import { providerKinds } from './registry.ts'

/** The registry as the setting of the phone provider needs it: to read, check and mask a configuration. */
export const phoneProviderKinds: readonly PhoneProviderKind[] = providerKinds.map((definition) => ({
  kind: definition.kind,
  title: definition.title,
  deliveryMethods: definition.deliveryMethods,
  config: definition.config,
  secretPaths: findSecretPaths(definition.config),
  findProblems: (config) => findConfigProblems(definition, config),
}))
