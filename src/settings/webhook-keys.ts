// The keys that sign webhooks: when a tenant gets one, and what becomes of the old one when there is a new one. Nothing is
// read or written here. A key's text goes to whoever may change the phone provider, and to no log.

import { randomInt } from 'node:crypto'
import { createId } from '#src/messaging/ids.ts'
import type { WebhookKey } from './records.ts'

/** How long the key before stays live after a rotation, unless the operator says otherwise. */
export const previousKeySeconds = 86_400
export const maxPreviousKeySeconds = 7 * 86_400

export interface LiveWebhookKeys {
  /** What receivers are given. */
  readonly current: WebhookKey
  /** The one before, until it retires: it still signs for receivers that check a single key. */
  readonly previous?: WebhookKey & { readonly retiresAt: Date }
}

/** The keys that sign at a moment; undefined when the tenant has none. At most two are live. */
export function liveWebhookKeys(keys: readonly WebhookKey[], now: Date): LiveWebhookKeys | undefined {
  const [current, ...older] = [...keys]
    .filter(({ retiresAt }) => retiresAt === undefined || retiresAt > now)
    .sort((a, b) => b.createdAt.getTime() - a.createdAt.getTime())
  if (!current) return undefined
  const [previous] = older.filter((key) => key.retiresAt !== undefined)
  return previous?.retiresAt
    ? { current, previous: { ...previous, retiresAt: previous.retiresAt } }
    : { current }
}

const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_'

/** 32 characters of `[0-9a-zA-Z_]`, as Authgear makes them (authgear contract 1.1): 191 bits of chance. */
export function newWebhookKey(now: Date): WebhookKey {
  const secret = Array.from({ length: 32 }, () => alphabet[randomInt(alphabet.length)]).join('')
  return { id: createId('whk'), secret, createdAt: now }
}

export interface Rotation {
  readonly live: LiveWebhookKeys
  /** Every key to write, in this order: those that go, the one that retires, the new one. */
  readonly changed: readonly WebhookKey[]
}

/**
 * Makes a new key and lets the current one retire. Where two are live already the older one goes at once, so that there
 * are never more than two.
 */
export function rotateWebhookKeys(
  keys: readonly WebhookKey[],
  previousValidForSeconds: number,
  now: Date,
): Rotation {
  const live = liveWebhookKeys(keys, now)
  // The newest is told by its age, so it must be younger than the one before, whatever the clock did.
  const createdAt = new Date(Math.max(now.getTime(), (live?.current.createdAt.getTime() ?? 0) + 1))
  const current = newWebhookKey(createdAt)
  if (!live) return { live: { current }, changed: [current] }
  const gone = new Date(now.getTime() - 1)
  const retiresAt = previousValidForSeconds === 0 ? gone : secondsAfter(now, previousValidForSeconds)
  const previous = { ...live.current, retiresAt }
  const others = keys.filter(({ id }) => id !== previous.id)
  return {
    live: previousValidForSeconds === 0 ? { current } : { current, previous },
    changed: [...others.map((key) => ({ ...key, retiresAt: gone })), previous, current],
  }
}

function secondsAfter(time: Date, seconds: number): Date {
  return new Date(time.getTime() + seconds * 1000)
}
