// `api` as an Action knows it (auth0.md 9.5, 9.6): `notification` says what becomes of the message, `cache` keeps small
// values between runs. The host holds the cache; a run gets a copy and hands its changes back.

import { Buffer } from 'node:buffer'
import type { CacheChange, CacheEntry } from '../src/sandbox/runner-messages.ts'

const maxReasonLength = 1024
const limits = { entries: 20, keyBytes: 64, valueBytes: 4096, totalBytes: 8192 }
const defaultTtlMs = 15 * 60_000
const maxTtlMs = 24 * 60 * 60_000

export interface Verdict {
  readonly end: 'dropped' | 'retry'
  readonly reason: string
}

export interface ActionRun {
  readonly api: object
  verdict(): Verdict | undefined
  readonly changes: readonly CacheChange[]
}

export function createActionApi(entries: readonly CacheEntry[], hasNotification: boolean): ActionRun {
  let verdict: Verdict | undefined
  const changes: CacheChange[] = []
  const cache = createCache(entries, changes)
  const decide = (end: Verdict['end']) => (reason: unknown) => {
    verdict = { end, reason: `${reason ?? ''}`.slice(0, maxReasonLength) }
    return api
  }
  const api = hasNotification
    ? { notification: { drop: decide('dropped'), retry: decide('retry') }, cache }
    : { cache }
  return { api, verdict: () => verdict, changes }
}

function createCache(initial: readonly CacheEntry[], changes: CacheChange[]) {
  const entries = new Map(initial.map((entry) => [entry.key, entry]))
  const live = (key: unknown) => {
    const entry = entries.get(`${key}`)
    return entry !== undefined && entry.expiresAt > Date.now() ? entry : undefined
  }
  return {
    get(key: unknown) {
      const entry = live(key)
      return entry && { value: entry.value, expires_at: entry.expiresAt }
    },
    set(key: unknown, value: unknown, options?: { readonly ttl?: unknown; readonly expires_at?: unknown }) {
      if (typeof key !== 'string' || typeof value !== 'string')
        return failed('invalid_argument', 'Keys and values are strings')
      if (Buffer.byteLength(key) > limits.keyBytes)
        return failed('key_too_large', `A key has at most ${limits.keyBytes} bytes`)
      if (Buffer.byteLength(value) > limits.valueBytes) {
        return failed('value_too_large', `A value has at most ${limits.valueBytes} bytes`)
      }
      const others = [...entries.values()].filter((entry) => entry.key !== key && live(entry.key))
      if (others.length >= limits.entries)
        return failed('too_many_entries', `The cache holds ${limits.entries} entries`)
      const total = others.reduce((sum, entry) => sum + sizeOf(entry.key, entry.value), sizeOf(key, value))
      if (total > limits.totalBytes) return failed('cache_full', `The cache holds ${limits.totalBytes} bytes`)
      const expiresAt = expiry(options?.ttl, options?.expires_at)
      const entry = { key, value, expiresAt }
      entries.set(key, entry)
      changes.push({ set: entry })
      return { type: 'success', record: { value, expires_at: expiresAt } }
    },
    delete(key: unknown) {
      const had = live(key) !== undefined
      entries.delete(`${key}`)
      changes.push({ delete: `${key}` })
      return had ? { type: 'success' } : failed('key_not_found', 'There is no such key')
    },
  }
}

/** The earlier of the two wins, and neither goes beyond a day. */
function expiry(ttl: unknown, expiresAt: unknown): number {
  const now = Date.now()
  const asked = [
    typeof ttl === 'number' ? now + ttl : Number.NaN,
    typeof expiresAt === 'number' ? expiresAt : Number.NaN,
  ]
  const given = asked.filter((time) => Number.isFinite(time))
  return Math.min(now + maxTtlMs, given.length === 0 ? now + defaultTtlMs : Math.min(...given))
}

const sizeOf = (key: string, value: string) => Buffer.byteLength(key) + Buffer.byteLength(value)
const failed = (code: string, message: string) => ({ type: 'error', code, message })
