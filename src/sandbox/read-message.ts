// Reads what a runner process says, and believes nothing of it: a script may have taken the process over.

import { isObject, type JsonObject, parseJson } from '#src/values/json.ts'
import { type CacheChange, type CacheEntry, consoleLevels, type FromRunner } from './runner-messages.ts'

/** Reads one line of a runner. Undefined for anything that a runner of ours would not say. */
export function readMessage(line: string): FromRunner | undefined {
  const value = parseJson(line)
  if (!isObject(value)) return undefined
  if (value.type === 'ready') return { type: 'ready' }
  const { id } = value
  return typeof id === 'number' ? readNumbered(id, value) : undefined
}

function readNumbered(id: number, fields: JsonObject): FromRunner | undefined {
  const { type, text, address, json, reason, end, error, kind, cpuMs } = fields
  switch (type) {
    case 'pong':
    case 'truncated':
      return { type, id }
    case 'console': {
      const level = consoleLevels.find((known) => known === fields.level)
      return level !== undefined && typeof text === 'string' ? { type, id, level, text } : undefined
    }
    case 'refused':
      return typeof address === 'string' ? { type, id, address } : undefined
    case 'returned':
      return typeof json === 'string' ? { type, id, json, changes: readChanges(fields.changes) } : undefined
    case 'decided':
      return (end === 'dropped' || end === 'retry') && typeof reason === 'string'
        ? { type, id, end, reason, changes: readChanges(fields.changes) }
        : undefined
    case 'failed': {
      if (kind !== 'threw' && kind !== 'no_function' && kind !== 'bad_result') return undefined
      if (!isObject(error) || typeof error.name !== 'string' || typeof error.message !== 'string')
        return undefined
      const { name, message, stack } = error
      return { type, id, kind, error: { name, message, ...(typeof stack === 'string' ? { stack } : {}) } }
    }
    case 'idle':
      return { type, id, reusable: fields.reusable === true, cpuMs: typeof cpuMs === 'number' ? cpuMs : 0 }
    default:
      return undefined
  }
}

function readChanges(value: unknown): readonly CacheChange[] {
  if (!Array.isArray(value)) return []
  return value.flatMap((change: unknown): readonly CacheChange[] => {
    if (!isObject(change)) return []
    if (typeof change.delete === 'string') return [{ delete: change.delete }]
    const entry = readEntry(change.set)
    return entry === undefined ? [] : [{ set: entry }]
  })
}

function readEntry(value: unknown): CacheEntry | undefined {
  if (!isObject(value)) return undefined
  const { key, value: text, expiresAt } = value
  if (typeof key !== 'string' || typeof text !== 'string' || typeof expiresAt !== 'number') return undefined
  return { key, value: text, expiresAt }
}
