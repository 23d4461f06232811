// What may become of a Hook (contract 8): each function takes it as it is and returns it as it shall be, or refuses.
// What is saved is what runs, so its script is built before it is saved. Nothing is read, written or built here; the
// caller decides and writes within one change of the tenant.

import { randomBytes } from 'node:crypto'
import { describeProblems } from './describe-problem.ts'
import { ChangeRefused } from './errors.ts'
import type { Hook, PhoneProviderSetting, ScriptDependency, ScriptProblem, ScriptSecret } from './records.ts'

const maxSecrets = 20

/** What stands for a secret's value wherever hooks are read. A value that is this means: as it was. */
export const hiddenSecret = '_VALUE_NOT_SHOWN_'

export interface HookChange {
  readonly name?: string
  readonly script?: string
  readonly enabled?: boolean
  readonly dependencies?: readonly ScriptDependency[]
}

export function getHook(hooks: readonly Hook[], id: string): Hook {
  const hook = hooks.find((candidate) => candidate.id === id)
  if (!hook) throw new ChangeRefused('hook_not_found', 'Error: Hook does not exist')
  return hook
}

export function createHook(
  given: HookChange & { readonly name: string; readonly triggerId: string; readonly script: string },
  hooks: readonly Hook[],
): Hook {
  const now = new Date()
  const empty: Hook = {
    id: createHookId(now),
    name: given.name,
    triggerId: given.triggerId,
    enabled: false,
    script: given.script,
    dependencies: [],
    secrets: [],
    createdAt: now,
    updatedAt: now,
  }
  return changeHook(empty, given, hooks)
}

export function changeHook(hook: Hook, change: HookChange, hooks: readonly Hook[]): Hook {
  const name = change.name === undefined ? hook.name : slugOf(change.name)
  if (hooks.some((other) => other.id !== hook.id && other.name === name)) {
    throw new ChangeRefused('hook_name_taken', 'A hook with the same name already exists.')
  }
  return {
    ...hook,
    name,
    script: change.script ?? hook.script,
    enabled: change.enabled ?? hook.enabled,
    dependencies: change.dependencies ?? hook.dependencies,
    updatedAt: new Date(),
  }
}

/** A trigger has one enabled hook: the others that are, as they shall be before this one is written. */
export function hooksReplacedBy(hook: Hook, hooks: readonly Hook[]): Hook[] {
  if (!hook.enabled) return []
  return hooks
    .filter((other) => other.id !== hook.id && other.enabled && other.triggerId === hook.triggerId)
    .map((other) => ({ ...other, enabled: false, updatedAt: hook.updatedAt }))
}

export function haveSameScript(a: Hook, b: Hook): boolean {
  return a.script === b.script && JSON.stringify(a.dependencies) === JSON.stringify(b.dependencies)
}

export function scriptRefused(problems: readonly ScriptProblem[]): ChangeRefused {
  return new ChangeRefused('hook_script_invalid', describeProblems(problems))
}

/** @throws ChangeRefused while messages depend on the hook */
export function requireUnusedHook(
  hook: Hook,
  { phoneProvider }: { readonly phoneProvider: PhoneProviderSetting },
): void {
  const { kind, config } = phoneProvider
  // A phone provider that names no hook runs the enabled one.
  if (kind === 'hook' && (config.id === undefined ? hook.enabled : config.id === hook.id)) {
    throw new ChangeRefused('hook_in_use', 'Unable to delete the hook that the phone provider runs.')
  }
}

export function addHookSecrets(hook: Hook, values: Readonly<Record<string, string>>): Hook {
  const added = Object.entries(values)
  for (const [name, value] of added) {
    if (findSecret(hook, name)) {
      throw new ChangeRefused('hook_secret_taken', 'Secret with the same name already exists.')
    }
    if (value === hiddenSecret) {
      throw new ChangeRefused('hook_secrets_invalid', `The value of ${name} is a masked value`)
    }
  }
  if (hook.secrets.length + added.length > maxSecrets) {
    throw new ChangeRefused('hook_secrets_invalid', `A hook can have ${maxSecrets} secrets`)
  }
  const now = new Date()
  const secrets = added.map(([name, value]): ScriptSecret => ({ name, value, updatedAt: now }))
  return { ...hook, secrets: [...hook.secrets, ...secrets], updatedAt: now }
}

export function changeHookSecrets(hook: Hook, values: Readonly<Record<string, string>>): Hook {
  requireSecrets(hook, Object.keys(values))
  const now = new Date()
  const given = new Map(Object.entries(values))
  const secrets = hook.secrets.map((secret): ScriptSecret => {
    const value = given.get(secret.name) ?? hiddenSecret
    return value === hiddenSecret ? secret : { name: secret.name, value, updatedAt: now }
  })
  return { ...hook, secrets, updatedAt: now }
}

export function removeHookSecrets(hook: Hook, names: readonly string[]): Hook {
  requireSecrets(hook, names)
  const secrets = hook.secrets.filter(({ name }) => !names.includes(name))
  return { ...hook, secrets, updatedAt: new Date() }
}

function requireSecrets(hook: Hook, names: readonly string[]): void {
  if (names.every((name) => findSecret(hook, name))) return
  throw new ChangeRefused('hook_secret_not_found', 'Hook or secret not found')
}

function findSecret(hook: Hook, name: string): ScriptSecret | undefined {
  return hook.secrets.find((secret) => secret.name === name)
}

// Auth0 was seen to turn `test-hook998` into `test-hook-998`: words of letters and of digits, joined by dashes.
function slugOf(name: string): string {
  const words = name.match(/[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+/g) ?? []
  return words.join('-').toLowerCase()
}

const base32 = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/** `01GQN0PBFKAGVGFCERC0128CMK`, a ULID: 10 digits of time, 16 of chance. */
function createHookId(at: Date): string {
  const time = Array.from(
    { length: 10 },
    (_, place) => base32[Math.floor(at.getTime() / 32 ** (9 - place)) % 32],
  )
  const chance = [...randomBytes(16)].map((byte) => base32[byte % 32])
  return [...time, ...chance].join('')
}
