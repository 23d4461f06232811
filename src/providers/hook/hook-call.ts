import { type HookCall, hookAddress } from '#src/contracts/auth0/hook-call.ts'
import type { OutgoingMessage } from '#src/messaging/types.ts'
import { messageTypeOf } from '#src/values/message-types.ts'
import { type EventUser, showOrganization } from '../auth0-event.ts'
import { purposeNames } from '../purpose-names.ts'

/** The arguments of a send-phone-message Hook (contract auth0.md 8.2). */
export function hookCallOf(
  { recipient, body, code, deliveryMethod, purpose, locale, origin, context }: OutgoingMessage,
  { user_id, name, email, app_metadata, user_metadata }: EventUser,
  secrets: Readonly<Record<string, string>>,
): HookCall {
  const { client, organization } = context
  const ip = hookAddress(origin.ip)
  return {
    recipient,
    text: body,
    context: {
      message_type: messageTypeOf(deliveryMethod),
      action: purposeNames[purpose].auth0Action,
      language: locale,
      code,
      ip,
      request: { ip },
      user_agent: origin.userAgent ?? '',
      client: {
        client_id: client?.clientId ?? '',
        name: client?.name ?? '',
        client_metadata: client?.metadata ?? {},
      },
      user: { user_id, name, email, app_metadata, user_metadata },
      ...(organization && { organization: showOrganization(organization) }),
      webtask: { secrets },
    },
  }
}
