import type { StoredTokenRecord, TokenRecordStore } from '#src/identity/ports.ts'
import type { JsonObject } from '#src/settings/records.ts'
import type { Db } from './database.ts'

export function createTokenRecordStore(db: Db): TokenRecordStore {
  const at = (tenantId: string, model: string, idHash: string) => ({
    tenant_id: tenantId,
    model,
    id_hash: idHash,
  })
  return {
    async upsert(record) {
      const row = {
        grant_id: record.grantId ?? null,
        payload: JSON.stringify(record.payload),
        expires_at: record.expiresAt ?? null,
      }
      await db
        .insertInto('token_records')
        .values({ ...at(record.tenantId, record.model, record.idHash), ...row })
        .onConflict((conflict) => conflict.columns(['tenant_id', 'model', 'id_hash']).doUpdateSet(row))
        .execute()
    },

    async find(tenantId, model, idHash): Promise<StoredTokenRecord | undefined> {
      const row = await db
        .selectFrom('token_records')
        .select(['payload', 'consumed_at'])
        .where((eb) => eb.and(at(tenantId, model, idHash)))
        .where((eb) => eb.or([eb('expires_at', 'is', null), eb('expires_at', '>', new Date())]))
        .executeTakeFirst()
      if (!row) return undefined
      const payload = row.payload as JsonObject // written from one by `upsert`
      return row.consumed_at ? { payload, consumedAt: row.consumed_at } : { payload }
    },

    async consume(tenantId, model, idHash) {
      const { numUpdatedRows } = await db
        .updateTable('token_records')
        .set({ consumed_at: new Date() })
        .where((eb) => eb.and(at(tenantId, model, idHash)))
        .where('consumed_at', 'is', null)
        .executeTakeFirstOrThrow()
      return numUpdatedRows === 1n
    },

    async destroy(tenantId, model, idHash) {
      await db
        .deleteFrom('token_records')
        .where((eb) => eb.and(at(tenantId, model, idHash)))
        .execute()
    },

    async destroyByGrant(tenantId, grantId) {
      await db
        .deleteFrom('token_records')
        .where('tenant_id', '=', tenantId)
        .where('grant_id', '=', grantId)
        .execute()
    },
  }
}
