// `api.cache` of all Actions (auth0.md 9.4, 9.5): in memory, of this process, apart for each tenant and scope. Runs get
// a copy and hand changes back; the limits are checked again here, as a run may claim anything.

import type { CacheChange, CacheEntry } from './runner-messages.ts'

const limits = { entries: 20, keyBytes: 64, valueBytes: 4096, totalBytes: 8192, ttlMs: 24 * 60 * 60_000 }
/** Scopes beyond are forgotten, the one that has gone unchanged longest first. */
const maxScopes = 10_000

export interface ActionCache {
  read(tenantId: string, scope: string): readonly CacheEntry[]
  apply(tenantId: string, scope: string, changes: readonly CacheChange[]): void
}

export function createActionCache(now: () => number = Date.now): ActionCache {
  const scopes = new Map<string, Map<string, CacheEntry>>()
  const keyOf = (tenantId: string, scope: string) => JSON.stringify([tenantId, scope])
  const live = (entries: ReadonlyMap<string, CacheEntry> | undefined) =>
    [...(entries?.values() ?? [])].filter(({ expiresAt }) => expiresAt > now())

  return {
    read: (tenantId, scope) => live(scopes.get(keyOf(tenantId, scope))),
    apply(tenantId, scope, changes) {
      if (changes.length === 0) return
      const name = keyOf(tenantId, scope)
      const entries = new Map(live(scopes.get(name)).map((entry) => [entry.key, entry]))
      for (const change of changes) {
        if ('delete' in change) entries.delete(change.delete)
        else if (fits(entries, change.set)) {
          const expiresAt = Math.min(change.set.expiresAt, now() + limits.ttlMs)
          entries.set(change.set.key, { ...change.set, expiresAt })
        }
      }
      scopes.delete(name)
      if (entries.size > 0) scopes.set(name, entries)
      const [oldest] = scopes.keys()
      if (scopes.size > maxScopes && oldest !== undefined) scopes.delete(oldest)
    },
  }
}

function fits(entries: ReadonlyMap<string, CacheEntry>, { key, value }: CacheEntry): boolean {
  const others = [...entries.values()].filter((entry) => entry.key !== key)
  const bytes = others.reduce((sum, entry) => sum + bytesOf(entry.key) + bytesOf(entry.value), 0)
  return (
    bytesOf(key) <= limits.keyBytes &&
    bytesOf(value) <= limits.valueBytes &&
    others.length < limits.entries &&
    bytes + bytesOf(key) + bytesOf(value) <= limits.totalBytes
  )
}

const bytesOf = (text: string) => Buffer.byteLength(text)
