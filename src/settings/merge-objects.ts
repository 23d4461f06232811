import { isObject, type JsonObject } from '#src/values/json.ts'

/** What the change names replaces what was there, in objects within objects too; lists are replaced as a whole. */
export function mergeObjects(base: JsonObject, change: JsonObject): JsonObject {
  const merged = Object.entries(change).map(([key, value]) => {
    const before = Object.hasOwn(base, key) ? base[key] : undefined
    return [key, isObject(before) && isObject(value) ? mergeObjects(before, value) : value]
  })
  return { ...base, ...Object.fromEntries(merged) }
}
