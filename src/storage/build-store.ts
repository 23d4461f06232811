// Builds of scripts, kept so that no send and no other process has to make them again. Sealed: a build holds the
// script's text.

import type { BuildStore } from '#src/sandbox/script-tools.ts'
import type { Db } from './database.ts'
import type { Seal } from './seal.ts'

export function createBuildStore(db: Db, seal: Seal): BuildStore {
  const sealingContext = (tenantId: string, id: string) => `${tenantId}/script_builds/${id}`
  return {
    async has(tenantId, id) {
      const row = await db
        .selectFrom('script_builds')
        .select('id')
        .where('tenant_id', '=', tenantId)
        .where('id', '=', id)
        .executeTakeFirst()
      return row !== undefined
    },

    async find(tenantId, id) {
      const row = await db
        .selectFrom('script_builds')
        .select('sealed_build')
        .where('tenant_id', '=', tenantId)
        .where('id', '=', id)
        .executeTakeFirst()
      return row && JSON.parse(seal.open(sealingContext(tenantId, id), row.sealed_build))
    },

    async keep(tenantId, build) {
      await db
        .insertInto('script_builds')
        .values({
          tenant_id: tenantId,
          id: build.id,
          sealed_build: seal.seal(sealingContext(tenantId, build.id), JSON.stringify(build)),
        })
        .onConflict((conflict) => conflict.doNothing())
        .execute()
    },
  }
}
