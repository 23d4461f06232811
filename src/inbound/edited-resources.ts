// What a tag of preconditions.ts stands for, by route: the resource as it is configured, not how a dialect shows it.
// Resources that a form edits together stand for the same part of the configuration: the tag that saving one of them is
// answered with is good for the next.

import { otherProtections } from '#src/contracts/auth0/attack-protection.ts'
import type { Administrator } from '#src/identity/administrators/records.ts'
import type { TenantConfig, User } from '#src/identity/records.ts'
import { guardianTemplatesOf } from '#src/settings/guardian-templates.ts'

export type Params = Readonly<Record<string, string | undefined>>

/** What a tag stands for; undefined where there is nothing. */
export type Pick = (config: TenantConfig, params: Params) => unknown

const tenantWide: Pick = ({ settings, tenant }) => ({ settings, tenant })
const secondFactors: Pick = ({ settings }) => settings.mfa
const attackProtection: Pick = ({ settings }) => settings.attackProtection
// What was never written is the built-in one: it has a tag, so that of two first versions one wins.
const builtIn = 'built in'

const guardian = '/api/v2/guardian'
const protections = ['brute-force-protection', 'suspicious-ip-throttling', ...Object.keys(otherProtections)]

export const configuredResources: Readonly<Record<string, Pick>> = {
  '/v1/phone-provider': ({ phoneProvider }) => phoneProvider,
  '/v1/settings': tenantWide,
  '/v1/templates/:purpose/:locale/:delivery_method': ({ messageTemplates }, params) =>
    messageTemplates.find(
      (one) =>
        one.purpose === params.purpose &&
        one.locale === params.locale &&
        one.deliveryMethod === params.delivery_method,
    ) ?? builtIn,
  '/api/v2/connections/:id': ({ connections }, { id }) => connections.find((one) => one.id === id),
  // The draft: building and deploying it changes nothing that somebody has written.
  '/api/v2/actions/actions/:id': ({ actions }, { id }) => {
    const action = actions.find((one) => one.id === id)
    if (!action) return undefined
    const { name, code, runtime, dependencies, secrets, triggerId, triggerVersion } = action
    return { name, code, runtime, dependencies, secrets, triggerId, triggerVersion }
  },
  '/api/v2/actions/triggers/:triggerId/bindings': ({ actionBindings }, { triggerId }) =>
    actionBindings.filter((one) => one.triggerId === triggerId),
  '/api/v2/hooks/:id': ({ hooks }, { id }) => {
    const hook = hooks.find((one) => one.id === id)
    return hook && { ...hook, secrets: undefined, updatedAt: undefined }
  },
  '/api/v2/clients/:id': ({ clients }, { id = '' }) => clients.get(id),
  '/api/v2/organizations/:id': ({ organizations }, { id }) => organizations.find((one) => one.id === id),
  '/api/v2/tenants/settings': tenantWide,
  [`${guardian}/factors`]: secondFactors,
  [`${guardian}/factors/:name`]: secondFactors,
  [`${guardian}/policies`]: secondFactors,
  [`${guardian}/factors/phone/message-types`]: secondFactors,
  ...Object.fromEntries(
    ['phone', 'sms'].flatMap((name): readonly [string, Pick][] => [
      [`${guardian}/factors/${name}/selected-provider`, secondFactors],
      [`${guardian}/factors/${name}/providers/twilio`, secondFactors],
      [`${guardian}/factors/${name}/templates`, (config) => guardianTemplatesOf(config) ?? builtIn],
    ]),
  ),
  ...Object.fromEntries(protections.map((name) => [`/api/v2/attack-protection/${name}`, attackProtection])),
}

/** What is edited in a row of its own, and not within the tenant's configuration. */
export const rowResources: ReadonlySet<string> = new Set(['/api/v2/users/:id', '/v1/administrators/:id'])

// A login is no edit.
export const editedUser = ({ lastLogin: _, lastIp: __, loginsCount: ___, ...user }: User) => user
export const editedAdministrator = ({ lastSignInAt: _, lockedUntil: __, ...administrator }: Administrator) =>
  administrator
