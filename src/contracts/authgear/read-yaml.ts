// YAML of an Authgear project, read as Authgear reads it: one document, no key twice. A message about what is wrong names
// the place and never quotes it, because the text around it may be a secret.

import type { TSchema } from 'typebox'
import { Errors } from 'typebox/value'
import { isMap, LineCounter, parseDocument } from 'yaml'
import { isObject } from '#src/values/json.ts'

/** A file as it was given: its name is how messages call it. */
export interface ProjectText {
  readonly name: string
  readonly text: string
}

export interface ProjectProblem {
  /** The file that has to be mended. */
  readonly file: string
  /** The key in it, e.g. `messaging.sms_gateway.provider`. Empty when it is the whole. */
  readonly key: string
  readonly message: string
}

export type ReadResult<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly problems: readonly ProjectProblem[] }

// The library would print its warnings, and quote the file in them.
const core = { schema: 'core', logLevel: 'error' } as const

type YamlObject = Readonly<Record<string, unknown>>

/** The file's keys and values. A key without a value counts as absent. */
export function readYaml({ name, text }: ProjectText): ReadResult<YamlObject> {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, ...core })
  if (document.errors.length > 0) {
    const problems = document.errors.map(({ code, pos }) => {
      const { line, col } = lines.linePos(pos[0])
      return { file: name, key: '', message: `is not YAML at line ${line}, column ${col} (${code})` }
    })
    return { ok: false, problems }
  }
  const refuse = (message: string): ReadResult<YamlObject> => ({
    ok: false,
    problems: [{ file: name, key: '', message }],
  })
  if (!isMap(document.contents)) return refuse('has no keys: is it the right file?')
  try {
    const value: unknown = document.toJS({ maxAliasCount: 100 })
    return isObject(value) ? { ok: true, value: withoutNulls(value) } : refuse('has no keys')
  } catch {
    return refuse('has aliases of nothing, or too many')
  }
}

/** What is wrong with a value, one problem for each place below `key`. */
export function schemaProblems(file: string, key: string, schema: TSchema, value: unknown): ProjectProblem[] {
  return Errors(schema, value).flatMap((error) => {
    const at = error.instancePath.split('/').slice(1)
    const keys = error.keyword === 'required' ? error.params.requiredProperties : [undefined]
    const message = error.keyword === 'required' ? 'is required' : inWords(error)
    return keys.map((missing) => ({ file, key: keyOf(key, [...at, missing]), message }))
  })
}

function inWords(error: ReturnType<typeof Errors>[number]): string {
  if (error.keyword === 'enum') return `must be one of: ${error.params.allowedValues.join(', ')}`
  if (error.keyword === 'const') return `must be ${JSON.stringify(error.params.allowedValue)}`
  return error.message
}

function keyOf(key: string, path: readonly (string | undefined)[]): string {
  return [key, ...path].filter((part) => part !== undefined && part !== '').join('.')
}

function withoutNulls(object: YamlObject): YamlObject {
  const entries = Object.entries(object).filter(([, value]) => value !== null && value !== undefined)
  return Object.fromEntries(entries.map(([key, value]) => [key, withoutNullsInside(value)]))
}

function withoutNullsInside(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNullsInside)
  return isObject(value) ? withoutNulls(value) : value
}
