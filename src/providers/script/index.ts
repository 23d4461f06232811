import { type Static, Type } from 'typebox'
import { readResult } from '#src/contracts/authgear/reply.ts'
import type { DeliveryOutcome } from '#src/messaging/types.ts'
import type { ScriptRun, ScriptSource } from '#src/sandbox/types.ts'
import { keysIn } from '#src/settings/keys-in-code.ts'
import { maxScriptBytes } from '#src/values/script-size.ts'
import { hiddenIn, outcomeOfReply, payloadOf } from '../authgear-message.ts'
import { Secret, TimeoutSeconds, timeoutMsOf } from '../config-schema.ts'
import { type ConfigProblem, defineProvider } from '../define-provider.ts'
import { outcomeOfFailedRun, prepareScript, scriptProblems, scriptRunner } from '../run-script.ts'
import { longEnough } from '../safe-detail.ts'

// Authgear's Custom JS/TS (contract authgear.md 2): a script whose default export gets what a webhook would get and
// answers what a webhook would answer.

const config = Type.Object(
  {
    source: Type.String({ title: 'Script', description: 'TypeScript or JavaScript.', minLength: 1 }),
    timeout: TimeoutSeconds(),
    secrets: Type.Optional(
      Type.Record(Type.String(), Secret('Secret'), {
        title: 'Secrets',
        description: 'What the script reads with `Deno.env.get(name)`.',
      }),
    ),
    dependencies: Type.Optional(
      Type.Record(Type.String(), Type.String({ title: 'Package' }), {
        title: 'npm packages',
        description: 'Versions of what the script imports as `npm:name`, by name.',
      }),
    ),
  },
  {
    additionalProperties: false,
    examples: [{ source: 'export default async function (e) {\n  return { code: "ok" }\n}\n', timeout: 30 }],
  },
)
type Config = Static<typeof config>

export default defineProvider({
  kind: 'script',
  title: 'Custom JS/TS',
  description: 'Runs your script, which can call any provider.',
  icon: 'M15 17.5c.32 .32 .754 .5 1.207 .5h.543c.69 0 1.25 -.56 1.25 -1.25v-.25a1.5 1.5 0 0 0 -1.5 -1.5a1.5 1.5 0 0 1 -1.5 -1.5v-.25c0 -.69 .56 -1.25 1.25 -1.25h.543c.453 0 .887 .18 1.207 .5M9 12h4M11 12v6M21 19v-14a2 2 0 0 0 -2 -2h-14a2 2 0 0 0 -2 2v14a2 2 0 0 0 2 2h14a2 2 0 0 0 2 -2',
  knownAs:
    "Authgear's Custom SMS Gateway, Custom JS/TS: `sms.custom` with an `authgeardeno:` URL, and the file that it " +
    'names. What the script gets: [Webhook or script](guides/webhook-or-script.md).',
  deliveryMethods: ['text'],
  timeoutMs: timeoutMsOf,
  config,

  findProblems({ source, secrets = {} }) {
    const problems: ConfigProblem[] = []
    if (Buffer.byteLength(source) > maxScriptBytes)
      problems.push({ path: 'source', message: `must not be longer than ${maxScriptBytes} bytes` })
    for (const name of Object.keys(secrets)) {
      if (!/^[A-Za-z_][A-Za-z0-9_]{0,127}$/.test(name))
        problems.push({
          path: `secrets.${name}`,
          message: 'must be a name of letters, digits and underscores',
        })
    }
    return problems
  },

  async prepare(config, { scripts }, { tenantId }) {
    const wrongTypes = await scripts.checkTypes(config.source)
    if (wrongTypes.length > 0) return scriptProblems(wrongTypes, 'source')
    return prepareScript(scripts, tenantId, sourceOf(config), 'source')
  },

  create(config, { scripts }, { tenantId }) {
    const { secrets = {} } = config
    const runScript = scriptRunner(scripts, { tenantId, source: sourceOf(config) })
    const hide = [...longEnough(Object.values(secrets)), ...keysIn(config.source)]

    return {
      async send(message, signal) {
        const entry = { dialect: 'authgear', payload: { ...payloadOf(message) } } as const
        const ended = await runScript({ entry, env: secrets }, signal)
        if ('failed' in ended) return ended.failed
        const { run } = ended
        return { ...outcomeOfRun(run, [...hiddenIn(message), ...hide]), console: run.console }
      },
    }
  },
})

function sourceOf({ source, dependencies = {} }: Config): ScriptSource {
  const pinned = Object.entries(dependencies).map(([name, version]) => ({ name, version }))
  return { dialect: 'authgear', code: source, dependencies: pinned }
}

function outcomeOfRun({ result, refusedAddresses }: ScriptRun, hide: readonly string[]): DeliveryOutcome {
  if (result.end === 'failed') return outcomeOfFailedRun(result, refusedAddresses, hide)
  // Scripts older than the codes return nothing, or anything that is no object.
  const reply = result.end === 'returned' ? readResult(result.value) : undefined
  return reply ? outcomeOfReply(reply, hide) : { ok: true }
}
