import { Type } from 'typebox'
import { spell } from '#src/messaging/templates/render-text.ts'
import type { DeliveryOutcome, OutgoingMessage } from '#src/messaging/types.ts'
import type { ScriptTools } from '#src/sandbox/script-tools.ts'
import type { ScriptRun } from '#src/sandbox/types.ts'
import { keysIn } from '#src/settings/keys-in-code.ts'
import type { ProviderContext } from '#src/settings/phone-provider.ts'
import type { Action, ActionVersion, Json } from '#src/settings/records.ts'
import {
  type ActionHandler,
  type ActionTrigger,
  actionTriggers,
  customPhoneProvider,
  sendPhoneMessage,
} from '#src/values/triggers.ts'
import { scriptTimeoutMs, secretsByName, textsOf, userOf } from '../auth0-event.ts'
import { defineProvider } from '../define-provider.ts'
import { outcomeOfFailedRun, scriptRunner, toJson } from '../run-script.ts'
import { longEnough, safeDetail } from '../safe-detail.ts'
import { customPhoneProviderEvent, sendPhoneMessageEvent } from './events.ts'

// An Auth0 Action that delivers messages (contract auth0.md 9). What runs is its deployed version, never its draft, and
// each run leaves a record.

/** The triggers whose Actions deliver, with what each is called and given. */
const events = {
  [customPhoneProvider]: customPhoneProviderEvent,
  [sendPhoneMessage]: sendPhoneMessageEvent,
} as const satisfies Record<ActionTrigger['id'], EventOf>
type EventOf = (...args: Parameters<typeof customPhoneProviderEvent>) => object
const triggers = new Map(
  actionTriggers.map(
    ({ id, handler }): [string, { readonly handler: ActionHandler; readonly eventOf: EventOf }] => [
      id,
      { handler, eventOf: events[id] },
    ],
  ),
)

const config = Type.Object(
  {
    id: Type.Optional(
      Type.String({
        title: 'Action',
        description: `The deployed Action of ${customPhoneProvider} when absent.`,
        minLength: 1,
      }),
    ),
  },
  { additionalProperties: false },
)

export default defineProvider({
  kind: 'action',
  title: 'Custom (Action)',
  description: 'Runs your Auth0 Action, which can call any provider.',
  icon: 'M13 3l0 7l6 0l-8 11l0 -7l-6 0l8 -11',
  knownAs:
    "Auth0's Branding > Phone Provider, Custom: an Action of the trigger `custom-phone-provider`, which is edited and " +
    'deployed over the Management API. An Action of `send-phone-message` may be named too. ' +
    '[Custom phone provider](guides/custom-phone-provider.md).',
  deliveryMethods: ['text', 'voice'],
  timeoutMs: scriptTimeoutMs,
  config,

  findProblems({ id }, context) {
    if (findDeployed(context, id)) return []
    if (id === undefined) return [{ path: 'id', message: `no Action of ${customPhoneProvider} is deployed` }]
    const message = context.actions.some((action) => action.id === id && triggers.has(action.triggerId))
      ? 'names an Action that is not deployed'
      : `names no Action of ${[...triggers.keys()].join(' or ')}`
    return [{ path: 'id', message }]
  },

  fromMfaSettings({ provider }, { actions, actionBindings }) {
    if (provider !== 'phone-message-hook') return undefined
    const deployed = new Set(actions.flatMap(({ id, deployed }) => (deployed ? [id] : [])))
    const bound = actionBindings.find(
      ({ triggerId, actionId }) => triggerId === sendPhoneMessage && deployed.has(actionId),
    )
    return bound && { id: bound.actionId }
  },

  create({ id }, { scripts }, context) {
    const found = findDeployed(context, id)
    const trigger = found && triggers.get(found.action.triggerId)
    if (!found || !trigger) throw new Error('The configuration was not checked: it names no deployed Action')
    const { action, version } = found
    const { tenantId } = context
    const secrets = secretsByName(version.secrets)
    const hidden = [...longEnough(Object.values(secrets)), ...keysIn(version.code)]
    const source = { dialect: 'action', code: version.code, dependencies: version.dependencies } as const
    const runScript = scriptRunner(scripts, { tenantId, source, buildId: version.buildId })

    return {
      async send(message, signal) {
        const startedAt = new Date()
        const texts = await textsOf(message)
        const event = toJson(trigger.eventOf(message, await userOf(message), secrets, texts))
        const entry = { dialect: 'action', handler: trigger.handler, event } as const
        const ended = await runScript({ entry, cacheScope: action.triggerId }, signal)
        if ('failed' in ended) return ended.failed
        const { run } = ended
        const hide = [texts.text, texts.voice, message.code, spell(message.code), ...hidden]
        const outcome = { ...outcomeOfRun(run, hide), console: run.console }
        const executionId = await record(scripts, tenantId, action, run, hide, startedAt)
        return executionId === undefined ? outcome : { ...outcome, executionId }
      },
    }
  },
})

/** The event that an Action of this trigger gets for a message; undefined when it delivers none. */
export async function actionEventOf(triggerId: string, message: OutgoingMessage): Promise<Json | undefined> {
  const trigger = triggers.get(triggerId)
  return trigger && toJson(trigger.eventOf(message, await userOf(message), {}, await textsOf(message)))
}

/** The Action of this id, or the one that was deployed last for the tenant's phone messages: nothing is bound. */
function findDeployed(
  { actions }: ProviderContext,
  id: string | undefined,
): { readonly action: Action; readonly version: ActionVersion } | undefined {
  const fitting = actions.flatMap((action) => {
    const fits =
      id === undefined
        ? action.triggerId === customPhoneProvider
        : action.id === id && triggers.has(action.triggerId)
    return fits && action.deployed ? [{ action, version: action.deployed }] : []
  })
  return fitting.sort((a, b) => b.version.createdAt.getTime() - a.version.createdAt.getTime())[0]
}

function outcomeOfRun({ result, refusedAddresses }: ScriptRun, hide: readonly string[]): DeliveryOutcome {
  switch (result.end) {
    case 'returned':
      return { ok: true }
    case 'dropped':
      return { ok: false, kind: 'delivery_rejected', detail: safeDetail(result.reason, hide) }
    case 'retry':
      return {
        ok: false,
        kind: 'delivery_rejected',
        retryRequested: true,
        detail: safeDetail(result.reason, hide),
      }
    case 'failed':
      return outcomeOfFailedRun(result, refusedAddresses, hide)
  }
}

/** @returns undefined when the record could not be kept: that must not undo a message which is already sent. */
async function record(
  scripts: ScriptTools,
  tenantId: string,
  { triggerId, name: actionName }: Action,
  { result }: ScriptRun,
  hide: readonly string[],
  startedAt: Date,
): Promise<string | undefined> {
  const error = result.end === 'failed' && {
    name: result.error.name,
    message: safeDetail(result.error.message, hide),
  }
  const execution = { triggerId, actionName, startedAt, endedAt: new Date(), ...(error && { error }) }
  try {
    return await scripts.recordExecution(tenantId, execution)
  } catch {
    return undefined
  }
}
