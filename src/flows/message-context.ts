// Who and what a message is about: the tenant, the application, the connection and the user.

import type { UserStore } from '#src/identity/ports.ts'
import type { Client, TenantConfig, User } from '#src/identity/records.ts'
import type {
  AuthorizationParameters,
  MessageContext,
  MessageOrganization,
  MessageUser,
} from '#src/messaging/types.ts'
import type { Connection } from '#src/settings/records.ts'
import { fieldsOf } from '#src/values/json.ts'

interface Subject {
  readonly client?: Client | undefined
  readonly connection?: Connection | undefined
  readonly organization?: MessageOrganization | undefined
  readonly phoneNumber: string
  /** Known already. */
  readonly user?: User | undefined
  readonly authorization?: AuthorizationParameters | undefined
  readonly users: Pick<UserStore, 'findByPhone'>
}

/** Who and what a message is about, as operators' own code is told. The user is looked up when it is asked for. */
export function messageContext(
  { tenant, issuer, settings }: Pick<TenantConfig, 'tenant' | 'issuer' | 'settings'>,
  { client, connection, organization, phoneNumber, user: known, authorization, users }: Subject,
): MessageContext {
  return {
    tenant: {
      name: tenant.name,
      friendlyName: tenant.friendlyName,
      host: hostOf(issuer),
      ...presentationOf(settings),
    },
    ...(client && {
      client: { clientId: client.clientId, name: client.name, metadata: metadataOf(client) },
    }),
    ...(connection && {
      connection: { id: connection.id, name: connection.name, strategy: connection.strategy },
      findUser: once(async () => {
        const user = known ?? (await users.findByPhone(tenant.id, connection.id, phoneNumber))
        return user && messageUser(user)
      }),
    }),
    ...(known && { userHasPassword: known.passwordChangedAt !== undefined }),
    ...(known?.email !== undefined && { userEmail: known.email }),
    ...(authorization && { authorization }),
    ...(!connection && known && { findUser: async () => messageUser(known) }),
    ...(organization && { organization }),
  }
}

/** A text, the second one and an Action's event may all ask. */
function once<Value>(make: () => Promise<Value>): () => Promise<Value> {
  let made: Promise<Value> | undefined
  return () => {
    made ??= make()
    return made
  }
}

/** From Auth0's tenant settings (contract 11). */
function presentationOf({ echoed }: TenantConfig['settings']): Partial<MessageContext['tenant']> {
  const { support_email, support_url, picture_url } = echoed
  return {
    ...(typeof support_email === 'string' && { supportEmail: support_email }),
    ...(typeof support_url === 'string' && { supportUrl: support_url }),
    ...(typeof picture_url === 'string' && { logoUrl: picture_url }),
  }
}

function messageUser({
  userId,
  phoneNumber,
  phoneVerified,
  email,
  emailVerified,
  profile,
  createdAt,
  updatedAt,
}: User): MessageUser {
  return {
    userId,
    phoneVerified,
    createdAt,
    updatedAt,
    profile: { ...profile, ...(email !== undefined && { email, email_verified: emailVerified }) },
    ...(phoneNumber !== undefined && { phoneNumber }),
  }
}

function metadataOf({ extra }: Client): Readonly<Record<string, unknown>> {
  return fieldsOf(extra.client_metadata)
}

/** `https://example.com:8443/` without what is not the host: an issuer is always an origin and a slash. */
function hostOf(issuer: string): string {
  return issuer.slice(issuer.indexOf('//') + 2, -1)
}
