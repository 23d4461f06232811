import { type Static, type TObject, type TSchema, type TSchemaOptions, Type } from 'typebox'

// The pieces that provider schemas are made of, besides TypeBox itself.

/** A text that is sealed at rest and masked wherever it is shown. */
export function Secret(title: string, options: TSchemaOptions = {}) {
  return Type.String({ title, minLength: 1, writeOnly: true, ...options })
}

/**
 * Where the secrets of a configuration are, e.g. `[['gateway_authentication', 'secret']]`. `*` stands for every key of
 * a record whose values are secrets.
 */
export function findSecretPaths(schema: TObject): string[][] {
  return Object.entries(schema.properties).flatMap(([key, field]) => {
    if (Type.IsObject(field)) return findSecretPaths(field).map((path) => [key, ...path])
    if (Type.IsRecord(field)) return isSecret(Type.RecordValue(field)) ? [[key, '*']] : []
    return isSecret(field) ? [[key]] : []
  })
}

function isSecret(field: TSchema): boolean {
  return 'writeOnly' in field && field.writeOnly === true
}

/**
 * Shows a field only while each of these fields beside it has one of these values. A hidden field is not saved, so it
 * has to be optional; `findProblems` says when it is missing.
 *
 * @public
 */
export function shownWhen(conditions: Readonly<Record<string, readonly (string | boolean)[]>>) {
  return { 'x-shown-when': conditions }
}

/** Marks a field that is still read where another one, named by its path, is absent. The form shows that one alone. */
export function movedTo(path: string) {
  return { deprecated: true, 'x-moved-to': path }
}

const defaultTimeoutSeconds = 60
/** What Authgear's form starts with. */
const proposedTimeoutSeconds = 30

/** How long the receiver or the script may take, as Authgear has it. */
export function TimeoutSeconds() {
  return Type.Optional(
    Type.Integer({
      title: 'Timeout (Seconds)',
      description: 'How long it may take to answer.',
      minimum: 1,
      maximum: 60,
      default: defaultTimeoutSeconds,
      'x-proposed': proposedTimeoutSeconds,
    }),
  )
}

export function timeoutMsOf({ timeout = defaultTimeoutSeconds }: { readonly timeout?: number }): number {
  return timeout * 1000
}

/** A yes or no that Auth0's own guides also write as text. */
export function Flag(title: string, options: TSchemaOptions = {}) {
  return Type.Union([Type.Boolean(), Type.Literal('true'), Type.Literal('false')], { title, ...options })
}

export function isOn(flag: Static<ReturnType<typeof Flag>> | undefined): boolean {
  return flag === true || flag === 'true'
}

/**
 * One of a few texts, each with the words that it is chosen by.
 *
 * @public
 */
export function Choice<Value extends string>(
  title: string,
  choices: Readonly<Record<Value, string>>,
  options: TSchemaOptions = {},
) {
  const values = Object.entries<string>(choices).map(([value, words]) =>
    Type.Literal(value, { title: words }),
  )
  return Type.Unsafe<Value>(Type.Union(values, { title, ...options }))
}

/** The format that tells a form to expect an address; it checks nothing by itself. */
export const httpUrlFormat = 'http-url'

export function HttpUrl(title: string, options: TSchemaOptions = {}) {
  return Type.Refine(
    Type.String({ title, format: httpUrlFormat, ...options }),
    (text) => /^https?:\/\//i.test(text) && URL.canParse(text),
    () => 'must be an http or https URL',
  )
}
