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
  readonly kind: string
  readonly deliveryMethods: readonly DeliveryMethod[]
  /** The kind's own configuration, checked by its schema; sealed at rest. */
  readonly config: JsonObject
}
