// From a kind and an operator's configuration to a provider that can be called, or to what is wrong with them.

import type { TObject } from 'typebox'
import { Check, Errors } from 'typebox/value'
import type { Provider } from '#src/messaging/types.ts'
import type { ProviderContext } from '#src/settings/phone-provider.ts'
import { fieldsOf } from '#src/values/json.ts'
import type { ConfigProblem, ProviderDefinition, ProviderTools } from './define-provider.ts'
import { findProviderKind } from './registry.ts'

type ValidationError = ReturnType<typeof Errors>[number]

export type CreatedProvider =
  | {
      readonly ok: true
      readonly definition: ProviderDefinition
      readonly provider: Provider
      /** The longest one call may take, in milliseconds. */
      readonly timeoutMs: number
    }
  | { readonly ok: false; readonly problems: readonly ConfigProblem[] }

/**
 * Makes a provider of a kind from what an operator configured, or says everything that is wrong with it. A field that
 * is `null` counts as absent, as it does for Auth0.
 */
export function createProvider(
  kind: string,
  config: unknown,
  tools: ProviderTools,
  context: ProviderContext,
): CreatedProvider {
  const definition = findProviderKind(kind)
  if (!definition)
    return { ok: false, problems: [{ path: 'kind', message: `no provider kind is called "${kind}"` }] }
  const problems = findConfigProblems(definition, config, context)
  if (problems.length > 0) return { ok: false, problems }
  const given = withoutNulls(config)
  const { timeoutMs } = definition
  return {
    ok: true,
    definition,
    provider: definition.create(given, tools, context),
    timeoutMs: typeof timeoutMs === 'number' ? timeoutMs : timeoutMs(given),
  }
}

/** Everything that is wrong with a configuration of this kind; empty when a provider can be made of it. */
export function findConfigProblems(
  definition: ProviderDefinition,
  config: unknown,
  context: ProviderContext,
): readonly ConfigProblem[] {
  const given = withoutNulls(config)
  if (!Check(definition.config, given)) return schemaProblems(definition.config, given)
  return definition.findProblems?.(given, context) ?? []
}

/** Does what has to be done before this configuration is saved or tested. @returns what is wrong with it */
export async function prepareProvider(
  definition: ProviderDefinition,
  config: unknown,
  tools: ProviderTools,
  context: ProviderContext,
): Promise<readonly ConfigProblem[]> {
  return (await definition.prepare?.(withoutNulls(config), tools, context)) ?? []
}

function withoutNulls(config: unknown): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fieldsOf(config)).filter(([, value]) => value !== null))
}

function schemaProblems(schema: TObject, config: unknown): ConfigProblem[] {
  const messages = new Map<string, string[]>()
  for (const error of Errors(schema, config)) {
    // Both only repeat what another error says better.
    if (error.keyword === 'anyOf' || error.keyword === 'boolean') continue
    const at = error.instancePath.split('/').slice(1)
    for (const [key, message] of readable(error)) {
      const path = [...at, ...key].join('.')
      messages.set(path, [...(messages.get(path) ?? []), message])
    }
  }
  return [...messages].map(([path, all]) => ({ path, message: all.join(' or ') }))
}

/** What an error says, of the field that it is about or of one inside it. */
function readable(error: ValidationError): [key: string[], message: string][] {
  switch (error.keyword) {
    case 'required':
      return error.params.requiredProperties.map((key) => [[key], 'is required'])
    case 'additionalProperties':
      return error.params.additionalProperties.map((key) => [[key], 'is not known'])
    case 'const':
      return [[[], `must be ${JSON.stringify(error.params.allowedValue)}`]]
    case 'minLength':
      return [[[], 'must not be empty']]
    default:
      return [[[], error.message]]
  }
}
