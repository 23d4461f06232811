// Actions and Hooks as rows. Their code is sealed like their secrets: scripts written for others carry keys in their text.

import type { Kysely, Selectable } from 'kysely'
import type { TenantWriter } from '#src/identity/ports.ts'
import { actionVersionsKept } from '#src/settings/actions.ts'
import {
  type Action,
  type ActionBinding,
  type ActionContent,
  type ActionVersion,
  actionStatuses,
  type Hook,
  type ScriptDependency,
  type ScriptProblem,
  type ScriptSecret,
} from '#src/settings/records.ts'
import type {
  ActionBindingsTable,
  ActionsTable,
  ActionVersionsTable,
  HooksTable,
} from './schema/script-tables.ts'
import type { Database } from './schema.ts'
import type { Seal } from './seal.ts'

type ScriptWriter = Pick<
  TenantWriter,
  'putAction' | 'removeAction' | 'addActionVersion' | 'putActionBindings' | 'putHook' | 'removeHook'
>

export function createScriptWriter(db: Kysely<Database>, seal: Seal, tenantId: string): ScriptWriter {
  const tenant = { tenant_id: tenantId }
  return {
    async putAction(action) {
      const row = {
        name: action.name,
        trigger_version: action.triggerVersion,
        ...contentRow(`${tenantId}/actions/${action.id}`, action, seal),
        status: action.status,
        problems: JSON.stringify(action.problems),
        build_id: action.buildId ?? null,
        deployed_version_id: action.deployed?.id ?? null,
        all_changes_deployed: action.allChangesDeployed,
        updated_at: action.updatedAt,
      }
      await db
        .insertInto('actions')
        .values({
          ...tenant,
          id: action.id,
          trigger_id: action.triggerId,
          ...row,
          created_at: action.createdAt,
        })
        .onConflict((conflict) => conflict.columns(['tenant_id', 'id']).doUpdateSet(row))
        .execute()
    },
    async removeAction(id) {
      await db.deleteFrom('actions').where('tenant_id', '=', tenantId).where('id', '=', id).execute()
    },
    async addActionVersion(version) {
      await db
        .insertInto('action_versions')
        .values({
          ...tenant,
          id: version.id,
          action_id: version.actionId,
          number: version.number,
          ...contentRow(`${tenantId}/action_versions/${version.id}`, version, seal),
          build_id: version.buildId,
          built_at: version.builtAt,
          created_at: version.createdAt,
          updated_at: version.updatedAt,
        })
        .execute()
      await db
        .deleteFrom('action_versions')
        .where('tenant_id', '=', tenantId)
        .where('action_id', '=', version.actionId)
        .where('number', '<=', version.number - actionVersionsKept)
        .where('id', 'not in', (eb) =>
          eb
            .selectFrom('actions')
            .select('deployed_version_id')
            .where('tenant_id', '=', tenantId)
            .where('deployed_version_id', 'is not', null)
            .$castTo<{ deployed_version_id: string }>(),
        )
        .execute()
    },
    async putActionBindings(triggerId, bindings) {
      await db
        .deleteFrom('action_bindings')
        .where('tenant_id', '=', tenantId)
        .where('trigger_id', '=', triggerId)
        .execute()
      const rows = bindings.map((binding, position) => ({
        ...tenant,
        id: binding.id,
        trigger_id: triggerId,
        action_id: binding.actionId,
        display_name: binding.displayName,
        position,
        created_at: binding.createdAt,
        updated_at: binding.updatedAt,
      }))
      if (rows.length > 0) await db.insertInto('action_bindings').values(rows).execute()
    },
    async putHook(hook) {
      const where = `${tenantId}/hooks/${hook.id}`
      const row = {
        name: hook.name,
        enabled: hook.enabled,
        sealed_script: seal.seal(`${where}/script`, hook.script),
        dependencies: JSON.stringify(hook.dependencies),
        sealed_secrets: seal.seal(`${where}/secrets`, JSON.stringify(hook.secrets)),
        updated_at: hook.updatedAt,
      }
      await db
        .insertInto('hooks')
        .values({ ...tenant, id: hook.id, trigger_id: hook.triggerId, ...row, created_at: hook.createdAt })
        .onConflict((conflict) => conflict.columns(['tenant_id', 'id']).doUpdateSet(row))
        .execute()
    },
    async removeHook(id) {
      await db.deleteFrom('hooks').where('tenant_id', '=', tenantId).where('id', '=', id).execute()
    },
  }
}

function contentRow(where: string, content: ActionContent, seal: Seal) {
  return {
    runtime: content.runtime,
    sealed_code: seal.seal(`${where}/code`, content.code),
    dependencies: JSON.stringify(content.dependencies),
    sealed_secrets: seal.seal(`${where}/secrets`, JSON.stringify(content.secrets)),
  }
}

export function toAction(
  row: Selectable<ActionsTable>,
  versions: readonly Selectable<ActionVersionsTable>[],
  seal: Seal,
): Action {
  const deployed = versions.find(({ id }) => id === row.deployed_version_id)
  return {
    id: row.id,
    name: row.name,
    triggerId: row.trigger_id,
    triggerVersion: row.trigger_version,
    ...toContent(`${row.tenant_id}/actions/${row.id}`, row, seal),
    status: actionStatuses.find((status) => status === row.status) ?? 'pending',
    problems: row.problems as ScriptProblem[], // written from them above
    ...(row.build_id !== null && { buildId: row.build_id }),
    ...(deployed && { deployed: toActionVersion(deployed, seal) }),
    allChangesDeployed: row.all_changes_deployed,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  }
}

export function toActionVersion(row: Selectable<ActionVersionsTable>, seal: Seal): ActionVersion {
  return {
    id: row.id,
    actionId: row.action_id,
    number: row.number,
    ...toContent(`${row.tenant_id}/action_versions/${row.id}`, row, seal),
    buildId: row.build_id,
    builtAt: row.built_at,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  }
}

export function toActionBinding(row: Selectable<ActionBindingsTable>): ActionBinding {
  return {
    id: row.id,
    triggerId: row.trigger_id,
    actionId: row.action_id,
    displayName: row.display_name,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  }
}

export function toHook(row: Selectable<HooksTable>, seal: Seal): Hook {
  const where = `${row.tenant_id}/hooks/${row.id}`
  return {
    id: row.id,
    name: row.name,
    triggerId: row.trigger_id,
    enabled: row.enabled,
    script: seal.open(`${where}/script`, row.sealed_script),
    dependencies: row.dependencies as ScriptDependency[], // written from them above
    secrets: openSecrets(seal, `${where}/secrets`, row.sealed_secrets),
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  }
}

function toContent(
  where: string,
  row: Pick<Selectable<ActionsTable>, 'runtime' | 'sealed_code' | 'dependencies' | 'sealed_secrets'>,
  seal: Seal,
): ActionContent {
  return {
    code: seal.open(`${where}/code`, row.sealed_code),
    runtime: row.runtime,
    dependencies: row.dependencies as ScriptDependency[], // written from them above
    secrets: openSecrets(seal, `${where}/secrets`, row.sealed_secrets),
  }
}

function openSecrets(seal: Seal, where: string, sealed: Buffer): ScriptSecret[] {
  const stored: { name: string; value: string; updatedAt: string }[] = JSON.parse(seal.open(where, sealed))
  return stored.map((secret) => ({ ...secret, updatedAt: new Date(secret.updatedAt) }))
}
