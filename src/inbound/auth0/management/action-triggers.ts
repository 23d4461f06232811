// /api/v2/actions besides the Actions themselves (contract 9.1): triggers, what is bound to them, and past runs.

import type { FastifyInstance } from 'fastify'
import { bindingsBody, pagesQuery, shownTriggers, triggerIdPattern } from '#src/contracts/auth0/actions.ts'
import type { ActionHistory } from '#src/identity/ports.ts'
import type { Directory } from '#src/identity/tenants/directory.ts'
import { bindActions } from '#src/settings/action-bindings.ts'
import { ChangeRefused } from '#src/settings/errors.ts'
import type { EditedPart } from '../../http/route-facts.ts'
import { tenantOf } from '../../http/server.ts'
import { requireScope } from './authorize.ts'
import { showBinding, showExecution, showPage } from './show-action.ts'
import { createBodyReader, createPathReader, createQueryReader } from './validate.ts'

const readTriggerId = createPathReader('triggerId', triggerIdPattern, 'An actions extensibility point')
const readExecutionId = createPathReader('id', '^.+$', 'The ID of the execution to retrieve')
const readPages = createQueryReader(pagesQuery)
const readBindingsBody = createBodyReader(bindingsBody)

const edits: EditedPart = ({ actionBindings }, { triggerId }) =>
  actionBindings.filter((one) => one.triggerId === triggerId)

interface TriggerDeps {
  readonly directory: Directory
  readonly history: Pick<ActionHistory, 'findExecution'>
}

export function actionTriggerRoutes(app: FastifyInstance, { directory, history }: TriggerDeps): void {
  const mayRead = { onRequest: requireScope('read:actions') }

  app.get('/actions/triggers', mayRead, async () => ({ triggers: shownTriggers }))

  app.get('/actions/triggers/:triggerId/bindings', { ...mayRead, config: { edits } }, async (request) => {
    const triggerId = readTriggerId(request)
    const { actionBindings, actions } = tenantOf(request)
    const bindings = actionBindings.filter((binding) => binding.triggerId === triggerId)
    return showPage('bindings', bindings, readPages(request), (binding) => showBinding(binding, actions))
  })

  app.patch(
    '/actions/triggers/:triggerId/bindings',
    { onRequest: requireScope('update:actions'), config: { edits } },
    async (request) => {
      const triggerId = readTriggerId(request)
      const requests = readBindingsBody(request).bindings.map(({ ref, display_name: displayName }) => ({
        refType: ref.type,
        ref: ref.value,
        ...(displayName !== undefined && { displayName }),
      }))
      return directory.change(tenantOf(request).tenant.id, async (config, writer) => {
        const bindings = bindActions(triggerId, requests, config)
        await writer.putActionBindings(triggerId, bindings)
        return { bindings: bindings.map((binding) => showBinding(binding, config.actions)) }
      })
    },
  )

  app.get('/actions/executions/:id', mayRead, async (request) => {
    const execution = await history.findExecution(tenantOf(request).tenant.id, readExecutionId(request))
    if (!execution) throw new ChangeRefused('action_execution_not_found', 'That execution does not exist.')
    return showExecution(execution)
  })

  // There are no modules here; deployment tools ask for them with every import.
  app.get('/actions/modules', mayRead, async (request) => {
    const { page = 0, per_page: perPage = 50 } = readPages(request)
    return { modules: [], total: 0, page, per_page: perPage }
  })

  app.get('/actions/service/status', mayRead, async () => ({ status: 'running' }))
}
