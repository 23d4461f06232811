// POST /api/v2/actions/actions/{id}/test (contract 9.3): runs the draft with an event of the caller's, or with that of a
// test message, which is ours. What it prints and how it ended is in the answer; beside Auth0's fields stand `result`,
// `console` and `execution_id`, which are ours as well.

import type { FastifyInstance, FastifyRequest } from 'fastify'
import { testActionBody } from '#src/contracts/auth0/actions.ts'
import { actionSource } from '#src/flows/build-action.ts'
import { makeTestMessage, type SendTestDeps } from '#src/flows/send-test.ts'
import type { DeliveryMethod, OutgoingMessage } from '#src/messaging/types.ts'
import type { ScriptTools } from '#src/sandbox/script-tools.ts'
import { getAction } from '#src/settings/actions.ts'
import { keysIn } from '#src/settings/keys-in-code.ts'
import type { Action, Json, JsonObject } from '#src/settings/records.ts'
import { fieldsOf } from '#src/values/json.ts'
import { findTrigger } from '#src/values/triggers.ts'
import { requestOrigin } from '../../http/request-origin.ts'
import { tenantOf } from '../../http/server.ts'
import { hasScope, requireScope } from './authorize.ts'
import { runScript, type TestRun } from './run-script.ts'
import { readTestRecipient } from './test-recipient.ts'
import { allFields, createBodyReader, createPathReader } from './validate.ts'

const readId = createPathReader('id', '^.+$', 'The id of the action to test')
const readBody = createBodyReader(testActionBody)

export interface TestActionDeps {
  readonly scripts: ScriptTools
  readonly users: SendTestDeps['users']
  /** The event of an Action of this trigger for a message. */
  readonly actionEventOf: (triggerId: string, message: OutgoingMessage) => Promise<Json | undefined>
}

export function testActionRoute(app: FastifyInstance, deps: TestActionDeps): void {
  const { scripts } = deps

  app.post(
    '/actions/actions/:id/test',
    { onRequest: requireScope('create:actions'), config: { audit: 'test' } },
    async (request) => {
      const began = performance.now()
      const { actions, tenant } = tenantOf(request)
      const action = getAction(actions, readId(request))
      const { event = {}, test_message: message } = readBody(request).payload
      const told = message ? await eventOfTest(action.triggerId, message, request, deps) : event
      const startedAt = new Date()
      const run = await runDraft(tenant.id, action, allFields(told))
      const endedAt = new Date()
      const { error } = run
      const executionId = await scripts.recordExecution(tenant.id, {
        triggerId: action.triggerId,
        actionName: action.name,
        startedAt,
        endedAt,
        ...(error && { error: { name: error.name, message: fitForRecord(error.message, action) } }),
      })
      return {
        payload: {
          ...(error && { error }),
          ...(run.asked && { result: run.asked }),
          console: run.console,
          execution_id: executionId,
          stats: showStats(run.durationMs, performance.now() - began),
        },
      }
    },
  )

  function runDraft(tenantId: string, action: Action, event: JsonObject): Promise<TestRun> {
    const secrets = Object.fromEntries(action.secrets.map(({ name, value }) => [name, value]))
    const handler = findTrigger(action.triggerId)?.handler ?? 'onExecuteCustomPhoneProvider'
    return runScript(scripts, tenantId, actionSource(action), {
      entry: {
        dialect: 'action',
        handler,
        event: { ...event, secrets: { ...secrets, ...fieldsOf(event.secrets) } },
      },
      // What a test caches is not what messages find.
      cacheScope: `test/${action.triggerId}`,
    })
  }
}

/** @throws ManagementError when the number is none */
async function eventOfTest(
  triggerId: string,
  { to, delivery_method: deliveryMethod = 'text' }: { to: string; delivery_method?: DeliveryMethod },
  request: FastifyRequest,
  { users, actionEventOf }: TestActionDeps,
): Promise<JsonObject> {
  const recipient = readTestRecipient(to)
  const mayReadUsers = hasScope(request, 'read:users')
  const asked = { recipient, deliveryMethod, origin: requestOrigin(request), mayReadUsers }
  const message = await makeTestMessage(asked, tenantOf(request), users)
  return fieldsOf(await actionEventOf(triggerId, message))
}

/** A record is read by those who may not read secrets: it quotes none, and not at any length. */
function fitForRecord(message: string, { secrets, code }: Action): string {
  const values = secrets.map(({ value }) => value).filter(({ length }) => length >= 6)
  return [...values, ...keysIn(code)]
    .reduce((text, value) => text.replaceAll(value, '[hidden]'), message)
    .slice(0, 300)
}

function showStats(runMs: number, totalMs: number): JsonObject {
  const [run, total] = [Math.round(runMs), Math.round(totalMs)]
  return {
    total_request_duration_ms: total,
    total_runtime_execution_duration_ms: run,
    runtime_processing_duration_ms: 0,
    action_duration_ms: run,
    runtime_external_call_duration_ms: 0,
    boot_duration_ms: 0,
    network_duration_ms: Math.max(0, total - run),
  }
}
