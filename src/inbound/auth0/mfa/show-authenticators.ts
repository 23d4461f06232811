// GET /mfa/authenticators (contract 6.5, 12.1b): what a user has enrolled, a phone once for each way to reach it.

import type { Authenticator, PhoneAuthenticator } from '#src/identity/records.ts'
import type { DeliveryMethod } from '#src/messaging/types.ts'
import type { JsonObject } from '#src/settings/records.ts'
import { type MessageType, messageTypeOf } from '#src/values/message-types.ts'
import { authenticatorId } from './authenticator-ids.ts'

export function showAuthenticators(
  authenticators: readonly Authenticator[],
  methods: readonly DeliveryMethod[],
): readonly JsonObject[] {
  const channels = methods.map(messageTypeOf)
  return authenticators.flatMap((one) =>
    one.kind === 'phone' ? channels.map((channel) => showPhone(one, channel)) : [showOther(one)],
  )
}

// SDKs of one generation read `oob_channel`, those of the next `oob_channels` and `type`.
function showPhone(phone: PhoneAuthenticator, channel: MessageType): JsonObject {
  return {
    id: authenticatorId(phone, channel),
    authenticator_type: 'oob',
    active: phone.active,
    oob_channel: channel,
    oob_channels: [channel],
    type: 'phone',
    name: maskAll(phone.phoneNumber),
  }
}

function showOther(one: Exclude<Authenticator, PhoneAuthenticator>): JsonObject {
  const type = one.kind === 'otp' ? 'otp' : 'recovery-code'
  return { id: authenticatorId(one), authenticator_type: type, active: one.active, type }
}

/** `XXXXXXXXX9167`: all but the last four. */
function maskAll(phoneNumber: string): string {
  return 'X'.repeat(Math.max(0, phoneNumber.length - 4)) + phoneNumber.slice(-4)
}
