import { type Static, type TObject, type TSchemaOptions, Type } from 'typebox'

// The pieces that provider schemas are made of, besides TypeBox itself.

/** A text that is sealed at rest and masked wherever it is shown. */
export function Secret(title: string, options: TSchemaOptions = {}) {
  return Type.String({ title, minLength: 1, writeOnly: true, ...options })
}

/** Where the secrets of a configuration are, e.g. `[['gateway_authentication', 'secret']]`. */
export function findSecretPaths(schema: TObject): string[][] {
  return Object.entries(schema.properties).flatMap(([key, field]) => {
    if (Type.IsObject(field)) return findSecretPaths(field).map((path) => [key, ...path])
    return 'writeOnly' in field && field.writeOnly === true ? [[key]] : []
  })
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
