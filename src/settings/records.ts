// What an operator configures, as kept in memory. Stored and read by `storage/`, changed through this folder.

import type { DeliveryMethod, TemplatePurpose } from '#src/messaging/types.ts'
import type { Json, JsonObject } from '#src/values/json.ts'

export type { Json, JsonObject }

/** Where users of a login method live, with its options (Auth0: connection, contract 2). */
export interface Connection {
  readonly id: string
  readonly name: string
  readonly strategy: string
  /** Echoed as they were sent, key order included; sealed at rest because any key may hold a secret. */
  readonly options: JsonObject
  readonly isDomainConnection: boolean
  readonly realms: readonly string[]
  readonly enabledClients: readonly string[]
  /** `display_name`, `show_as_button`, `metadata`, `authentication`, `connected_accounts`, as sent. */
  readonly extra: JsonObject
  readonly createdAt: Date
}

/** The tenant's phone provider: the one setting that everything without a provider of its own uses. */
export interface PhoneProviderSetting {
  /** `pro_…`, the name by which the Auth0 phone-provider endpoints know it. */
  readonly id: string
  readonly kind: string
  /** A disabled provider sends nothing, and nothing sends in its place. */
  readonly disabled: boolean
  readonly deliveryMethods: readonly DeliveryMethod[]
  /** The kind's own configuration, checked by its schema; sealed at rest. */
  readonly config: JsonObject
  /** What the Auth0 endpoints echo and the kind does not read; sealed with the configuration. */
  readonly extra: JsonObject
  readonly createdAt: Date
  readonly updatedAt: Date
}

/**
 * A key that signs webhooks. The newest is what receivers are given; while an older one has not retired, both are live
 * and the older one still signs what receivers with a single key check.
 */
export interface WebhookKey {
  readonly id: string
  /** 32 characters of `[0-9a-zA-Z_]`; their ASCII bytes are the HMAC key (authgear contract 1.1). */
  readonly secret: string
  readonly createdAt: Date
  readonly retiresAt?: Date
}

export interface ScriptSecret {
  readonly name: string
  readonly value: string
  readonly updatedAt: Date
}

/** An npm package that a script uses, with the version it is pinned to. */
export interface ScriptDependency {
  readonly name: string
  readonly version: string
  /** Where it comes from when not from the configured registry. */
  readonly registryUrl?: string
}

/** What is wrong with a script; lines and columns count from 1, in the source as it was written. */
export interface ScriptProblem {
  readonly message: string
  readonly line?: number
  readonly column?: number
}

/** The parts of an Action that a version freezes. */
export interface ActionContent {
  readonly code: string
  readonly runtime: string
  readonly dependencies: readonly ScriptDependency[]
  readonly secrets: readonly ScriptSecret[]
}

export const actionStatuses = ['pending', 'building', 'packaged', 'built', 'failed', 'retrying'] as const
export type ActionStatus = (typeof actionStatuses)[number]

export interface ActionVersion extends ActionContent {
  readonly id: string
  readonly actionId: string
  /** Counts from 1. */
  readonly number: number
  readonly buildId: string
  readonly builtAt: Date
  readonly createdAt: Date
  readonly updatedAt: Date
}

/** An Auth0 Action (contract 9): a draft, and the version that runs. */
export interface Action extends ActionContent {
  readonly id: string
  readonly name: string
  readonly triggerId: string
  readonly triggerVersion: string
  readonly status: ActionStatus
  readonly problems: readonly ScriptProblem[]
  /** Names the draft's build once it is `built`. */
  readonly buildId?: string
  readonly deployed?: ActionVersion
  readonly allChangesDeployed: boolean
  readonly createdAt: Date
  readonly updatedAt: Date
}

/** One run of an Action, kept to be looked at (contract 9.1). */
export interface ActionExecution {
  readonly id: string
  readonly triggerId: string
  readonly actionName: string
  /** Absent when the run ended well. */
  readonly error?: { readonly name: string; readonly message: string }
  readonly startedAt: Date
  readonly endedAt: Date
}

/** An Action's place in the list of a trigger. */
export interface ActionBinding {
  readonly id: string
  readonly triggerId: string
  readonly actionId: string
  readonly displayName: string
  readonly createdAt: Date
  readonly updatedAt: Date
}

/** An Auth0 Hook (contract 8). What is saved is what runs. */
export interface Hook {
  readonly id: string
  readonly name: string
  readonly triggerId: string
  readonly enabled: boolean
  readonly script: string
  readonly dependencies: readonly ScriptDependency[]
  readonly secrets: readonly ScriptSecret[]
  readonly createdAt: Date
  readonly updatedAt: Date
}

export const phoneTemplateTypes = [
  'otp_verify',
  'otp_enroll',
  'change_password',
  'blocked_account',
  'password_breach',
] as const
export type PhoneTemplateType = (typeof phoneTemplateTypes)[number]

/**
 * What an Auth0 phone template (contract 10.2) has besides its texts: those are the message templates of its purposes
 * in any language.
 */
export interface PhoneTemplate {
  readonly id: string
  readonly type: PhoneTemplateType
  /** The texts are kept and not used. */
  readonly disabled: boolean
  readonly from?: string
  readonly createdAt: Date
  readonly updatedAt: Date
}

/** Stands for a language where a template serves them all. */
export const anyLocale = '*'

/** What the tenant sends instead of a built-in text. There is at most one for each purpose, locale and method. */
export interface MessageTemplate {
  readonly purpose: TemplatePurpose
  /** BCP 47 tag, or `anyLocale`. */
  readonly locale: string
  readonly deliveryMethod: DeliveryMethod
  /** Liquid. */
  readonly body: string
  readonly updatedAt: Date
}

/** Auth0's factors, in the order in which it lists them (contract 7). */
export const factorNames = [
  'sms',
  'push-notification',
  'otp',
  'email',
  'duo',
  'webauthn-roaming',
  'webauthn-platform',
  'recovery-code',
] as const
export type FactorName = (typeof factorNames)[number]

export const mfaProviders = ['auth0', 'twilio', 'phone-message-hook'] as const
export type MfaProvider = (typeof mfaProviders)[number]

export const mfaPolicies = ['all-applications', 'confidence-score'] as const
export type MfaPolicy = (typeof mfaPolicies)[number]

/** How second factors work (contract 6, 7). */
export interface MfaSettings {
  readonly enabledFactors: readonly FactorName[]
  /** Which messages the phone factor sends. */
  readonly deliveryMethods: readonly DeliveryMethod[]
  /** Who delivers them, unless all phone messages go one way; see `isPhoneConsolidated`. */
  readonly provider: MfaProvider
  /** `sid`, `auth_token`, `from`, `messaging_service_sid`, as they were sent; empty when never set. */
  readonly twilio: JsonObject
  /** Absent: nobody is asked for a second factor. */
  readonly policy?: MfaPolicy
}

export const attackShields = ['block', 'user_notification'] as const
export type AttackShield = (typeof attackShields)[number]

/** Against guessing at one account (contract 11). */
export interface BruteForceProtection {
  readonly enabled: boolean
  readonly shields: readonly AttackShield[]
  readonly mode: 'count_per_identifier_and_ip' | 'count_per_identifier'
  /** Addresses and CIDR blocks that are never blocked. */
  readonly allowlist: readonly string[]
  readonly maxAttempts: number
}

/** How often one address may fail at passwords, or sign up; one more is allowed after each `refillMs`. */
export interface IpThrottle {
  readonly maxAttempts: number
  readonly refillMs: number
}

/** Against guessing at many accounts from one address. */
export interface IpThrottling {
  readonly enabled: boolean
  readonly shields: readonly string[]
  readonly allowlist: readonly string[]
  readonly login: IpThrottle
  readonly signup: IpThrottle
}

export interface AttackProtection {
  readonly bruteForce: BruteForceProtection
  readonly ipThrottling: IpThrottling
  /** By Auth0's name, as they were sent: kept to be shown, and not acted on. */
  readonly others: JsonObject
}

/** What is set for a tenant as a whole. Sealed at rest. */
export interface TenantSettings {
  /** Auth0's tenant settings (contract 11) as they were sent, without those that have a place of their own. */
  readonly echoed: JsonObject
  /** The database connection of password logins that name none. */
  readonly defaultDirectory?: string
  /** Everything goes through the tenant's phone provider, second factors too. */
  readonly isPhoneConsolidated: boolean
  /** The site on which codes are typed, for WebOTP. */
  readonly autofillDomain?: string
  /** Where messages may go, in ISO 3166-1 alpha-2; everywhere when it is not there or empty. */
  readonly allowedCountries?: readonly string[]
  readonly mfa: MfaSettings
  readonly attackProtection: AttackProtection
}
