// The triggers of Actions, in words, and what an editor needs of each.

import { actionTriggers } from '#src/values/triggers.ts'
import {
  customPhoneProviderStarter,
  customPhoneProviderTypes,
} from '../../script-types/custom-phone-provider.ts'
import { sendPhoneMessageStarter, sendPhoneMessageTypes } from '../../script-types/send-phone-message.ts'
import type { ExtraLib } from '../../ui/code-editor/code-editor.tsx'
import { customPhoneProviderSample, sendPhoneMessageSample } from './sample-events.ts'

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

const [customPhoneProviderFacts, sendPhoneMessageFacts] = actionTriggers

const customPhoneProvider: Trigger = {
  ...customPhoneProviderFacts,
  label: 'Custom Phone Provider',
  description:
    'Delivers all messages when the phone provider is Custom (Action). Runs the Action that the phone provider names or, if it names none, the Action deployed last.',
  starter: customPhoneProviderStarter,
  types: customPhoneProviderTypes,
  sample: customPhoneProviderSample,
}

const sendPhoneMessage: Trigger = {
  ...sendPhoneMessageFacts,
  label: 'Send Phone Message',
  description:
    'Sends multi-factor authentication codes when their provider is Custom. Runs the bound Actions in order.',
  starter: sendPhoneMessageStarter,
  types: sendPhoneMessageTypes,
  sample: sendPhoneMessageSample,
}

export const triggers: readonly Trigger[] = [sendPhoneMessage, customPhoneProvider]

/** As with Auth0, the Action of a custom phone provider is made where the phone provider is chosen. */
export const creatableTriggers: readonly Trigger[] = [sendPhoneMessage]
export const runtimes = ['node22', 'node18-actions', 'node18', 'node16', 'node12'] as const

export function triggerOf(action: {
  readonly supported_triggers: readonly { readonly id: string }[]
}): Trigger {
  const id = action.supported_triggers[0]?.id
  return triggers.find((trigger) => trigger.id === id) ?? customPhoneProvider
}
