// What the person at the phone is told when a provider failed: to correct the number, to wait, or to try later. The
// details stay with the operator, who finds them at the message. `error_description` is for people; the SDKs key on
// `error`, and Lock looks for "(Code: 21211)".

import type { DeliveryFailed, FailureKind } from '#src/messaging/types.ts'

type Describe = (outcome: DeliveryFailed) => string

const unexpected: Describe = ({ kind, httpStatus, ...outcome }) =>
  `Unexpected response while calling the SMS gateway: ${httpStatus ?? codeOf(outcome) ?? kind}`

/** By failure and kind of provider. The texts of the custom SMS gateway are its contract's (auth0.md 4.5). */
const descriptions: Record<FailureKind, { readonly sms_gateway: Describe; readonly other: Describe }> = {
  invalid_phone_number: {
    sms_gateway: unexpected,
    other: say(
      'The phone number is not valid or cannot receive this message. Check the number and try again.',
    ),
  },
  rate_limited: {
    sms_gateway: unexpected,
    other: say('Too many messages were sent. Wait a few minutes and try again.'),
  },
  authentication_failed: {
    sms_gateway: ({ httpStatus = 401 }) =>
      `Authentication failed while calling the SMS gateway: ${httpStatus}`,
    other: say(
      'The phone provider did not accept the credentials that are configured for it. Try again later.',
    ),
  },
  unsupported_request: {
    sms_gateway: unexpected,
    other: say('The phone provider cannot send this message. Try again later.'),
  },
  delivery_rejected: {
    sms_gateway: unexpected,
    other: say('The phone provider rejected the message. Use another phone number or try again later.'),
  },
  timeout: {
    sms_gateway: (outcome) =>
      `Timeout while calling the SMS gateway: ${codeOf(outcome) ?? 'ESOCKETTIMEDOUT'}`,
    other: say('The phone provider did not answer in time. Wait for the message before you try again.'),
  },
  unreachable: {
    sms_gateway: unexpected,
    other: say('The phone provider cannot be reached. Try again later.'),
  },
  unexpected_response: {
    sms_gateway: unexpected,
    other: say('The phone provider gave an unexpected response. Try again later.'),
  },
  script_failed: {
    sms_gateway: unexpected,
    other: say('The phone provider failed. Try again later.'),
  },
  unknown_error: {
    sms_gateway: unexpected,
    other: say('The phone provider failed. Try again later.'),
  },
}

/** @param providerKind the kind of the provider that failed */
export function describeFailure(outcome: DeliveryFailed, providerKind: string | undefined): string {
  const { kind, detail, isDetailPublic = false } = outcome
  const code = codeOf(outcome)
  // A well-known vendor's own sentence says more than ours.
  if (isDetailPublic && code !== undefined && /^\d+$/.test(code)) return `${detail} (Code: ${code})`
  return descriptions[kind][providerKind === 'sms_gateway' ? 'sms_gateway' : 'other'](outcome)
}

function say(sentences: string): Describe {
  return (outcome) => {
    const code = codeOf(outcome)
    return code === undefined ? sentences : `${sentences} (Code: ${code})`
  }
}

/** The provider's code, unless somebody's script wrote a sentence there. */
function codeOf({ providerErrorCode }: Pick<DeliveryFailed, 'providerErrorCode'>): string | undefined {
  return providerErrorCode !== undefined && /^[\w.:-]{1,40}$/.test(providerErrorCode)
    ? providerErrorCode
    : undefined
}
