// POST /api/v2/hooks/{id}/test, which is ours and does what the runner of Auth0's editor does: calls the saved hook with
// sample parameters, and answers with what the callback got.

import { randomUUID } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import { sampleHookCall } from '#src/contracts/auth0/hook-call.ts'
import { testHookBody } from '#src/contracts/auth0/hooks.ts'
import type { ScriptTools } from '#src/sandbox/script-tools.ts'
import { getHook } from '#src/settings/hooks.ts'
import type { Json } from '#src/settings/records.ts'
import { isObject } from '#src/values/json.ts'
import { tenantOf } from '../../http/server.ts'
import { requireScope } from './authorize.ts'
import { hookSource } from './hooks.ts'
import { runScript } from './run-script.ts'
import { allFields, createBodyReader, createPathReader } from './validate.ts'

const readId = createPathReader('id', '^.+$', 'ID of the hook')
const readBody = createBodyReader(testHookBody)

export function testHookRoute(app: FastifyInstance, { scripts }: { readonly scripts: ScriptTools }): void {
  // What the hook answers is the tester's to read.
  app.post(
    '/hooks/:id/test',
    { onRequest: requireScope('update:hooks'), config: { audit: 'test', unmasked: ['response'] } },
    async (request) => {
      const { hooks, tenant } = tenantOf(request)
      const hook = getHook(hooks, readId(request))
      const hasBody = request.body !== undefined && request.body !== null
      const given = hasBody ? readBody(request) : {}
      const secrets = Object.fromEntries(hook.secrets.map(({ name, value }) => [name, value]))
      const sample = sampleHookCall(secrets)
      const { recipient = sample.recipient, text = sample.text, context = {} } = given
      const run = await runScript(scripts, tenant.id, hookSource(hook), {
        entry: {
          dialect: 'hook',
          recipient,
          text,
          context: { ...allFields(sample.context), ...allFields(context), webtask: { secrets } },
        },
      })
      return {
        ...(run.error ? { error: run.error } : { response: withMessageId(run.returned ?? null) }),
        console: run.console,
        duration_ms: Math.round(run.durationMs),
      }
    },
  )
}

/** As in the response of Auth0's page, whose starter code calls back with an empty object. A hook's own is kept. */
function withMessageId(response: Json): Json {
  return isObject(response) ? { MessageID: randomUUID(), ...response } : response
}
