// The engine behind every Liquid template. A template is an operator's text: it reads nothing but what it is given, and
// it cannot hold the server.

import { Liquid, type Template } from 'liquidjs'

/** In characters, of a template and of what becomes of it: more than any message takes. */
export const maxTemplateLength = 20_000

/** A template that does not parse, or cannot be filled in. The message says where and what, as far as it is known. */
export class TemplateError extends Error {
  override readonly name = 'TemplateError'
  /** From 1. */
  readonly line?: number
  readonly column?: number

  constructor(what: string, where: Position | undefined, options?: ErrorOptions) {
    super(where ? `line ${where.line}, column ${where.column}: ${what}` : what, options)
    if (where) Object.assign(this, where)
  }
}

interface Position {
  readonly line: number
  readonly column: number
}

// No file system: a template can include nothing. The limits keep a hostile template from holding the server.
const liquid = new Liquid({
  templates: {},
  ownPropertyOnly: true,
  parseLimit: maxTemplateLength,
  renderLimit: 200,
  memoryLimit: 1_000_000,
})

// Each evaluates an expression for every element within one filter, where the time limit does not look.
for (const name of ['where_exp', 'reject_exp', 'group_by_exp', 'find_exp', 'find_index_exp', 'has_exp']) {
  liquid.registerFilter(name, () => {
    throw new Error(`the filter ${name} is not supported`)
  })
}

export type RenderLiquid = (scope: Readonly<Record<string, unknown>>) => string

/** @throws TemplateError when the source does not parse; what is returned throws it when it cannot be filled in. */
export function parseLiquid(source: string): RenderLiquid {
  const parsed = orTemplateError((): Template[] => liquid.parse(source))
  return (scope) => {
    const text = orTemplateError(() => fillIn(parsed, scope))
    if (text.length > maxTemplateLength) throw new TemplateError('the rendered text is too long', undefined)
    return text
  }
}

/**
 * The time limit is that of the clock. A message's template takes far less than a millisecond, but a busy machine may let
 * it wait in between: only one that meets the limit twice is slow by itself.
 */
function fillIn(parsed: Template[], scope: Readonly<Record<string, unknown>>): string {
  try {
    return String(liquid.renderSync(parsed, { ...scope }))
  } catch (error) {
    const isTimeout = error instanceof Error && error.message.includes('template render limit exceeded')
    if (!isTimeout) throw error
    return String(liquid.renderSync(parsed, { ...scope }))
  }
}

function orTemplateError<Result>(work: () => Result): Result {
  try {
    return work()
  } catch (error) {
    throw templateError(error)
  }
}

/** Of the engine's words the first line: what follows quotes the template. */
function templateError(error: unknown): TemplateError {
  const message = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error)
  const [, what = message, line, column] = /^(.*), line:(\d+), col:(\d+)$/.exec(message) ?? []
  const where = line && column ? { line: Number(line), column: Number(column) } : undefined
  return new TemplateError(what, where, { cause: error })
}
