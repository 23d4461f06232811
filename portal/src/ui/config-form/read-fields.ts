// From the JSON Schema of a configuration to the fields of its form. A schema can come from a newer server: what this
// code does not understand becomes a field that is kept as it is and cannot be edited.

export type Json = unknown
export type JsonObject = Readonly<Record<string, Json>>

interface FieldCommon {
  readonly name: string
  readonly title: string
  readonly description: string | undefined
  readonly isRequired: boolean
  /** Shown only while each of these fields beside it has one of the values. */
  readonly shownWhen: readonly { readonly field: string; readonly values: readonly Json[] }[]
}

export interface NumberField extends FieldCommon {
  readonly type: 'number'
  readonly isInteger: boolean
  readonly minimum: number | undefined
  readonly maximum: number | undefined
  /** What counts when the field is absent. */
  readonly standard: number | undefined
  /** What a new configuration starts with. */
  readonly proposed: number | undefined
}

export type ConfigField =
  | (FieldCommon & {
      readonly type: 'text'
      readonly isUrl: boolean
      readonly placeholder: string | undefined
    })
  | (FieldCommon & { readonly type: 'secret' })
  | NumberField
  | (FieldCommon & { readonly type: 'flag'; readonly standard: boolean })
  | (FieldCommon & {
      readonly type: 'choice'
      readonly choices: readonly { readonly value: string; readonly label: string }[]
      readonly standard: string | undefined
    })
  | (FieldCommon & { readonly type: 'list'; readonly noun: string; readonly isSecret: boolean })
  | (FieldCommon & { readonly type: 'group'; readonly fields: readonly ConfigField[] })
  | (FieldCommon & { readonly type: 'constant'; readonly value: Json })
  | (FieldCommon & { readonly type: 'unknown' })

/** A field that replaces a deprecated one, which is still read where the newer is absent. */
export interface Move {
  readonly from: string
  readonly to: readonly string[]
}

export function readFields(schema: Json): readonly ConfigField[] {
  const { properties, required } = members(schema)
  const names = new Set(Array.isArray(required) ? required : [])
  return Object.entries(members(properties)).flatMap(([name, field]) =>
    members(field).deprecated === true ? [] : [readField(name, members(field), names.has(name))],
  )
}

export function readMoves(schema: Json): readonly Move[] {
  return Object.entries(members(members(schema).properties)).flatMap(([from, field]) => {
    const to = textIn(members(field), 'x-moved-to')
    return to === undefined ? [] : [{ from, to: to.split('.') }]
  })
}

function readField(name: string, schema: JsonObject, isRequired: boolean): ConfigField {
  const common = {
    name,
    title: textIn(schema, 'title') ?? name,
    description: textIn(schema, 'description'),
    isRequired,
    shownWhen: Object.entries(members(schema['x-shown-when'])).flatMap(([field, values]) =>
      Array.isArray(values) ? [{ field, values }] : [],
    ),
  }
  const { type, const: constant, default: standard } = schema
  if (constant !== undefined) return { ...common, type: 'constant', value: constant }
  if (type === 'boolean' || isFlag(schema)) return { ...common, type: 'flag', standard: standard === true }
  const choices = choicesOf(schema)
  if (choices) {
    return { ...common, type: 'choice', choices, standard: textIn(schema, 'default') }
  }
  if (type === 'string' && schema.writeOnly === true) return { ...common, type: 'secret' }
  if (type === 'string') {
    const [example] = Array.isArray(schema.examples) ? schema.examples : []
    const placeholder = standard ?? example
    return {
      ...common,
      type: 'text',
      isUrl: schema.format === 'http-url',
      placeholder: typeof placeholder === 'string' ? placeholder : undefined,
    }
  }
  if (type === 'integer' || type === 'number') {
    return {
      ...common,
      type: 'number',
      isInteger: type === 'integer',
      minimum: numberIn(schema, 'minimum'),
      maximum: numberIn(schema, 'maximum'),
      standard: numberIn(schema, 'default'),
      proposed: numberIn(schema, 'x-proposed'),
    }
  }
  if (type === 'object' && schema.properties !== undefined) {
    return { ...common, type: 'group', fields: readFields(schema) }
  }
  const [value] = Object.values(members(schema.patternProperties)).map(members)
  if (type === 'object' && value?.type === 'string') {
    const noun = textIn(value, 'title')?.toLowerCase() ?? 'entry'
    return { ...common, type: 'list', noun, isSecret: value.writeOnly === true }
  }
  return { ...common, type: 'unknown' }
}

/** A yes or no that may also be written as text. */
function isFlag({ anyOf }: JsonObject): boolean {
  return Array.isArray(anyOf) && anyOf.some((each) => members(each).type === 'boolean')
}

function choicesOf({ anyOf, enum: values }: JsonObject) {
  const alternatives: readonly Json[] = Array.isArray(values)
    ? values.map((value: Json) => ({ const: value }))
    : Array.isArray(anyOf)
      ? anyOf
      : []
  const choices = alternatives.map(members).flatMap((each) => {
    const value = textIn(each, 'const')
    return value === undefined ? [] : [{ value, label: textIn(each, 'title') ?? value }]
  })
  return choices.length > 0 && choices.length === alternatives.length ? choices : undefined
}

export function members(value: Json): JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value))
    : {}
}

function textIn(schema: JsonObject, keyword: string): string | undefined {
  const value = schema[keyword]
  return typeof value === 'string' ? value : undefined
}

function numberIn(schema: JsonObject, keyword: string): number | undefined {
  const value = schema[keyword]
  return typeof value === 'number' ? value : undefined
}
