import type { PhoneProviderKind } from '#src/settings/phone-provider.ts'
import { findSecretPaths } from './config-schema.ts'
import { findConfigProblems, prepareProvider } from './create-provider.ts'
import type { ProviderTools } from './define-provider.ts'
import { providerKinds } from './registry.ts'

/** The registry as the setting of the phone provider needs it: to read, check, prepare and mask a configuration. */
export function phoneProviderKinds(tools: ProviderTools): readonly PhoneProviderKind[] {
  return providerKinds.map((definition) => ({
    kind: definition.kind,
    title: definition.title,
    description: definition.description,
    icon: definition.icon,
    deliveryMethods: definition.deliveryMethods,
    config: definition.config,
    signs: definition.signs ?? false,
    secretPaths: findSecretPaths(definition.config),
    findProblems: (config, context) => findConfigProblems(definition, config, context),
    prepare: (config, context) => prepareProvider(definition, config, tools, context),
  }))
}
