import { findSecretPaths } from './config-schema.ts'
import { createProvider } from './create-provider.ts'
import type { ConfigProblem, ProviderTools } from './define-provider.ts'
import { providerKinds } from './registry.ts'

// A provider that is made only to see whether its configuration is right must not be able to send.
const noTools: ProviderTools = {
  sendHttp: () => Promise.reject(new Error('This provider was made for a check only.')),
  keepMessage: () => Promise.reject(new Error('This provider was made for a check only.')),
}

/** The registry as the setting of the phone provider needs it (`PhoneProviderKind` in settings). */
export const phoneProviderKinds = providerKinds.map(({ kind, title, deliveryMethods, config }) => ({
  kind,
  title,
  deliveryMethods,
  config,
  secretPaths: findSecretPaths(config),
  findProblems(given: unknown): readonly ConfigProblem[] {
    const created = createProvider(kind, given, noTools)
    return created.ok ? [] : created.problems
  },
}))
