// Compiles a template once, when its configuration is read, so that a send only fills it in.
// Knows nothing of who will send the text.

import { Liquid, type Template as LiquidTemplate } from 'liquidjs'

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
  readonly organization?: string
}

export type Template = (variables: TemplateVariables) => string

/** A template that does not parse; the message says what and where. */
export class TemplateError extends Error {
  override readonly name = 'TemplateError'
}

// No file system: a template can include nothing. The limits keep a hostile template from holding the server.
const liquid = new Liquid({
  templates: {},
  ownPropertyOnly: true,
  parseLimit: 20_000,
  renderLimit: 50,
  memoryLimit: 1_000_000,
})

/** @throws TemplateError when the template does not parse. */
export function compileTemplate(source: string, syntax: TemplateSyntax): Template {
  return syntax === 'liquid' ? compileLiquid(source) : compileMacros(source)
}

function compileLiquid(source: string): Template {
  let parsed: LiquidTemplate[]
  try {
    parsed = liquid.parse(source)
  } catch (error) {
    throw new TemplateError(error instanceof Error ? error.message.split('\n')[0] : String(error), {
      cause: error,
    })
  }
  return (variables) =>
    String(
      liquid.renderSync(parsed, {
        code: variables.code,
        password: variables.code,
        phone_number: variables.phoneNumber,
        request_language: variables.requestLanguage,
        application: { name: variables.applicationName },
        tenant: { friendly_name: variables.tenantName, friendlyName: variables.tenantName },
        organization: { name: variables.organization ?? '', id: variables.organization ?? '' },
      }),
    )
}

const macros: ReadonlyMap<string, keyof TemplateVariables> = new Map([
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
