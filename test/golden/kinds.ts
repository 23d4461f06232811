// The provider kinds as the table sends through them: how each is set up, and where in what it sends the text stands.

import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { type AskManagement, deployAction } from '#test/support/actions.ts'
import type { Gateway, GatewayRequest } from '#test/support/gateway.ts'
import { type ShownBody, withMembers } from './show-request.ts'

export interface Kind {
  /** What its golden file is called. */
  readonly name: string
  /** Prepares what the setting needs, and resolves with the body of PUT /v1/phone-provider. */
  setUp(gateway: Gateway, ask: AskManagement): Promise<{ readonly kind: string } & object>
  /** Absent where nothing is sent: the message is read from the inbox. */
  readonly sent?: {
    textOf(request: GatewayRequest): string
    readonly body: ShownBody
    /** The sandbox's `fetch` sends headers that are not ours. */
    readonly isFromSandbox?: boolean
  }
}

export const gatewayToken = { subject: 'otpost', audience: 'gateway', secret: 'a secret of the gateway' }

export const kinds: readonly Kind[] = [
  { name: 'inbox', setUp: async () => ({ kind: 'inbox' }) },
  {
    name: 'sms_gateway',
    setUp: async ({ url }) => ({
      kind: 'sms_gateway',
      sms_gateway: {
        gateway_url: `${url}/sms`,
        from: '+1 202 555 0100',
        gateway_authentication: { method: 'bearer', ...gatewayToken },
        forward_req_info: true,
      },
    }),
    sent: { textOf: ({ json }) => memberOf(json, 'body'), body: 'raw' },
  },
  {
    name: 'twilio',
    setUp: async ({ url }) => ({
      kind: 'twilio',
      twilio: { sid: 'AC1', auth_token: 'twilio-token', from: '+12025550100', base_url: url },
    }),
    sent: { textOf: ({ form }) => form?.Body ?? form?.Twiml ?? '', body: 'form' },
  },
  {
    name: 'webhook',
    setUp: async ({ url }) => ({
      kind: 'webhook',
      webhook: { url: `${url}/hook?from=otpost`, headers: { 'x-own': 'own value' } },
    }),
    sent: { textOf: ({ json }) => memberOf(json, 'body'), body: 'raw' },
  },
  {
    name: 'script',
    setUp: async ({ url }) => ({
      kind: 'script',
      script: { source: seedScript.replace('{{gateway}}', url) },
    }),
    sent: { textOf: ({ body }) => memberOf(JSON.parse(body), 'body'), body: 'json', isFromSandbox: true },
  },
  {
    name: 'action',
    setUp: async ({ url }, ask) => {
      const id = await deployAction(ask, {
        name: 'Every message',
        code: `exports.onExecuteCustomPhoneProvider = async (event) => ${postWhole('event')}`,
        secrets: { GATEWAY: url },
      })
      return { kind: 'action', action: { id } }
    },
    sent: {
      textOf: ({ json }) => memberOf(json, 'notification', 'as_text'),
      body: 'json',
      isFromSandbox: true,
    },
  },
  {
    name: 'action-send-phone-message',
    setUp: async ({ url }, ask) => {
      const id = await deployAction(ask, {
        name: 'Second factors',
        trigger: { id: 'send-phone-message', version: 'v2' },
        code: `exports.onExecuteSendPhoneMessage = async (event) => ${postWhole('event')}`,
        secrets: { GATEWAY: url },
      })
      return { kind: 'action', action: { id } }
    },
    sent: {
      textOf: ({ json }) => memberOf(json, 'message_options', 'text'),
      body: 'json',
      isFromSandbox: true,
    },
  },
  {
    name: 'hook',
    setUp: async ({ url }, ask) => {
      const created = await ask('/hooks', 'POST', {
        name: 'every-message',
        triggerId: 'send-phone-message',
        enabled: true,
        script: `module.exports = function (recipient, text, context, cb) {
          const event = { secrets: context.webtask.secrets }
          ${postWhole('{ recipient, text, context }')}.then(() => cb(null, { MessageID: 'M1' }), cb)
        }`,
      })
      assert.equal(created.status, 201, JSON.stringify(created.body))
      const { status } = await ask(`/hooks/${created.body.id}/secrets`, 'POST', { GATEWAY: url })
      assert.equal(status, 201)
      return { kind: 'hook', hook: { id: created.body.id } }
    },
    sent: { textOf: ({ json }) => memberOf(json, 'text'), body: 'json', isFromSandbox: true },
  },
]

/** The sample of Authgear's guide: it posts its whole argument. */
const seedScript = readFileSync('test/scripts/operators/forward.authgear.ts', 'utf8')

const postWhole = (what: string) => `fetch(event.secrets.GATEWAY + '/message', {
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(${what}),
})`

function memberOf(json: unknown, ...path: readonly string[]): string {
  let value = json
  for (const name of path) value = withMembers(value).get(name)
  return typeof value === 'string' ? value : assert.fail(`no text at ${path.join('.')}`)
}
