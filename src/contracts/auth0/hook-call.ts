// How a Hook of the trigger send-phone-message is called: `function (recipient, text, context, cb)` (contract 8.2).

import { isIPv4 } from 'node:net'
import type { MessageType } from '#src/values/message-types.ts'

export interface HookContext {
  readonly message_type: MessageType
  readonly action: 'enrollment' | 'second-factor-authentication'
  readonly language: string
  readonly code: string
  /** Auth0's page has the address here in its example and at `request.ip` in its list of parameters. */
  readonly ip: string
  readonly request: { readonly ip: string }
  readonly user_agent: string
  readonly client: {
    readonly client_id: string
    readonly name: string
    readonly client_metadata: Readonly<Record<string, unknown>>
  }
  readonly user: Readonly<Record<string, unknown>>
  /** For whom the message is. Not Auth0's, whose Hooks are not told: it is there only when a request names one. */
  readonly organization?: {
    readonly id: string
    readonly name: string
    readonly display_name: string
    readonly metadata: Readonly<Record<string, string>>
  }
  readonly webtask: { readonly secrets: Readonly<Record<string, string>> }
}

export interface HookCall {
  readonly recipient: string
  readonly text: string
  readonly context: HookContext
}

/** Addresses are IPv6 in form, whatever they are; `::` is one that nobody knows. */
export function hookAddress(ip: string | undefined): string {
  if (ip === undefined) return '::'
  return isIPv4(ip) ? `::ffff:${ip}` : ip
}

/** What the test of a Hook calls it with: the example of Auth0's page, with the parameters that it leaves out. */
export function sampleHookCall(secrets: Readonly<Record<string, string>>): HookCall {
  return {
    recipient: '1-808-555-5555',
    text: 'Here is your one time password: 999111',
    context: {
      message_type: 'sms',
      action: 'enrollment',
      language: 'en',
      code: '123456',
      ip: 'example.us.auth0.com',
      request: { ip: hookAddress('203.0.113.10') },
      user_agent: 'Mozilla/5.0',
      client: { client_id: '1235', name: 'Test Application', client_metadata: {} },
      user: {
        user_id: 'auth0|test12345',
        name: 'Billie Magnusson',
        email: 'billie@email.com',
        app_metadata: {},
        user_metadata: {},
      },
      webtask: { secrets },
    },
  }
}
