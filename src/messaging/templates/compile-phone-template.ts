// The templates of Auth0's phone messages (contract 5.3), compiled once and filled in for each message. What Otpost does
// not know of a tenant or a user is empty, as it is there.

import type { DeliveryMethod, MessageContext, MessageUser } from '../types.ts'
import { parseLiquid, templateError } from './liquid.ts'

export interface PhoneTemplateVariables {
  readonly code: string
  readonly link?: string
  readonly phoneNumber: string
  readonly deliveryMethod: DeliveryMethod
  readonly locale: string
  readonly context: Omit<MessageContext, 'findUser'>
  readonly user?: MessageUser
  /** The address that the request came from. */
  readonly ip?: string
}

export type PhoneTemplateText = (variables: PhoneTemplateVariables) => string

/** @throws TemplateError when the source does not parse. */
export function compilePhoneTemplate(source: string): PhoneTemplateText {
  const render = parseLiquid(source)
  return (variables) => render(scopeOf(variables))
}

/**
 * Judges a source before it is saved. What parses may still ask for what cannot be had, such as another template, so it
 * is also filled in once.
 *
 * @throws TemplateError
 */
export function checkPhoneTemplate(source: string): void {
  const render = compilePhoneTemplate(source)
  try {
    render(sample)
  } catch (error) {
    throw templateError(error)
  }
}

// Where a voice should take a breath. Who speaks the text spells the code out itself.
const spokenPause = '...'

function scopeOf({
  code,
  link,
  phoneNumber,
  deliveryMethod,
  locale,
  context,
  user,
  ip,
}: PhoneTemplateVariables): Readonly<Record<string, unknown>> {
  const { tenant, client, connection, organization } = context
  return {
    code,
    link,
    pause: deliveryMethod === 'voice' ? spokenPause : '',
    locale,
    tenant: tenant.name,
    friendly_name: tenant.friendlyName,
    connection: connection?.name,
    custom_domain: { domain: tenant.host, domain_metadata: {} },
    user: {
      ...user?.profile,
      phone_number: user?.phoneNumber ?? phoneNumber,
      phone_verified: user?.phoneVerified ?? false,
      source_ip: ip,
    },
    ...(client && {
      client: { name: client.name, clientID: client.clientId, metadata: client.metadata },
      application: { name: client.name, clientID: client.clientId, client_metadata: client.metadata },
    }),
    ...(organization !== undefined && { organization: { id: organization, name: organization } }),
  }
}

const sample: PhoneTemplateVariables = {
  code: '000000',
  phoneNumber: '+442079460123',
  deliveryMethod: 'voice',
  locale: 'en',
  context: { tenant: { name: 'tenant', friendlyName: 'Tenant', host: 'localhost' } },
}
