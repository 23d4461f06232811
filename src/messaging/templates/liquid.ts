// The engine behind every Liquid template. A template is an operator's text: it reads nothing but what it is given, and
// it cannot hold the server.

import { Liquid, type Template } from 'liquidjs'

/** A template that does not parse, or cannot be filled in; the message says what and where. */
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

export type RenderLiquid = (scope: Readonly<Record<string, unknown>>) => string

/** @throws TemplateError when the source does not parse. */
export function parseLiquid(source: string): RenderLiquid {
  let parsed: Template[]
  try {
    parsed = liquid.parse(source)
  } catch (error) {
    throw templateError(error)
  }
  return (scope) => String(liquid.renderSync(parsed, { ...scope }))
}

/** The first line of the engine's error: what follows quotes the template. */
export function templateError(error: unknown): TemplateError {
  const message = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error)
  return new TemplateError(message, { cause: error })
}
