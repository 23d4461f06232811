// /api/v2/attack-protection (contract 11). Brute-force protection and IP throttling are acted on; the others are kept
// and shown, so that what a deployment tool wrote is what it reads.

import type { FastifyInstance } from 'fastify'
import {
  allowlistDescription,
  type BruteForceBody,
  bruteForceBody,
  captchaSecrets,
  type IpThrottlingBody,
  ipThrottlingBody,
  otherProtections,
} from '#src/contracts/auth0/attack-protection.ts'
import { changeSettings } from '#src/identity/tenants/change-settings.ts'
import type { Directory } from '#src/identity/tenants/directory.ts'
import { isAddressOrBlock } from '#src/settings/attack-protection.ts'
import { mergeObjects } from '#src/settings/merge-objects.ts'
import type {
  AttackProtection,
  BruteForceProtection,
  IpThrottle,
  JsonObject,
  TenantSettings,
} from '#src/settings/records.ts'
import { fieldsOf, isObject } from '#src/values/json.ts'
import type { EditedPart } from '../../http/route-facts.ts'
import { tenantOf } from '../../http/server.ts'
import { requireScope } from './authorize.ts'
import { validationError } from './errors.ts'
import { allFields, createBodyReader } from './validate.ts'

const edits: EditedPart = ({ settings }) => settings.attackProtection

const readers = { onRequest: requireScope('read:attack_protection'), config: { edits } }
const writers = { onRequest: requireScope('update:attack_protection'), config: { edits } }

const readBruteForceBody = createBodyReader(bruteForceBody)
const readIpThrottlingBody = createBodyReader(ipThrottlingBody)

export function attackProtectionRoutes(
  app: FastifyInstance,
  { directory }: { readonly directory: Directory },
): void {
  const bruteForce = '/attack-protection/brute-force-protection'
  app.get(bruteForce, readers, async (request) =>
    showBruteForce(tenantOf(request).settings.attackProtection.bruteForce),
  )
  app.patch(bruteForce, writers, async (request) => {
    const body = readBruteForceBody(request)
    checkAllowlist(body.allowlist)
    const settings = await changeSettings(directory, tenantOf(request), (before) =>
      withProtection(before, { bruteForce: changeBruteForce(before.attackProtection.bruteForce, body) }),
    )
    return showBruteForce(settings.attackProtection.bruteForce)
  })

  const throttling = '/attack-protection/suspicious-ip-throttling'
  app.get(throttling, readers, async (request) =>
    showIpThrottling(tenantOf(request).settings.attackProtection),
  )
  app.patch(throttling, writers, async (request) => {
    const body = readIpThrottlingBody(request)
    checkAllowlist(body.allowlist)
    const settings = await changeSettings(directory, tenantOf(request), (before) =>
      withProtection(before, changeIpThrottling(before.attackProtection, body)),
    )
    return showIpThrottling(settings.attackProtection)
  })

  for (const [name, { body, defaults }] of Object.entries(otherProtections)) {
    const path = `/attack-protection/${name}`
    const readBody = createBodyReader(body)
    const show = ({ attackProtection: { others } }: TenantSettings) => {
      const own = others[name]
      return mergeObjects(defaults, fieldsOf(own))
    }
    app.get(path, readers, async (request) => show(tenantOf(request).settings))
    app.patch(path, writers, async (request) => {
      const change = withoutSecrets(allFields(readBody(request)))
      const settings = await changeSettings(directory, tenantOf(request), (before) => {
        const { others } = before.attackProtection
        return withProtection(before, { others: mergeObjects(others, { [name]: change }) })
      })
      return show(settings)
    })
  }
}

function withProtection(settings: TenantSettings, change: Partial<AttackProtection>): TenantSettings {
  return { ...settings, attackProtection: { ...settings.attackProtection, ...change } }
}

/** @throws ManagementError in the words for a value that fits none of the formats there are */
function checkAllowlist(allowlist: readonly string[] = []): void {
  const wrong = allowlist.findIndex((entry) => !isAddressOrBlock(entry))
  if (wrong >= 0) {
    throw validationError('Payload', "Data does not match any schemas from 'anyOf'", {
      path: `allowlist[${wrong}]`,
      description: allowlistDescription,
    })
  }
}

function changeBruteForce(
  before: BruteForceProtection,
  { max_attempts: maxAttempts, ...change }: BruteForceBody,
): BruteForceProtection {
  return { ...before, ...change, ...(maxAttempts !== undefined && { maxAttempts }) }
}

function showBruteForce({
  enabled,
  shields,
  mode,
  allowlist,
  maxAttempts,
}: BruteForceProtection): JsonObject {
  return { enabled, shields, mode, allowlist, max_attempts: maxAttempts }
}

/** Token exchange does not exist here: its stage is kept to be shown. */
const exchangeStage = 'pre-custom-token-exchange'
const defaultExchangeStage = { max_attempts: 10, rate: 600_000 }

function changeIpThrottling(
  { ipThrottling, others }: AttackProtection,
  { stage = {}, ...change }: IpThrottlingBody,
): Pick<AttackProtection, 'ipThrottling' | 'others'> {
  const login = changeThrottle(ipThrottling.login, stage['pre-login'])
  const signup = changeThrottle(ipThrottling.signup, stage['pre-user-registration'])
  const exchange = stage[exchangeStage]
  return {
    ipThrottling: { ...ipThrottling, ...change, login, signup },
    others: exchange ? mergeObjects(others, { [exchangeStage]: allFields(exchange) }) : others,
  }
}

function changeThrottle(
  before: IpThrottle,
  {
    max_attempts: maxAttempts,
    rate: refillMs,
  }: { readonly max_attempts?: number; readonly rate?: number } = {},
): IpThrottle {
  return {
    ...before,
    ...(maxAttempts !== undefined && { maxAttempts }),
    ...(refillMs !== undefined && { refillMs }),
  }
}

function showIpThrottling({ ipThrottling, others }: AttackProtection): JsonObject {
  const { enabled, shields, allowlist, login, signup } = ipThrottling
  const exchange = others[exchangeStage]
  return {
    enabled,
    shields,
    allowlist,
    stage: {
      'pre-login': showThrottle(login),
      'pre-user-registration': showThrottle(signup),
      [exchangeStage]: mergeObjects(defaultExchangeStage, fieldsOf(exchange)),
    },
  }
}

function showThrottle({ maxAttempts, refillMs }: IpThrottle): JsonObject {
  return { max_attempts: maxAttempts, rate: refillMs }
}

/** Nothing here uses the secrets of captcha providers, so they are not kept. */
function withoutSecrets(change: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(change)
      .filter(([key]) => !captchaSecrets.includes(key))
      .map(([key, value]) => [key, isObject(value) ? withoutSecrets(value) : value]),
  )
}
