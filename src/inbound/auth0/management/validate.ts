// Checks bodies, queries and paths by the schemas of contracts/auth0 and words what is wrong as Auth0 does: the words
// of JSON Schema failures come from the validator that it uses. Forms and queries carry text only; what a schema
// wants as a number, a truth value, a list or an object is read from that text first.

import type { FastifyRequest } from 'fastify'
import { type Static, type TObject, type TSchema, Type } from 'typebox'
import { Compile } from 'typebox/compile'
import type { JsonObject } from '#src/settings/records.ts'
import { parseJson } from '#src/values/json.ts'
import { isCleanValue } from '../../http/bodies.ts'
import { type ManagementError, type ValidatedPart, validationError } from './errors.ts'

/** Reads the body of a request, JSON or form. @throws ManagementError */
export function createBodyReader<Schema extends TSchema>(schema: Schema) {
  const check = createCheck('Payload', schema)
  return ({ body, headers }: FastifyRequest): Static<Schema> => {
    const isForm = headers['content-type']?.startsWith('application/x-www-form-urlencoded') === true
    const given = isForm && Type.IsObject(schema) ? readTexts(schema, body) : body
    if (isForm && !isCleanValue(given)) {
      throw validationError('Payload', 'The body holds text with characters that cannot be stored')
    }
    return check(given)
  }
}

/** Reads the query string of a request. @throws ManagementError */
export function createQueryReader<Schema extends TObject>(schema: Schema) {
  const check = createCheck('Query', schema)
  return ({ query }: FastifyRequest): Static<Schema> => check(readTexts(schema, query))
}

/** Reads one parameter of the path. @throws ManagementError */
export function createPathReader(name: string, pattern: string, description: string) {
  const expression = new RegExp(pattern)
  return ({ params }: FastifyRequest): string => {
    const value = new Map<string, unknown>(Object.entries(params ?? {})).get(name)
    const text = typeof value === 'string' ? value : ''
    if (expression.test(text)) return text
    throw validationError('Path', `String does not match pattern ${pattern}: ${text}`, {
      path: name,
      description,
    })
  }
}

/** The fields of a body that its schema does not name. */
export function otherFields(body: object, schema: TObject): JsonObject {
  return Object.fromEntries(Object.entries(body).filter(([name]) => !Object.hasOwn(schema.properties, name)))
}

/** An object of a body, as it was sent. */
export function allFields(body: object): JsonObject {
  return Object.fromEntries(Object.entries(body))
}

/** Some fields of a body, as they were sent. */
export function pickFields(body: object, names: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(body).filter(([name]) => names.includes(name)))
}

/** @throws ManagementError when the body carries fields that only the server may set */
export function refuseFields(body: object, names: readonly string[]): void {
  const refused = names.filter((name) => Object.hasOwn(body, name))
  if (refused.length > 0)
    throw validationError('Payload', `Additional properties not allowed: ${refused.join(',')}`)
}

function createCheck<Schema extends TSchema>(part: ValidatedPart, schema: Schema) {
  // With the first request: there are many schemas, and a start would wait for all of them.
  let validator: ReturnType<typeof compile> | undefined
  const compile = () => Compile(schema)
  return (value: unknown): Static<Schema> => {
    validator ??= compile()
    if (validator.Check(value)) return value
    throw describe(part, schema, value, validator.Errors(value))
  }
}

type ValidationError = ReturnType<ReturnType<typeof Compile>['Errors']>[number]

// A union fails once per alternative and once as a whole; the whole is what is said, unless only one alternative is
// meant. `additionalProperties` sums up failures of its own that name each property.
const sums = new Set(['anyOf', 'additionalProperties'])

function describe(
  part: ValidatedPart,
  schema: TSchema,
  value: unknown,
  all: readonly ValidationError[],
): ManagementError {
  const errors = all.filter((error) => !isSaidByTheMeant(error, all, value))
  const error = errors.find(({ keyword }) => sums.has(keyword)) ?? errors[0]
  const steps = error?.instancePath.split('/').slice(1).map(unescapePointer) ?? []
  const why = error ? wordsFor(error, valueAt(value, steps)) : 'The value is not valid'
  if (steps.length === 0) return validationError(part, why)
  const path = steps
    .map((step) => (/^\d+$/.test(step) ? `[${step}]` : `.${step}`))
    .join('')
    .replace(/^\./, '')
  return validationError(part, why, { path, description: descriptionAt(schema, steps) })
}

/**
 * Whether a union's failure says less than that of one of its alternatives: an object can only mean the alternative
 * that is an object, so what is wrong inside it is said, and not that it is no null either.
 */
function isSaidByTheMeant(
  { keyword, schemaPath, instancePath }: ValidationError,
  errors: readonly ValidationError[],
  value: unknown,
): boolean {
  const union = keyword === 'anyOf' ? schemaPath : /^(.*)\/anyOf\/\d+$/.exec(schemaPath)?.[1]
  if (union === undefined || (keyword !== 'anyOf' && keyword !== 'type')) return false
  const steps = instancePath.split('/').slice(1).map(unescapePointer)
  if (typeName(valueAt(value, steps)) !== 'object') return false
  const alternatives = new Map<string, boolean>()
  for (const other of errors) {
    if (!other.schemaPath.startsWith(`${union}/anyOf/`)) continue
    const index = other.schemaPath.slice(`${union}/anyOf/`.length).split('/')[0] ?? ''
    const isOtherType = other.keyword === 'type' && other.schemaPath === `${union}/anyOf/${index}`
    alternatives.set(index, (alternatives.get(index) ?? true) && isOtherType)
  }
  return [...alternatives.values()].filter((isOtherType) => !isOtherType).length === 1
}

function wordsFor(error: ValidationError, value: unknown): string {
  const size =
    Array.isArray(value) || typeof value === 'string' ? value.length : Object.keys(value ?? {}).length
  switch (error.keyword) {
    case 'type':
      return `Expected type ${[error.params.type].flat().join(' or ')} but found type ${typeName(value)}`
    case 'required':
      return `Missing required property: ${error.params.requiredProperties[0]}`
    case 'additionalProperties':
      return `Additional properties not allowed: ${error.params.additionalProperties.join(',')}`
    case 'anyOf':
      return "Data does not match any schemas from 'anyOf'"
    case 'enum':
    case 'const':
      return `No enum match for: ${JSON.stringify(value)?.replace(/^"(.*)"$/, '$1')}`
    case 'pattern':
      return `String does not match pattern ${error.params.pattern}: ${value}`
    case 'minLength':
      return `String is too short (${size} chars), minimum ${error.params.limit}`
    case 'maxLength':
      return `String is too long (${size} chars), maximum ${error.params.limit}`
    case 'minItems':
      return `Array is too short (${size}), minimum ${error.params.limit}`
    case 'maxItems':
      return `Array is too long (${size}), maximum ${error.params.limit}`
    case 'minProperties':
      return `Too few properties defined (${size}), minimum ${error.params.limit}`
    case 'maxProperties':
      return `Too many properties defined (${size}), maximum ${error.params.limit}`
    case 'minimum':
      return `Value ${value} is less than minimum ${error.params.limit}`
    case 'maximum':
      return `Value ${value} is greater than maximum ${error.params.limit}`
    default:
      return error.message
  }
}

function typeName(value: unknown): string {
  if (value === null || value === undefined) return String(value)
  if (Array.isArray(value)) return 'array'
  return Number.isInteger(value) ? 'integer' : typeof value
}

function unescapePointer(step: string): string {
  return step.replaceAll('~1', '/').replaceAll('~0', '~')
}

function valueAt(value: unknown, steps: readonly string[]): unknown {
  return steps.reduce<unknown>(
    (at, step) =>
      typeof at === 'object' && at !== null ? Object.entries(at).find(([key]) => key === step)?.[1] : at,
    value,
  )
}

function descriptionAt(schema: TSchema, steps: readonly string[]): string | undefined {
  let at: TSchema | undefined = schema
  for (const step of steps) at = at && schemaOf(at, step)
  return at && 'description' in at && typeof at.description === 'string' ? at.description : undefined
}

function schemaOf(schema: TSchema, step: string): TSchema | undefined {
  if (Type.IsObject(schema)) return schema.properties[step]
  if (Type.IsArray(schema)) return schema.items
  if (Type.IsUnion(schema)) return schema.anyOf.map((option) => schemaOf(option, step)).find(Boolean)
  return undefined
}

/** Text by text, what the schema wants. What cannot be read stays text, for the check to name it. */
function readTexts(schema: TObject, source: unknown): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(source ?? {}).map(([name, given]) => {
      const wanted = schema.properties[name]
      if (wanted && Type.IsArray(wanted)) return [name, Array.isArray(given) ? given : readList(given)]
      // A parameter that may appear once and appears twice counts as sent last, as on most servers.
      const text = Array.isArray(given) ? given.at(-1) : given
      return [name, wanted && typeof text === 'string' ? readText(wanted, text) : text]
    }),
  )
}

function readList(given: unknown): unknown {
  if (typeof given === 'string' && given.startsWith('[')) return parseJson(given) ?? [given]
  return [given]
}

function readText(wanted: TSchema, text: string): unknown {
  if (Type.IsString(wanted) || Type.IsEnum(wanted)) return text
  if (Type.IsUnion(wanted) && wanted.anyOf.some((option) => Type.IsString(option) || Type.IsEnum(option)))
    return text
  return parseJson(text) ?? text
}
