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

const defaultTimeoutSeconds = 60

/** How long the receiver or the script may take, as Authgear has it. */
export function TimeoutSeconds() {
  return Type.Optional(
    Type.Integer({ title: 'Timeout in seconds', minimum: 1, maximum: 60, default: defaultTimeoutSeconds }),
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

export function HttpUrl(title: string, options: TSchemaOptions = {}) {
  return Type.Refine(
    Type.String({ title, ...options }),
    (text) => /^https?:\/\//i.test(text) && URL.canParse(text),
    () => 'must be an http or https URL',
  )
}
