import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { WebhookKey } from './records.ts'
import { liveWebhookKeys, newWebhookKey, rotateWebhookKeys } from './webhook-keys.ts'

const now = new Date('2026-11-21T10:00:00Z')
const after = (seconds: number) => new Date(now.getTime() + seconds * 1000)

/** The keys of a tenant once the changed ones are written over the others. */
function written(keys: readonly WebhookKey[], changed: readonly WebhookKey[]): WebhookKey[] {
  return [...new Map([...keys, ...changed].map((key) => [key.id, key])).values()]
}

test('a key is 32 letters, digits and underscores, and no two are the same', () => {
  const secrets = Array.from({ length: 500 }, () => newWebhookKey(now).secret)
  for (const secret of secrets) assert.match(secret, /^[0-9a-zA-Z_]{32}$/)
  assert.equal(new Set(secrets).size, secrets.length)
  assert.equal(new Set(secrets.join('')).size, 63)
})

test('a tenant without a key has none that is live, and its first rotation makes the first', () => {
  assert.equal(liveWebhookKeys([], now), undefined)
  const { live, changed } = rotateWebhookKeys([], 3600, now)
  assert.deepEqual(changed, [live.current])
  assert.equal(live.previous, undefined)
})

test('after a rotation both keys are live, until the older one retires', () => {
  const first = newWebhookKey(after(-60))
  const { live, changed } = rotateWebhookKeys([first], 3600, now)
  assert.notEqual(live.current.secret, first.secret)
  assert.deepEqual(live.previous, { ...first, retiresAt: after(3600) })
  const keys = written([first], changed)
  assert.deepEqual(liveWebhookKeys(keys, after(3599)), live)
  assert.deepEqual(liveWebhookKeys(keys, after(3600)), { current: live.current })
})

test('a rotation while two are live drops the oldest', () => {
  const first = newWebhookKey(after(-60))
  const once = rotateWebhookKeys([first], 3600, now)
  const keys = written([first], once.changed)
  const twice = rotateWebhookKeys(keys, 7200, after(1))
  assert.equal(twice.live.previous?.id, once.live.current.id)
  const later = written(keys, twice.changed)
  assert.deepEqual(liveWebhookKeys(later, after(1)), twice.live)
  const dropped = later.find(({ id }) => id === first.id)
  assert.ok(dropped?.retiresAt && dropped.retiresAt < after(1))
})

test('with no time left for it the key before is gone at once', () => {
  const first = newWebhookKey(after(-60))
  const { live, changed } = rotateWebhookKeys([first], 0, now)
  assert.equal(live.previous, undefined)
  assert.deepEqual(liveWebhookKeys(written([first], changed), now), { current: live.current })
})

test('the newest key is the newest even when the clock was set back', () => {
  const first = newWebhookKey(after(600))
  const { live, changed } = rotateWebhookKeys([first], 3600, now)
  assert.deepEqual(liveWebhookKeys(written([first], changed), now), live)
  assert.equal(live.previous?.id, first.id)
})
