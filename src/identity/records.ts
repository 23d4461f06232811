// Tenants, clients, users and keys, as the rest of the server sees them. Stored and read by `storage/`.

import type { JWK } from 'jose'
import type { MessageOrganization } from '#src/messaging/types.ts'
import type {
  Action,
  ActionBinding,
  Connection,
  Hook,
  JsonObject,
  MessageTemplate,
  PhoneProviderSetting,
  PhoneTemplate,
  TenantSettings,
  WebhookKey,
} from '#src/settings/records.ts'

/** The isolation unit: every row has one, every query names one. */
export interface Tenant {
  readonly id: string
  readonly name: string
  readonly friendlyName: string
  /** Host names (without port) that select this tenant; empty for `default`, which takes what nothing matches. */
  readonly hosts: readonly string[]
  /** BCP 47 tags; the first is the default. */
  readonly locales: readonly string[]
}

export const clientAuthMethods = [
  'none',
  'client_secret_post',
  'client_secret_basic',
  'private_key_jwt',
] as const
export type ClientAuthMethod = (typeof clientAuthMethods)[number]

/** A public key of a client that authenticates with `private_key_jwt`. */
export interface ClientCredential {
  readonly id: string
  readonly name: string
  readonly alg: 'RS256' | 'RS384' | 'PS256'
  readonly publicJwk: JWK
  readonly createdAt: string
  readonly expiresAt?: string
}

/** An application that starts logins or calls the APIs. */
export interface Client {
  readonly clientId: string
  readonly name: string
  readonly secret: string
  readonly authMethod: ClientAuthMethod
  readonly grantTypes: readonly string[]
  readonly credentials: readonly ClientCredential[]
  /** Whether `auth0-forwarded-for` is believed when this client authenticates (contract 3.1). */
  readonly trustsForwardedFor: boolean
  readonly idTokenLifetimeSeconds: number
  readonly idTokenAlg: 'RS256' | 'HS256'
  /** Every other field of the client as it was sent (`callbacks`, `client_metadata`, …), echoed by the Management API. */
  readonly extra: JsonObject
  readonly createdAt: Date
}

/** Which scopes of an audience a client may ask for by `client_credentials`. */
export interface ClientGrant {
  readonly id: string
  readonly clientId: string
  readonly audience: string
  readonly scope: readonly string[]
}

/** An API that access tokens can be made for (Auth0: resource server). The Management API is built in, not a row. */
export interface ResourceServer {
  readonly id: string
  readonly identifier: string
  readonly name: string
  readonly scopes: readonly { readonly value: string; readonly description?: string }[]
  readonly tokenLifetimeSeconds: number
  readonly allowOfflineAccess: boolean
  readonly extra: JsonObject
}

/** A customer of the tenant's, by which an operator chooses how a message is sent. */
export interface Organization extends MessageOrganization {
  readonly branding?: JsonObject
  readonly extra: JsonObject
  readonly createdAt: Date
  readonly updatedAt: Date
}

/** An RS256 key pair. Retired ones stay in JWKS so that tokens already issued keep verifying. */
export interface SigningKey {
  readonly kid: string
  readonly privateJwk: JWK
  /** DER of the self-signed certificate, base64, for `x5c`. */
  readonly certificate: string
  readonly current: boolean
  readonly createdAt: Date
}

export interface User {
  /** `sms|<24 hex>` or `auth0|<24 hex>` */
  readonly userId: string
  readonly connectionId: string
  /** In E.164. Users of an `sms` connection always have one. */
  readonly phoneNumber?: string
  readonly phoneVerified: boolean
  /** In lower case. */
  readonly email?: string
  readonly emailVerified: boolean
  readonly username?: string
  /** Absent where there is no password. */
  readonly passwordChangedAt?: Date
  readonly blocked: boolean
  /** `name`, `nickname`, `picture`, `user_metadata`, `app_metadata`, … when set. */
  readonly profile: JsonObject
  readonly createdAt: Date
  readonly updatedAt: Date
  readonly lastLogin?: Date
  readonly lastIp?: string
  readonly loginsCount: number
}

/** A second factor of a user (contract 6.5). One without `active` waits for its first code. */
interface AuthenticatorBase {
  /** `dev_` and 16 letters and digits; the API puts the kind in front. */
  readonly id: string
  readonly userId: string
  readonly active: boolean
  readonly createdAt: Date
  readonly enrolledAt?: Date
  readonly lastUsedAt?: Date
}

/** Reached by text and by call, whichever the tenant has. */
export interface PhoneAuthenticator extends AuthenticatorBase {
  readonly kind: 'phone'
  readonly phoneNumber: string
}

/** An authenticator app (RFC 6238). */
export interface OtpAuthenticator extends AuthenticatorBase {
  readonly kind: 'otp'
  /** Base32. */
  readonly secret: string
}

export interface RecoveryCodeAuthenticator extends AuthenticatorBase {
  readonly kind: 'recovery_code'
}

export type Authenticator = PhoneAuthenticator | OtpAuthenticator | RecoveryCodeAuthenticator

/** Everything configured for one tenant, in memory. Replaced as a whole when anything changes, never mutated. */
export interface TenantConfig {
  readonly tenant: Tenant
  /** Grows with each change; other processes compare it. */
  readonly version: number
  /** `https://example.com/` with the trailing slash: `iss`, and the base of every URL we name. */
  readonly issuer: string
  readonly connections: readonly Connection[]
  readonly clients: ReadonlyMap<string, Client>
  readonly clientGrants: readonly ClientGrant[]
  readonly resourceServers: readonly ResourceServer[]
  readonly organizations: readonly Organization[]
  readonly phoneProvider: PhoneProviderSetting
  /** Newest first, without those that have retired. Empty until something needs one. */
  readonly webhookKeys: readonly WebhookKey[]
  readonly actions: readonly Action[]
  /** In the order in which each trigger runs them. */
  readonly actionBindings: readonly ActionBinding[]
  readonly hooks: readonly Hook[]
  readonly phoneTemplates: readonly PhoneTemplate[]
  readonly messageTemplates: readonly MessageTemplate[]
  readonly settings: TenantSettings
  readonly signingKeys: readonly SigningKey[]
}

/** The audience of the Management API for a tenant; the trailing slash is significant (contract 1.1). */
export function managementAudience(config: Pick<TenantConfig, 'issuer'>): string {
  return `${config.issuer}api/v2/`
}

/** The audience of the API by which users look after their second factors (contract 6.1). */
export function mfaAudience(config: Pick<TenantConfig, 'issuer'>): string {
  return `${config.issuer}mfa/`
}
