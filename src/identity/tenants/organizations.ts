// Organizations: the tenant's own customers, by whom an operator chooses how a message is sent. They have no members here.
// Nothing is read or written; the caller writes within one change of the tenant.

import { createId } from '#src/messaging/ids.ts'
import type { MessageOrganization } from '#src/messaging/types.ts'
import { ChangeRefused } from '#src/settings/errors.ts'
import type { JsonObject, TenantSettings } from '#src/settings/records.ts'
import type { Organization, TenantConfig } from '../records.ts'

export interface OrganizationChange {
  readonly name?: string
  readonly displayName?: string
  /** Replaces what was there. */
  readonly metadata?: Readonly<Record<string, string>>
  /** Replaces what was there. */
  readonly branding?: JsonObject
  /** Fields that are kept to be echoed. `null` takes one away. */
  readonly extra: JsonObject
}

type Organizations = readonly Organization[]

/** They are kept in memory with the rest of the configuration, so that a request finds one without a query. */
const maxOrganizations = 10_000
const maxBytesOfAll = 4 * 1024 * 1024

export function getOrganization(organizations: Organizations, id: string): Organization {
  return organizations.find((candidate) => candidate.id === id) ?? refuseUnknown()
}

export function getOrganizationByName(organizations: Organizations, name: string): Organization {
  return organizations.find((candidate) => candidate.name === name) ?? refuseUnknown()
}

function refuseUnknown(): never {
  throw new ChangeRefused('organization_not_found', 'No organization found by that id or name')
}

export function createOrganization(
  given: OrganizationChange & { readonly name: string },
  organizations: Organizations,
  now: Date,
): Organization {
  const { name, displayName = name, metadata = {}, branding, extra } = given
  requireFreeName(name, undefined, organizations)
  if (organizations.length >= maxOrganizations) {
    throw limitReached(`A tenant can have ${maxOrganizations} organizations.`)
  }
  const organization: Organization = {
    id: createId('org'),
    name,
    displayName,
    metadata,
    ...(branding && { branding }),
    extra: withoutNulls(extra),
    createdAt: now,
    updatedAt: now,
  }
  requireRoom([...organizations, organization])
  return organization
}

function requireRoom(organizations: Organizations): void {
  const bytes = organizations.reduce((sum, one) => sum + Buffer.byteLength(JSON.stringify(one)), 0)
  if (bytes > maxBytesOfAll)
    throw limitReached('The organizations of a tenant are limited to 4 MiB in total.')
}

function limitReached(message: string): ChangeRefused {
  return new ChangeRefused('organization_limit_reached', message)
}

export function changeOrganization(
  organization: Organization,
  { extra, ...change }: OrganizationChange,
  organizations: Organizations,
  now: Date,
): Organization {
  if (change.name !== undefined) requireFreeName(change.name, organization.id, organizations)
  const changed = {
    ...organization,
    ...change,
    extra: withoutNulls({ ...organization.extra, ...extra }),
    updatedAt: now,
  }
  requireRoom([...organizations.filter(({ id }) => id !== changed.id), changed])
  return changed
}

function requireFreeName(name: string, ownId: string | undefined, organizations: Organizations): void {
  if (organizations.some((other) => other.name === name && other.id !== ownId)) {
    throw new ChangeRefused('organization_exists', 'An organization with this name already exists.')
  }
}

function withoutNulls(fields: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null))
}

/** What requests may name them by. It goes with the configuration that it comes from. */
const indexes = new WeakMap<Organizations, ReadonlyMap<string, Organization>>()

function indexOf(organizations: Organizations): ReadonlyMap<string, Organization> {
  const known = indexes.get(organizations)
  if (known) return known
  // Ids come last: a name that reads like the id of another organization does not stand for it.
  const index = new Map([
    ...organizations.map((one) => [one.name, one] as const),
    ...organizations.map((one) => [one.id, one] as const),
  ])
  indexes.set(organizations, index)
  return index
}

/** The organization of this id or name. */
export function findOrganization(
  { organizations }: Pick<TenantConfig, 'organizations'>,
  idOrName: string,
): MessageOrganization | undefined {
  const found = indexOf(organizations).get(idOrName)
  return found && toldOf(found)
}

/** The organization that a message names; a label that no organization has stands for itself. */
export function organizationOf(
  config: Pick<TenantConfig, 'organizations'>,
  label: string,
): MessageOrganization {
  return findOrganization(config, label) ?? { id: label, name: label, displayName: label, metadata: {} }
}

/** The organization that an application names: by its id, and by its name unless the tenant has switched names off. */
export function findNamedOrganization(
  config: Pick<TenantConfig, 'organizations' | 'settings'>,
  given: string,
): MessageOrganization | undefined {
  const organization = findOrganization(config, given)
  return organization?.id === given || takesNames(config.settings) ? organization : undefined
}

function takesNames({ echoed }: TenantSettings): boolean {
  return echoed.allow_organization_name_in_authentication_api !== false
}

function toldOf({ id, name, displayName, metadata, branding }: Organization): MessageOrganization {
  return { id, name, displayName, metadata, ...(branding && { branding }) }
}
