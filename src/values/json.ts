// JSON values, and the only checks of what kind one is. Every folder may import this.

export type Json = string | number | boolean | null | readonly Json[] | JsonObject
export interface JsonObject {
  readonly [key: string]: Json
}

/** For a value that came from JSON: whether it has fields, so is neither null nor a list. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Array.isArray knows no read-only lists. */
export function isList(value: unknown): value is readonly Json[] {
  return Array.isArray(value)
}

/** The fields of an object; none for any other value. */
export function fieldsOf(value: unknown): JsonObject {
  return isObject(value) ? value : {}
}

/** Undefined for a text that is not JSON. */
export function parseJson(text: string): Json | undefined {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
