// Compiles a template once, when its configuration is read, so that a send only fills it in.
// Knows nothing of who will send the text.

import type { MessageOrganization } from '../types.ts'
import { parseLiquid } from './liquid.ts'
import { organizationVariables } from './organization-variables.ts'

export const templateSyntaxes = ['md_with_macros', 'liquid'] as const
export type TemplateSyntax = (typeof templateSyntaxes)[number]

/** What a passwordless template may name (contract 5.1). */
export interface TemplateVariables {
  readonly code: string
  readonly phoneNumber: string
  readonly applicationName: string
  /** The raw header: `x-request-language`, else `Accept-Language`. */
  readonly requestLanguage: string
  readonly tenantName: string
  readonly organization?: MessageOrganization
}

export type Template = (variables: TemplateVariables) => string

/** @throws TemplateError when the template does not parse. */
export function compileTemplate(source: string, syntax: TemplateSyntax): Template {
  return syntax === 'liquid' ? compileLiquid(source) : compileMacros(source)
}

/**
 * Checks a template before it is saved. What parses may still ask for what cannot be had, such as another template, so it
 * is also filled in once.
 *
 * @throws TemplateError
 */
export function checkTemplate(source: string, syntax: TemplateSyntax): void {
  const template = compileTemplate(source, syntax)
  for (const variables of samples) template(variables)
}

const login: TemplateVariables = {
  code: '000000',
  phoneNumber: '+442079460123',
  applicationName: 'App',
  requestLanguage: 'en',
  tenantName: 'Tenant',
}
/** A login may be for an organization: what a template does with one must not wait for the first to come. */
const samples: readonly TemplateVariables[] = [
  login,
  { ...login, organization: { id: 'org_1', name: 'acme', displayName: 'Acme', metadata: {} } },
]

function compileLiquid(source: string): Template {
  const render = parseLiquid(source)
  return (variables) =>
    render({
      code: variables.code,
      password: variables.code,
      phone_number: variables.phoneNumber,
      request_language: variables.requestLanguage,
      application: { name: variables.applicationName },
      tenant: { friendly_name: variables.tenantName, friendlyName: variables.tenantName },
      ...(variables.organization && { organization: organizationVariables(variables.organization) }),
    })
}

const macros: ReadonlyMap<string, Exclude<keyof TemplateVariables, 'organization'>> = new Map([
  ['@@password@@', 'code'],
  ['@@code@@', 'code'],
  ['@@phone_number@@', 'phoneNumber'],
  ['@@application.name@@', 'applicationName'],
  ['@@request_language@@', 'requestLanguage'],
])

// Unknown macros stay as they are, as on Auth0.
function compileMacros(source: string): Template {
  const parts = source.split(/(@@[a-z_.]+@@)/).map((text) => ({ text, name: macros.get(text) }))
  return (variables) => parts.map(({ text, name }) => (name ? (variables[name] ?? '') : text)).join('')
}
