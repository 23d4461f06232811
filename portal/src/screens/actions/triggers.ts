// The triggers of Actions, in words, and what an editor needs of each.

import {
  customPhoneProviderStarter,
  customPhoneProviderTypes,
} from '../../script-types/custom-phone-provider.ts'
import type { ExtraLib } from '../../ui/code-editor/code-editor.tsx'
import {
  sendPhoneMessageSample,
  sendPhoneMessageStarter,
  sendPhoneMessageTypes,
} from './send-phone-message.ts'

export interface Trigger {
  readonly id: string
  readonly label: string
  /** When it runs what. */
  readonly description: string
  readonly handler: string
  readonly starter: string
  readonly types: readonly ExtraLib[]
  /** The event that a test proposes. */
  readonly sample: object
}

const customPhoneProvider: Trigger = {
  id: 'custom-phone-provider',
  label: 'Custom Phone Provider',
  description:
    'Delivers every message once the phone provider is set to an Action. It runs the Action that the phone provider names; without a name, the one that was deployed last.',
  handler: 'onExecuteCustomPhoneProvider',
  starter: customPhoneProviderStarter,
  types: customPhoneProviderTypes,
  sample: {
    client: { client_id: '1235', name: 'Test Application', metadata: {} },
    notification: {
      as_text: 'Here is your one time password: 123456',
      as_voice: 'Here is your one time password: 1 2 3 4 5 6',
      code: '123456',
      delivery_method: 'text',
      locale: 'en_US',
      message_type: 'otp_verify',
      recipient: '+18085550155',
    },
    request: {
      geoip: { countryCode: 'US', countryName: 'United States' },
      hostname: 'otp.example.com',
      ip: '203.0.113.10',
      language: 'en',
      method: 'POST',
      user_agent: 'Mozilla/5.0',
    },
    tenant: { id: 'default', friendly_name: 'Default' },
    user: {
      user_id: 'auth0|test12345',
      created_at: '2026-01-01T00:00:00.000Z',
      updated_at: '2026-01-01T00:00:00.000Z',
      name: 'Billie Magnusson',
      email: 'billie@email.com',
      email_verified: true,
      phone_number: '+18085550155',
      app_metadata: {},
      user_metadata: {},
    },
  },
}

const sendPhoneMessage: Trigger = {
  id: 'send-phone-message',
  label: 'Send Phone Message',
  description:
    'Sends the codes of multi-factor authentication when its delivery method is Custom. It runs the Actions that are bound to it, in order.',
  handler: 'onExecuteSendPhoneMessage',
  starter: sendPhoneMessageStarter,
  types: sendPhoneMessageTypes,
  sample: sendPhoneMessageSample,
}

export const triggers: readonly Trigger[] = [sendPhoneMessage, customPhoneProvider]
export const runtimes = ['node22', 'node18-actions', 'node18', 'node16', 'node12'] as const

export function triggerOf(action: {
  readonly supported_triggers: readonly { readonly id: string }[]
}): Trigger {
  const id = action.supported_triggers[0]?.id
  return triggers.find((trigger) => trigger.id === id) ?? customPhoneProvider
}
