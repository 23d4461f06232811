import { Type } from 'typebox'
import { spell } from '#src/messaging/templates/render-text.ts'
import type { DeliveryOutcome } from '#src/messaging/types.ts'
import type { ScriptRun, ScriptSource } from '#src/sandbox/types.ts'
import { keysIn } from '#src/settings/keys-in-code.ts'
import type { ProviderContext } from '#src/settings/phone-provider.ts'
import type { Hook, Json } from '#src/settings/records.ts'
import { sendPhoneMessage } from '#src/values/triggers.ts'
import { scriptTimeoutMs, secretsByName, userOf } from '../auth0-event.ts'
import { defineProvider } from '../define-provider.ts'
import { outcomeOfFailedRun, prepareScript, scriptRunner, toJson } from '../run-script.ts'
import { longEnough, safeDetail } from '../safe-detail.ts'
import { hookCallOf } from './hook-call.ts'

// An Auth0 Hook of the trigger send-phone-message, as it was pasted (contract auth0.md 8). Auth0 runs it for second
// factors only; as the phone provider it delivers every message.

const config = Type.Object(
  {
    id: Type.Optional(
      Type.String({
        title: 'Hook',
        description: `The enabled Hook of ${sendPhoneMessage} when absent.`,
        minLength: 1,
      }),
    ),
  },
  { additionalProperties: false },
)

export default defineProvider({
  kind: 'hook',
  title: 'Hook',
  description: 'Runs your Auth0 Hook for phone messages, unchanged.',
  icon: 'M4.876 13.61a4 4 0 1 0 6.124 3.39h6M15.066 20.502a4 4 0 1 0 1.934 -7.502c-.706 0 -1.424 .179 -2 .5l-3 -5.5M16 8a4 4 0 1 0 -8 0c0 1.506 .77 2.818 2 3.5l-3 5.5',
  knownAs:
    "Auth0's Hooks, Send Phone Message: edited over the Management API, and enabled there. " +
    '[Send Phone Message Hook](guides/send-phone-message-hook.md).',
  deliveryMethods: ['text', 'voice'],
  timeoutMs: scriptTimeoutMs,
  config,

  findProblems({ id }, context) {
    const hook = findHook(context, id)
    if (id === undefined)
      return hook ? [] : [{ path: 'id', message: `no Hook of ${sendPhoneMessage} is enabled` }]
    if (!hook) return [{ path: 'id', message: `names no Hook of ${sendPhoneMessage}` }]
    return hook.enabled ? [] : [{ path: 'id', message: 'names a Hook that is not enabled' }]
  },

  async prepare({ id }, { scripts }, context) {
    const hook = findHook(context, id)
    return hook ? prepareScript(scripts, context.tenantId, sourceOf(hook), 'id') : []
  },

  fromMfaSettings({ provider }, { hooks }) {
    const isEnabled = hooks.some((hook) => hook.triggerId === sendPhoneMessage && hook.enabled)
    return provider === 'phone-message-hook' && isEnabled ? {} : undefined
  },

  create({ id }, { scripts }, context) {
    const hook = findHook(context, id)
    if (!hook) throw new Error('The configuration was not checked: it names no Hook')
    const secrets = secretsByName(hook.secrets)
    const hide = [...longEnough(Object.values(secrets)), ...keysIn(hook.script)]
    const runScript = scriptRunner(scripts, { tenantId: context.tenantId, source: sourceOf(hook) })

    return {
      async send(message, signal) {
        const { recipient, text, context } = hookCallOf(message, await userOf(message), secrets)
        const entry = { dialect: 'hook', recipient, text, context: toJson(context) } as const
        const ended = await runScript({ entry }, signal)
        if ('failed' in ended) return ended.failed
        const { run } = ended
        return {
          ...outcomeOfRun(run, [message.body, message.code, spell(message.code), ...hide]),
          console: run.console,
        }
      },
    }
  },
})

function findHook({ hooks }: ProviderContext, id: string | undefined): Hook | undefined {
  return hooks.find(
    (hook) => hook.triggerId === sendPhoneMessage && (id === undefined ? hook.enabled : hook.id === id),
  )
}

function sourceOf({ script, dependencies }: Hook): ScriptSource {
  return { dialect: 'hook', code: script, dependencies }
}

function outcomeOfRun({ result, refusedAddresses }: ScriptRun, hide: readonly string[]): DeliveryOutcome {
  if (result.end === 'failed') return outcomeOfFailedRun(result, refusedAddresses, hide)
  const id = result.end === 'returned' ? messageIdIn(result.value) : undefined
  return id === undefined ? { ok: true } : { ok: true, providerMessageId: safeDetail(id, hide) }
}

/** What a Hook calls back with is free; these are the names that the starter code and Twilio give the message's id. */
function messageIdIn(value: Json): string | undefined {
  const answer = new Map<string, Json>(Object.entries(value ?? {}))
  const ids = [answer.get('MessageID'), answer.get('sid')]
  return ids.find((id): id is string => typeof id === 'string' && id !== '')
}
