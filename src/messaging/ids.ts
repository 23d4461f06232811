import { randomInt, randomUUID } from 'node:crypto'

const alphanumerics = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

/**
 * An id that sorts by the time it was made, `msg_019a…`: 12 hex digits of milliseconds, 16 of chance. Rows keep
 * arriving at the end of their index, and a page of a list is a range of ids.
 */
export function createTimedId(prefix: string, at = Date.now()): string {
  return `${prefix}_${timedIdPart(at)}${randomHex24().slice(0, 16)}`
}

/** The lowest id of a moment, for ranges by time. */
export function firstTimedId(prefix: string, at: number): string {
  return `${prefix}_${timedIdPart(at)}`
}

/** `con_3CxJq1tCGz7piGD3`: a prefix and alphanumerics, as Auth0's ids are. */
export function createId(prefix: string, length = 16): string {
  return `${prefix}_${randomAlphanumerics(length)}`
}

export function randomAlphanumerics(length: number): string {
  return Array.from({ length }, () => alphanumerics[randomInt(alphanumerics.length)]).join('')
}

/** `sms|<24 hex>`: the strategy of the user's connection and a key of chance. */
export function createUserId(strategy: string): string {
  return `${strategy}|${randomHex24()}`
}

/**
 * 96 bits of chance. From a UUID without its fixed digits: Node draws the bytes of many UUIDs at once, while
 * `randomBytes` draws for each call, at ten times the cost.
 */
export function randomHex24(): string {
  const uuid = randomUUID()
  return uuid.slice(0, 8) + uuid.slice(9, 13) + uuid.slice(24)
}

function timedIdPart(at: number): string {
  return Math.max(0, Math.floor(at)).toString(16).padStart(12, '0').slice(-12)
}
