import { Type } from 'typebox'
import type { DeliveryOutcome } from '#src/messaging/types.ts'
import { beforeAbort } from '../before-abort.ts'
import { defineProvider } from '../define-provider.ts'

const outOfTime: DeliveryOutcome = { ok: false, kind: 'timeout', providerErrorCode: 'ETIMEDOUT' }

/** Delivers to a developer's screen instead of a phone. The only kind that may keep a message's text. */
export default defineProvider({
  kind: 'inbox',
  title: 'Inbox',
  description: 'Shows messages, with their codes, in the portal. For development.',
  icon: 'M4 6a2 2 0 0 1 2 -2h12a2 2 0 0 1 2 2v12a2 2 0 0 1 -2 2h-12a2 2 0 0 1 -2 -2l0 -12M4 13h3l3 3h4l3 -3h3',
  knownAs: "Neither product has it. It is what a new tenant uses, and what a developer's machine keeps.",
  banner: 'kept in the inbox for development: nothing is sent, and `otpost inbox` shows every code',
  deliveryMethods: ['text', 'voice'],
  timeoutMs: 5_000,
  config: Type.Object({}, { additionalProperties: false }),
  create: (_config, { keepMessage }) => ({
    async send(message, signal) {
      if (signal.aborted) return outOfTime
      const kept = keepMessage(message).then((): DeliveryOutcome => ({ ok: true }))
      return (await beforeAbort(kept, signal)) ?? outOfTime
    },
  }),
})
