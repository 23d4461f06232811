// The Liquid of a tenant's messages: one set of names for all of them, those of Auth0's MFA and phone templates together
// (contract 5.2, 5.3). Compiled once, filled in for each message. What is not known of a tenant or a user is empty.

import { Drop } from 'liquidjs'
import { messageTypeOf } from '#src/values/message-types.ts'
import type { DeliveryMethod, MessageContext, MessageUser } from '../types.ts'
import { parseLiquid } from './liquid.ts'
import { organizationVariables } from './organization-variables.ts'

export interface MessageVariables {
  readonly code: string
  readonly link?: string
  readonly phoneNumber: string
  readonly deliveryMethod: DeliveryMethod
  readonly locale: string
  readonly context: Omit<MessageContext, 'findUser'>
  readonly user?: MessageUser
  /** The address that the request came from. */
  readonly ip?: string
  /** The language asked for, as it was sent. */
  readonly requestLanguage?: string
}

export type MessageTemplateText = (variables: MessageVariables) => string

/** @throws TemplateError when the source does not parse; what is returned throws it when it cannot be filled in. */
export function compileMessageTemplate(source: string): MessageTemplateText {
  const render = parseLiquid(source)
  return (variables) => render(scopeOf(variables))
}

/**
 * Checks a source before it is saved. What parses may still ask for what cannot be had, such as another template, so it
 * is also filled in once.
 *
 * @throws TemplateError
 */
export function checkMessageTemplate(source: string): void {
  compileMessageTemplate(source)(sample)
}

// Where a voice should take a breath. What speaks the text makes a pause of it.
const spokenPause = '...'

/** `{{ tenant }}` is its name, as phone templates have it, and has the properties that MFA templates ask for. */
class TenantDrop extends Drop {
  readonly friendly_name: string
  /** As Auth0's table spells it; its samples have the other. */
  readonly friendlyName: string
  readonly #name: string

  constructor({ name, friendlyName }: MessageContext['tenant']) {
    super()
    this.friendly_name = friendlyName
    this.friendlyName = friendlyName
    this.#name = name
  }

  override valueOf(): string {
    return this.#name
  }
}

function scopeOf(variables: MessageVariables): Readonly<Record<string, unknown>> {
  const { code, link, deliveryMethod, locale, context, requestLanguage } = variables
  const { tenant, client, connection, organization } = context
  return {
    code,
    link,
    message_type: messageTypeOf(deliveryMethod),
    pause: deliveryMethod === 'voice' ? spokenPause : '',
    locale,
    requestInfo: { lang: requestLanguage },
    tenant: new TenantDrop(tenant),
    friendly_name: tenant.friendlyName,
    support_email: tenant.supportEmail,
    support_url: tenant.supportUrl,
    logo_url: tenant.logoUrl,
    connection: connection?.name,
    custom_domain: { domain: tenant.host, domain_metadata: {} },
    user: userOf(variables),
    ...(client && {
      client: { name: client.name, clientID: client.clientId, metadata: client.metadata },
      application: { name: client.name, clientID: client.clientId, client_metadata: client.metadata },
    }),
    ...(organization && { organization: organizationVariables(organization) }),
  }
}

function userOf({ user, phoneNumber, ip }: MessageVariables): Readonly<Record<string, unknown>> {
  return {
    // Some are asked for by conditions, which tell what is empty from what is not there.
    user_metadata: {},
    app_metadata: {},
    ...user?.profile,
    phone_number: user?.phoneNumber ?? phoneNumber,
    phone_verified: user?.phoneVerified ?? false,
    source_ip: ip,
  }
}

const sample: MessageVariables = {
  code: '000000',
  link: 'https://localhost/',
  phoneNumber: '+442079460123',
  deliveryMethod: 'voice',
  locale: 'en',
  context: { tenant: { name: 'tenant', friendlyName: 'Tenant', host: 'localhost' } },
}
