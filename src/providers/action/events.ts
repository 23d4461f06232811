// What an Action gets as its `event`, with every key of its trigger's contract (auth0.md 9.5, 9.6). Keys without a value
// are left out where the contract says that they may be.

import type { OutgoingMessage } from '#src/messaging/types.ts'
import { messageTypeOf } from '#src/values/message-types.ts'
import { type EventTexts, type EventUser, showOrganization } from '../auth0-event.ts'
import { purposeNames } from '../purpose-names.ts'

type Secrets = Readonly<Record<string, string>>

export function customPhoneProviderEvent(
  message: OutgoingMessage,
  user: EventUser,
  secrets: Secrets,
  texts: EventTexts,
) {
  const { code, deliveryMethod, purpose, recipient, locale, from, context } = message
  const { tenant, organization } = context
  return {
    client: clientOf(message) ?? { client_id: '', name: '', metadata: {} },
    connection: context.connection && { ...context.connection, metadata: {} },
    notification: {
      as_text: texts.text,
      as_voice: texts.voice,
      code: code === '' ? undefined : code,
      delivery_method: deliveryMethod,
      from,
      locale: locale.replaceAll('-', '_'),
      message_type: purposeNames[purpose].auth0MessageType,
      recipient,
    },
    organization: organization && showOrganization(organization),
    request: requestOf(message),
    secrets,
    tenant: {
      id: tenant.name,
      friendly_name: tenant.friendlyName,
      logo_url: tenant.logoUrl,
      support_email: tenant.supportEmail,
      support_url: tenant.supportUrl,
    },
    transaction: { correlation_id: message.id },
    user,
  }
}

export function sendPhoneMessageEvent(message: OutgoingMessage, user: EventUser, secrets: Secrets) {
  const { body, code, deliveryMethod, purpose, recipient, context } = message
  return {
    client: clientOf(message),
    message_options: {
      action: purposeNames[purpose].auth0Action,
      code,
      message_type: messageTypeOf(deliveryMethod),
      recipient,
      text: body,
    },
    request: requestOf(message),
    secrets,
    tenant: { id: context.tenant.name },
    transaction: { correlation_id: message.id },
    user,
  }
}

function clientOf({ context: { client } }: OutgoingMessage) {
  return client && { client_id: client.clientId, name: client.name, metadata: client.metadata }
}

function requestOf({ origin }: OutgoingMessage) {
  return {
    geoip: {},
    hostname: origin.hostname,
    ip: origin.ip ?? '',
    language: origin.language,
    method: origin.method ?? 'POST',
    user_agent: origin.userAgent,
  }
}
