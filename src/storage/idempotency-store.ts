import { sql } from 'kysely'
import type { IdempotencyStore, IdempotentRequest } from '#src/messaging/idempotency.ts'
import type { Db } from './database.ts'

/** Answers are kept, and keys remembered, for this long. */
export const idempotencyMemory = '24 hours'

/** Longer than any send takes: a claim this old without an answer is that of a process that ended. */
export const abandonedAfter = '2 minutes'

export function createIdempotencyStore(db: Db): IdempotencyStore {
  const at = ({ tenantId, clientId, key }: IdempotentRequest) => ({
    tenant_id: tenantId,
    client_id: clientId,
    key,
  })
  return {
    async claim(request) {
      const { requestHash } = request
      const claimed = await db
        .insertInto('idempotency_keys')
        .values({ ...at(request), request_hash: requestHash })
        .onConflict((conflict) =>
          conflict
            .columns(['tenant_id', 'client_id', 'key'])
            .doUpdateSet({ request_hash: requestHash, status: null, body: null, created_at: sql`now()` })
            .where(
              sql<boolean>`idempotency_keys.created_at < now() - interval '${sql.raw(idempotencyMemory)}' or (
                idempotency_keys.status is null and idempotency_keys.request_hash = ${requestHash}
                and idempotency_keys.created_at < now() - interval '${sql.raw(abandonedAfter)}')`,
            ),
        )
        .returning('key')
        .executeTakeFirst()
      if (claimed) return { state: 'claimed' }

      const known = await db
        .selectFrom('idempotency_keys')
        .select(['request_hash', 'status', 'body'])
        .where((eb) => eb.and(at(request)))
        .executeTakeFirst()
      if (known && known.request_hash !== requestHash) return { state: 'other_request' }
      // Without a row the other request has just given its claim back; the caller's next try finds the key free.
      if (!known || known.status === null || known.body === null) return { state: 'running' }
      return { state: 'answered', answer: { status: known.status, body: known.body } }
    },

    async answer(request, { status, body }) {
      await db
        .updateTable('idempotency_keys')
        .set({ status, body })
        .where((eb) => eb.and(at(request)))
        .where('request_hash', '=', request.requestHash)
        .where('status', 'is', null)
        .execute()
    },

    async release(request) {
      await db
        .deleteFrom('idempotency_keys')
        .where((eb) => eb.and(at(request)))
        .where('request_hash', '=', request.requestHash)
        .where('status', 'is', null)
        .execute()
    },
  }
}
