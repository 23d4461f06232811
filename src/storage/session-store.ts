// Sessions of administrators, under a hash of what the browser holds. What has expired is as good as gone.

import { sql } from 'kysely'
import type { SessionStore } from '#src/identity/administrators/records.ts'
import { toAdministrator } from './administrator-store.ts'
import type { Db } from './database.ts'

const idleSince = (seconds: number) => sql<Date>`now() - make_interval(secs => ${seconds})`
const inSeconds = (seconds: number) => sql<Date>`now() + make_interval(secs => ${seconds})`

export function createSessionStore(db: Db): SessionStore {
  return {
    async create(tenantId, { idHash, administratorId, ttlSeconds }) {
      await db
        .insertInto('admin_sessions')
        .values({
          tenant_id: tenantId,
          id_hash: idHash,
          administrator_id: administratorId,
          expires_at: inSeconds(ttlSeconds),
        })
        .execute()
    },

    async find(tenantId, idHash, idleSeconds) {
      const row = await db
        .selectFrom('admin_sessions as s')
        .innerJoin('administrators as a', (join) =>
          join.onRef('a.tenant_id', '=', 's.tenant_id').onRef('a.id', '=', 's.administrator_id'),
        )
        .select(['a.id', 'a.email', 'a.role', 'a.password_changed_at', 'a.created_at', 'a.last_sign_in_at'])
        .select(['s.created_at as started_at', 's.seen_at', 's.confirmed_until'])
        .where('s.tenant_id', '=', tenantId)
        .where('s.id_hash', '=', idHash)
        .where('s.expires_at', '>', sql<Date>`now()`)
        .where('s.seen_at', '>', idleSince(idleSeconds))
        .executeTakeFirst()
      return (
        row && {
          administrator: toAdministrator(row),
          createdAt: row.started_at,
          seenAt: row.seen_at,
          ...(row.confirmed_until && { confirmedUntil: row.confirmed_until }),
        }
      )
    },

    async markSeen(tenantId, idHash) {
      await db
        .updateTable('admin_sessions')
        .set({ seen_at: sql<Date>`now()` })
        .where('tenant_id', '=', tenantId)
        .where('id_hash', '=', idHash)
        .execute()
    },

    async confirm(tenantId, idHash, seconds) {
      await db
        .updateTable('admin_sessions')
        .set({ confirmed_until: inSeconds(seconds) })
        .where('tenant_id', '=', tenantId)
        .where('id_hash', '=', idHash)
        .execute()
    },

    async remove(tenantId, idHash) {
      await db
        .deleteFrom('admin_sessions')
        .where('tenant_id', '=', tenantId)
        .where('id_hash', '=', idHash)
        .execute()
    },
  }
}
