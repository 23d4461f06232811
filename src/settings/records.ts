// What an operator configures, as kept in memory. Stored and read by `storage/`, changed through this folder.

import type { DeliveryMethod } from '#src/messaging/types.ts'

export type Json = string | number | boolean | null | readonly Json[] | JsonObject
export interface JsonObject {
  readonly [key: string]: Json
}

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

/** An Auth0 phone template (contract 10.2) that was created or changed; the others are built in. */
export interface PhoneTemplate {
  readonly id: string
  readonly type: PhoneTemplateType
  readonly disabled: boolean
  readonly from?: string
  readonly text?: string
  readonly voice?: string
  readonly createdAt: Date
  readonly updatedAt: Date
}
