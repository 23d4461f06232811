// /api/v2/hooks (contract 8). A hook is built before it is saved: one that cannot be built is refused with the reason.

import type { FastifyInstance, FastifyRequest } from 'fastify'
import {
  type CreateHookBody,
  createHookBody,
  getHookQuery,
  listHooksQuery,
  type UpdateHookBody,
  updateHookBody,
} from '#src/contracts/auth0/hooks.ts'
import type { Directory } from '#src/identity/tenants/directory.ts'
import { ScriptNotBuilt, type ScriptTools } from '#src/sandbox/script-tools.ts'
import type { ScriptSource } from '#src/sandbox/types.ts'
import { ChangeRefused } from '#src/settings/errors.ts'
import {
  changeHook,
  createHook,
  getHook,
  type HookChange,
  haveSameScript,
  hooksReplacedBy,
  requireUnusedHook,
  scriptRefused,
} from '#src/settings/hooks.ts'
import type { Hook, JsonObject } from '#src/settings/records.ts'
import type { EditedPart } from '../../http/route-facts.ts'
import { tenantOf } from '../../http/server.ts'
import { requireScope } from './authorize.ts'
import { answerList, pickShown } from './lists.ts'
import { createBodyReader, createPathReader, createQueryReader } from './validate.ts'

const readId = createPathReader('id', '^.+$', 'ID of the hook')
const readListQuery = createQueryReader(listHooksQuery)
const readGetQuery = createQueryReader(getHookQuery)
const readCreateBody = createBodyReader(createHookBody)
const readUpdateBody = createBodyReader(updateHookBody)

/** A script of 100 kB, as JSON spells it. */
const bodyLimit = 1024 * 1024

const edits: EditedPart = ({ hooks }, { id }) => {
  const hook = hooks.find((one) => one.id === id)
  return hook && { ...hook, secrets: undefined, updatedAt: undefined }
}

export interface HookDeps {
  readonly directory: Directory
  readonly scripts: ScriptTools
}

export function hookRoutes(app: FastifyInstance, { directory, scripts }: HookDeps): void {
  app.get('/hooks', { onRequest: requireScope('read:hooks') }, async (request) => {
    const query = readListQuery(request)
    const hooks = tenantOf(request).hooks.filter(
      ({ enabled, triggerId }) =>
        (query.enabled === undefined || query.enabled === enabled) &&
        (query.triggerId === undefined || query.triggerId === triggerId),
    )
    return answerList(hooks, query, {
      property: 'hooks',
      keyOf: ({ id }) => id,
      show: (hook) => pickShown(showHook(hook), query),
      perPage: 50,
    })
  })

  app.get('/hooks/:id', { onRequest: requireScope('read:hooks'), config: { edits } }, async (request) => {
    const query = readGetQuery(request)
    return pickShown(showHook(getHook(tenantOf(request).hooks, readId(request))), query)
  })

  app.post('/hooks', { onRequest: requireScope('create:hooks'), bodyLimit }, async (request, reply) => {
    const { name, script, triggerId, ...body } = readCreateBody(request)
    const given = { ...readChange(body), name, script, triggerId }
    const hook = await saveBuilt(request, (hooks) => createHook(given, hooks))
    return reply.code(201).send(showHook(hook))
  })

  app.patch(
    '/hooks/:id',
    { onRequest: requireScope('update:hooks'), bodyLimit, config: { edits } },
    async (request) => {
      const id = readId(request)
      const change = readChange(readUpdateBody(request))
      return showHook(await saveBuilt(request, (hooks) => changeHook(getHook(hooks, id), change, hooks)))
    },
  )

  app.delete(
    '/hooks/:id',
    { onRequest: requireScope('delete:hooks'), config: { edits } },
    async (request, reply) => {
      const id = readId(request)
      await directory.change(tenantOf(request).tenant.id, async (config, writer) => {
        requireUnusedHook(getHook(config.hooks, id), config)
        await writer.removeHook(id)
      })
      return reply.code(204).send()
    },
  )

  /** No transaction is open while the script is built, so what was built is compared with what is saved. */
  async function saveBuilt(request: FastifyRequest, make: (hooks: readonly Hook[]) => Hook): Promise<Hook> {
    const { tenant, hooks } = tenantOf(request)
    const planned = make(hooks)
    const isNew = !hooks.some(({ id, script }) => id === planned.id && script === planned.script)
    await prepare(tenant.id, planned, isNew)
    return directory.change(tenant.id, async (config, writer) => {
      const hook = make(config.hooks)
      if (!haveSameScript(hook, planned)) {
        throw new ChangeRefused('hook_changed_meanwhile', 'The hook was changed by another request.')
      }
      for (const other of hooksReplacedBy(hook, config.hooks)) await writer.putHook(other)
      await writer.putHook(hook)
      return hook
    })
  }

  async function prepare(tenantId: string, hook: Hook, isNew: boolean): Promise<void> {
    try {
      await scripts.prepare(tenantId, hookSource(hook))
    } catch (error) {
      throw error instanceof ScriptNotBuilt ? scriptRefused(error.problems) : error
    }
    // One that was saved before this was asked can still be renamed or switched off.
    const problems = isNew ? await scripts.checkExport(hook.script) : []
    if (problems.length > 0) throw scriptRefused(problems)
  }
}

/** What is built of a hook. */
export function hookSource({ script, dependencies }: Pick<Hook, 'script' | 'dependencies'>): ScriptSource {
  return { dialect: 'hook', code: script, dependencies }
}

function readChange({
  name,
  script,
  enabled,
  dependencies,
}: Omit<CreateHookBody, 'name' | 'script' | 'triggerId'> & UpdateHookBody): HookChange {
  return {
    ...(name !== undefined && { name }),
    ...(script !== undefined && { script }),
    ...(enabled !== undefined && { enabled: enabled === true || enabled === 'true' }),
    ...(dependencies && {
      dependencies: Object.entries(dependencies).map(([name, version]) => ({ name, version })),
    }),
  }
}

function showHook({ id, name, script, dependencies, triggerId, enabled }: Hook): JsonObject {
  const versions = Object.fromEntries(dependencies.map(({ name, version }) => [name, version]))
  return { id, name, script, dependencies: versions, triggerId, enabled }
}
