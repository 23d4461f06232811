// Secrets in documents that are kept as somebody sent them, such as the options of a connection: nobody has said where
// such a document holds secrets, so a text is one by its name. Who may not see them is shown a mask, and a mask that comes
// back means that the secret stays as it is.

import { isList, isObject, type Json, type JsonObject } from '#src/values/json.ts'
import { ChangeRefused } from './errors.ts'
import { maskedSecret } from './phone-provider.ts'

const secretName = /(?:secret|token|password|(?:private|api)_?key)$/i

/**
 * @param answer an object, or lists of them
 * @param unmasked fields of these objects that are left as they are, whatever is in them
 */
export function hideSecrets(answer: unknown, unmasked: readonly string[] = []): unknown {
  if (isList(answer)) return answer.map((item) => hideSecrets(item, unmasked))
  if (!isObject(answer)) return answer
  return Object.fromEntries(
    Object.entries(answer).map(([name, value]) => {
      if (unmasked.includes(name)) return [name, value]
      return [name, isList(value) ? hideSecrets(value, unmasked) : replaceTexts(value, hide, [name])]
    }),
  )
}

const hide: Replace = (text, at) => (text !== '' && isSecret(at) ? maskedSecret : text)

/** @throws ChangeRefused `secret_not_stored` for a mask where there is no secret to keep */
export function keepSecrets(given: JsonObject, stored: JsonObject): JsonObject {
  const keep: Replace = (text, at) => {
    if (text !== maskedSecret || !isSecret(at)) return text
    const kept = at.reduce<Json | undefined>(memberOf, stored)
    if (typeof kept === 'string') return kept
    throw new ChangeRefused('secret_not_stored', `${at.join('.')} is masked, but no secret is stored`)
  }
  return replaceIn(given, keep, [])
}

function isSecret(at: readonly string[]): boolean {
  return secretName.test(at.at(-1) ?? '')
}

type Replace = (text: string, at: readonly string[]) => string

function replaceIn(object: JsonObject, replace: Replace, above: readonly string[]): JsonObject {
  return Object.fromEntries(
    Object.entries(object).map(([name, value]) => [name, replaceTexts(value, replace, [...above, name])]),
  )
}

function replaceTexts(value: Json, replace: Replace, at: readonly string[]): Json {
  if (typeof value === 'string') return replace(value, at)
  if (isList(value)) return value.map((item, index) => replaceTexts(item, replace, [...at, String(index)]))
  return isObject(value) ? replaceIn(value, replace, at) : value
}

function memberOf(value: Json | undefined, name: string): Json | undefined {
  if (isList(value)) return value[Number(name)]
  return isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined
}
