import { Type } from 'typebox'
import type { DeliveryOutcome } from '#src/messaging/types.ts'
import { defineProvider } from '../define-provider.ts'

/** Delivers to a developer's screen instead of a phone. The only kind that may keep a message's text. */
export default defineProvider({
  kind: 'inbox',
  title: 'Inbox (for development: shows every code)',
  banner: 'kept in the inbox for development: nothing is sent, and `otpost inbox` shows every code',
  deliveryMethods: ['text', 'voice'],
  timeoutMs: 5_000,
  config: Type.Object({}, { additionalProperties: false }),
  create: (_config, { keepMessage }) => ({
    async send(message, signal) {
      const outOfTime: DeliveryOutcome = { ok: false, kind: 'timeout', providerErrorCode: 'ETIMEDOUT' }
      if (signal.aborted) return outOfTime
      const aborted = Promise.withResolvers<DeliveryOutcome>()
      const onAbort = () => aborted.resolve(outOfTime)
      signal.addEventListener('abort', onAbort)
      try {
        return await Promise.race([
          keepMessage(message).then((): DeliveryOutcome => ({ ok: true })),
          aborted.promise,
        ])
      } finally {
        signal.removeEventListener('abort', onAbort)
      }
    },
  }),
})
