// Secrets in documents that are kept as somebody sent them, such as the options of a connection: nobody has said where
// such a document holds secrets, so a text is one by its name. Who may not see them is shown a mask, and a mask that comes
// back means that the secret stays as it is.

import { ChangeRefused } from './errors.ts'
import { maskedSecret } from './phone-provider.ts'
import type { Json, JsonObject } from './records.ts'

const secretName = /(?:secret|token|password|(?:private|api)_?key)$/i

export function hideSecrets(document: JsonObject): JsonObject {
  return replaceTexts(document, (text, at) => (text !== '' && isSecret(at) ? maskedSecret : text), [])
}

/** @throws ChangeRefused `secret_not_stored` for a mask where there is no secret to keep */
export function keepSecrets(given: JsonObject, stored: JsonObject): JsonObject {
  const keep = (text: string, at: readonly string[]) => {
    if (text !== maskedSecret || !isSecret(at)) return text
    const kept = at.reduce<Json | undefined>(memberOf, stored)
    if (typeof kept === 'string') return kept
    throw new ChangeRefused('secret_not_stored', `${at.join('.')} is masked, and no secret is stored`)
  }
  return replaceTexts(given, keep, [])
}

function isSecret(at: readonly string[]): boolean {
  return secretName.test(at.at(-1) ?? '')
}

type Replace = (text: string, at: readonly string[]) => string

function replaceTexts(object: JsonObject, replace: Replace, above: readonly string[]): JsonObject {
  const inValue = (value: Json, at: readonly string[]): Json => {
    if (typeof value === 'string') return replace(value, at)
    if (isList(value)) return value.map((item, index) => inValue(item, [...at, String(index)]))
    return typeof value === 'object' && value !== null ? replaceTexts(value, replace, at) : value
  }
  return Object.fromEntries(
    Object.entries(object).map(([name, value]) => [name, inValue(value, [...above, name])]),
  )
}

function memberOf(value: Json | undefined, name: string): Json | undefined {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined
  return isList(value) ? value[Number(name)] : value[name]
}

// Array.isArray says nothing of read-only lists.
function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value)
}
