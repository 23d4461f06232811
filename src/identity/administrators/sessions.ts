// Sessions of administrators. What the browser holds is the only key to one: storage has its hash, and the token against
// forged requests is derived from it, so that neither is at rest anywhere. Neither may reach a log.

import { createHmac, hash, randomBytes, timingSafeEqual } from 'node:crypto'
import type { Administrator, SessionStore } from './records.ts'

export const sessionLifetimeSeconds = 12 * 60 * 60
const idleSeconds = 60 * 60
const confirmationSeconds = 5 * 60
/** A session that is used is not written at each request. */
const seenEveryMs = 60_000

export interface StartedSession {
  /** For the cookie. */
  readonly id: string
  readonly csrfToken: string
}

export interface Session extends StartedSession {
  readonly administrator: Administrator
  /** Present while the password was given again a short time ago. */
  readonly confirmedUntil?: Date
}

export interface Sessions {
  start(tenantId: string, administratorId: string): Promise<StartedSession>
  /** With `isUse: false` the session goes on growing idle. */
  find(tenantId: string, id: string, options: { readonly isUse: boolean }): Promise<Session | undefined>
  confirm(tenantId: string, id: string): Promise<Date>
  end(tenantId: string, id: string): Promise<void>
}

export function createSessions({
  store,
  now,
}: {
  readonly store: SessionStore
  readonly now: () => number
}): Sessions {
  return {
    async start(tenantId, administratorId) {
      const id = randomBytes(32).toString('base64url')
      await store.create(tenantId, {
        idHash: hashOf(id),
        administratorId,
        ttlSeconds: sessionLifetimeSeconds,
      })
      return { id, csrfToken: csrfTokenOf(id) }
    },
    async find(tenantId, id, { isUse }) {
      const idHash = hashOf(id)
      const found = await store.find(tenantId, idHash, idleSeconds)
      if (!found) return undefined
      const { administrator, seenAt, confirmedUntil } = found
      if (isUse && now() - seenAt.getTime() > seenEveryMs) await store.markSeen(tenantId, idHash)
      const isConfirmed = confirmedUntil !== undefined && confirmedUntil.getTime() > now()
      return {
        id,
        csrfToken: csrfTokenOf(id),
        administrator,
        ...(isConfirmed && { confirmedUntil }),
      }
    },
    async confirm(tenantId, id) {
      await store.confirm(tenantId, hashOf(id), confirmationSeconds)
      return new Date(now() + confirmationSeconds * 1000)
    },
    end: (tenantId, id) => store.remove(tenantId, hashOf(id)),
  }
}

export function isCsrfTokenOf({ csrfToken }: Pick<Session, 'csrfToken'>, given: string): boolean {
  return timingSafeEqual(hash('sha256', given, 'buffer'), hash('sha256', csrfToken, 'buffer'))
}

function hashOf(id: string): string {
  return hash('sha256', id, 'base64url')
}

function csrfTokenOf(id: string): string {
  return createHmac('sha256', id).update('csrf token').digest('base64url')
}
