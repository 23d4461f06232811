// /api/v2/actions/actions (contract 9): drafts and their versions. A draft is built in the background after each change.

import type { FastifyInstance } from 'fastify'
import {
  type CreateActionBody,
  createActionBody,
  deleteActionQuery,
  deployVersionBody,
  listActionsQuery,
  pagesQuery,
  type UpdateActionBody,
  updateActionBody,
} from '#src/contracts/auth0/actions.ts'
import type { ActionBuilds } from '#src/flows/build-action.ts'
import type { ActionHistory } from '#src/identity/ports.ts'
import type { Directory } from '#src/identity/tenants/directory.ts'
import {
  type ActionChange,
  changeAction,
  createAction,
  deployDraft,
  deployVersion,
  getAction,
  requireUnused,
} from '#src/settings/actions.ts'
import { ChangeRefused } from '#src/settings/errors.ts'
import type { Action, ActionVersion, JsonObject } from '#src/settings/records.ts'
import type { EditedPart } from '../../http/route-facts.ts'
import { tenantOf } from '../../http/server.ts'
import { requireScope } from './authorize.ts'
import { showAction, showDeployment, showPage, showVersion } from './show-action.ts'
import { createBodyReader, createPathReader, createQueryReader } from './validate.ts'

const readId = createPathReader('id', '^.+$', 'The ID of the action')
const readVersionId = createPathReader('versionId', '^.+$', 'The ID of the version')
const readListQuery = createQueryReader(listActionsQuery)
const readPages = createQueryReader(pagesQuery)
const readDeleteQuery = createQueryReader(deleteActionQuery)
const readCreateBody = createBodyReader(createActionBody)
const readUpdateBody = createBodyReader(updateActionBody)
const readDeployBody = createBodyReader(deployVersionBody)

/** 100 kB of code and 30 secrets of 4 kB, as JSON spells them. */
const bodyLimit = 1024 * 1024

export interface ActionDeps {
  readonly directory: Directory
  readonly history: ActionHistory
  readonly actionBuilds: ActionBuilds
}

/** The draft: building and deploying it changes nothing that somebody has written. */
const edits: EditedPart = ({ actions }, { id }) => {
  const action = actions.find((one) => one.id === id)
  if (!action) return undefined
  const { name, code, runtime, dependencies, secrets, triggerId, triggerVersion } = action
  return { name, code, runtime, dependencies, secrets, triggerId, triggerVersion }
}

export function actionRoutes(app: FastifyInstance, { directory, history, actionBuilds }: ActionDeps): void {
  const show = (tenantId: string, action: Action): JsonObject =>
    showAction(action, actionBuilds.isBuilding(tenantId, action.id))

  app.get('/actions/actions', { onRequest: requireScope('read:actions') }, async (request) => {
    const query = readListQuery(request)
    const { actions, tenant } = tenantOf(request)
    const found = actions.filter(
      (action) =>
        query.installed !== true &&
        (query.triggerId === undefined || query.triggerId === action.triggerId) &&
        (query.actionName === undefined || query.actionName === action.name) &&
        (query.deployed === undefined || query.deployed === (action.deployed !== undefined)),
    )
    return showPage('actions', found, query, (action) => show(tenant.id, action))
  })

  app.get(
    '/actions/actions/:id',
    { onRequest: requireScope('read:actions'), config: { edits } },
    async (request) => {
      const { actions, tenant } = tenantOf(request)
      const action = getAction(actions, readId(request))
      actionBuilds.resume(tenant.id, action)
      return show(tenant.id, action)
    },
  )

  app.post(
    '/actions/actions',
    { onRequest: requireScope('create:actions'), bodyLimit },
    async (request, reply) => {
      const { name, supported_triggers: triggers, deploy = false, ...body } = readCreateBody(request)
      const trigger = readTrigger(triggers) ?? { id: '' }
      const tenantId = tenantOf(request).tenant.id
      const action = await directory.change(tenantId, async (config, writer) => {
        const created = createAction({ ...readContent(body), name, trigger }, config)
        await writer.putAction(created)
        return created
      })
      const built = actionBuilds.build(tenantId, action.id)
      if (!deploy) return reply.code(201).send(showAction(action, false))
      await built
      return reply.code(201).send(show(tenantId, await deployIfBuilt(tenantId, action.id)))
    },
  )

  app.patch(
    '/actions/actions/:id',
    { onRequest: requireScope('update:actions'), bodyLimit, config: { edits } },
    async (request) => {
      const id = readId(request)
      const { name, supported_triggers: triggers, ...body } = readUpdateBody(request)
      const trigger = readTrigger(triggers)
      const change = {
        ...readContent(body),
        ...(name !== undefined && { name }),
        ...(trigger && { trigger }),
      }
      const tenantId = tenantOf(request).tenant.id
      const action = await directory.change(tenantId, async (config, writer) => {
        const changed = changeAction(getAction(config.actions, id), change, config)
        await writer.putAction(changed)
        return changed
      })
      void actionBuilds.build(tenantId, id)
      return showAction(action, false)
    },
  )

  app.delete(
    '/actions/actions/:id',
    { onRequest: requireScope('delete:actions'), config: { edits } },
    async (request, reply) => {
      const id = readId(request)
      const { force = false } = readDeleteQuery(request)
      await directory.change(tenantOf(request).tenant.id, async (config, writer) => {
        const action = getAction(config.actions, id)
        if (!force) requireUnused(action, config)
        await writer.removeAction(id)
      })
      return reply.code(204).send()
    },
  )

  app.post(
    '/actions/actions/:id/deploy',
    { onRequest: requireScope('create:actions'), config: { audit: 'deploy' } },
    async (request) => {
      const { actions, tenant } = tenantOf(request)
      const id = readId(request)
      actionBuilds.resume(tenant.id, getAction(actions, id))
      const { action, version } = await directory.change(tenant.id, async (config, writer) => {
        const deployment = deployDraft(getAction(config.actions, id))
        await writer.addActionVersion(deployment.version)
        await writer.putAction(deployment.action)
        return deployment
      })
      return showDeployment(version, action)
    },
  )

  app.get('/actions/actions/:id/versions', { onRequest: requireScope('read:actions') }, async (request) => {
    const { actions, tenant } = tenantOf(request)
    const action = getAction(actions, readId(request))
    const query = readPages(request)
    const versions = await history.listVersions(tenant.id, action.id)
    return showPage('versions', versions, query, (version) => showVersion(version, action))
  })

  app.get(
    '/actions/actions/:id/versions/:versionId',
    { onRequest: requireScope('read:actions') },
    async (request) => {
      const { actions, tenant } = tenantOf(request)
      const action = getAction(actions, readId(request))
      return showVersion(await getVersion(tenant.id, action.id, readVersionId(request)), action)
    },
  )

  app.post(
    '/actions/actions/:id/versions/:versionId/deploy',
    { onRequest: requireScope('create:actions'), config: { audit: 'deploy' } },
    async (request) => {
      const { actions, tenant } = tenantOf(request)
      const { id } = getAction(actions, readId(request))
      const hasBody = request.body !== undefined && request.body !== null
      const { update_draft: updateDraft = false } = hasBody ? readDeployBody(request) : {}
      const older = await getVersion(tenant.id, id, readVersionId(request))
      const { action, version } = await directory.change(tenant.id, async (config, writer) => {
        const deployment = deployVersion(getAction(config.actions, id), older, updateDraft)
        await writer.addActionVersion(deployment.version)
        await writer.putAction(deployment.action)
        return deployment
      })
      return showDeployment(version, action)
    },
  )

  /** A draft that could not be built stays what it is, and says so. */
  function deployIfBuilt(tenantId: string, id: string): Promise<Action> {
    return directory.change(tenantId, async ({ actions }, writer) => {
      const built = getAction(actions, id)
      if (built.status !== 'built') return built
      const { action, version } = deployDraft(built)
      await writer.addActionVersion(version)
      await writer.putAction(action)
      return action
    })
  }

  async function getVersion(tenantId: string, actionId: string, versionId: string): Promise<ActionVersion> {
    const version = await history.findVersion(tenantId, actionId, versionId)
    if (!version) throw new ChangeRefused('action_version_not_found', 'That version does not exist.')
    return version
  }
}

type Content = Omit<CreateActionBody | UpdateActionBody, 'name' | 'supported_triggers' | 'deploy'>

function readContent({
  code,
  runtime,
  dependencies,
  secrets,
}: Content): Omit<ActionChange, 'name' | 'trigger'> {
  return {
    ...(code !== undefined && { code }),
    ...(runtime !== undefined && { runtime }),
    ...(dependencies && {
      dependencies: dependencies.map(({ name, version, registry_url: registryUrl }) => ({
        name,
        version,
        ...(isRegistry(registryUrl) && { registryUrl }),
      })),
    }),
    ...(secrets && {
      secrets: secrets.map(({ name, value }) => ({ name, ...(value !== undefined && { value }) })),
    }),
  }
}

/** Auth0's own tools send the page of a package on npm's website, which is where people read of it. */
function isRegistry(url: string | undefined): url is string {
  return url !== undefined && url !== '' && !/^https:\/\/(www\.)?npmjs\.com\//i.test(url)
}

function readTrigger(triggers: UpdateActionBody['supported_triggers']): ActionChange['trigger'] {
  const [trigger] = triggers ?? []
  if (!trigger) return undefined
  const { id, version } = trigger
  return { id, ...(version !== undefined && { version }) }
}
