// What may become of an Action (contract 9): each function takes it as it is and returns it as it shall be, or refuses.
// A draft is built after every change, and runs only once it was deployed as a version. Nothing is read, written or
// built here; the caller decides and writes within one change of the tenant.

import { randomUUID } from 'node:crypto'
import { maxScriptBytes } from '#src/values/script-size.ts'
import { customPhoneProvider, findTrigger } from '#src/values/triggers.ts'
import { describeProblems } from './describe-problem.ts'
import { ChangeRefused } from './errors.ts'
import type {
  Action,
  ActionBinding,
  ActionContent,
  ActionVersion,
  PhoneProviderSetting,
  ScriptDependency,
  ScriptProblem,
  ScriptSecret,
} from './records.ts'

/** How many versions of an Action are kept besides the deployed one (contract 9.4). */
export const actionVersionsKept = 50

const maxActions = 100

/** What a change is checked by: the tenant as it is within the transaction. */
export interface ActionContext {
  readonly actions: readonly Action[]
  readonly actionBindings: readonly ActionBinding[]
  readonly phoneProvider: PhoneProviderSetting
}

export interface ActionChange {
  readonly name?: string
  readonly trigger?: { readonly id: string; readonly version?: string }
  readonly code?: string
  readonly runtime?: string
  /** One without `registryUrl` keeps that of the same package and version: it is not shown after a build. */
  readonly dependencies?: readonly ScriptDependency[]
  /** The whole list: what it leaves out is removed, and one without a value keeps its value. */
  readonly secrets?: readonly { readonly name: string; readonly value?: string }[]
}

export function getAction(actions: readonly Action[], id: string): Action {
  const action = actions.find((candidate) => candidate.id === id)
  if (!action) throw new ChangeRefused('action_not_found', 'That action does not exist.')
  return action
}

export function createAction(
  given: ActionChange & {
    readonly name: string
    readonly trigger: { readonly id: string; readonly version?: string }
  },
  { actions }: Pick<ActionContext, 'actions'>,
): Action {
  if (actions.length >= maxActions) {
    throw new ChangeRefused('action_limit_reached', `A tenant can have ${maxActions} actions.`)
  }
  const now = new Date()
  const empty: Action = {
    id: randomUUID(),
    name: given.name,
    triggerId: given.trigger.id,
    triggerVersion: '',
    code: '',
    runtime: 'node22',
    dependencies: [],
    secrets: [],
    status: 'pending',
    problems: [],
    allChangesDeployed: false,
    createdAt: now,
    updatedAt: now,
  }
  return changeAction(empty, given, { actions })
}

/** The draft has to be built again, whatever was changed. */
export function changeAction(
  action: Action,
  change: ActionChange,
  { actions }: Pick<ActionContext, 'actions'>,
): Action {
  const now = new Date()
  const { name = action.name, code = action.code, runtime = action.runtime } = change
  if (actions.some((other) => other.id !== action.id && other.name === name)) {
    throw new ChangeRefused('action_name_taken', 'An action with the same name already exists.')
  }
  if (Buffer.byteLength(code) > maxScriptBytes) {
    throw new ChangeRefused('action_code_too_large', `The code is larger than ${maxScriptBytes / 1024} kB`)
  }
  const { buildId: _buildId, ...kept } = action
  return withDeployState({
    ...kept,
    name,
    code,
    runtime,
    triggerVersion: change.trigger ? readTriggerVersion(action, change.trigger) : action.triggerVersion,
    dependencies: change.dependencies
      ? readDependencies(change.dependencies, action.dependencies)
      : action.dependencies,
    secrets: change.secrets ? readSecrets(change.secrets, action.secrets, now) : action.secrets,
    status: 'pending',
    problems: [],
    updatedAt: now,
  })
}

/** Whether one build serves both. */
export function haveSameSource(
  a: Pick<ActionContent, 'code' | 'dependencies'>,
  b: Pick<ActionContent, 'code' | 'dependencies'>,
): boolean {
  return a.code === b.code && keyOfDependencies(a) === keyOfDependencies(b)
}

export function finishBuild(action: Action, buildId: string): Action {
  return { ...action, status: 'built', problems: [], buildId }
}

export function failBuild(action: Action, problems: readonly ScriptProblem[]): Action {
  const { buildId: _buildId, ...kept } = action
  return { ...kept, status: 'failed', problems }
}

interface Deployment {
  readonly action: Action
  readonly version: ActionVersion
}

/** Every deployment is a version of its own, whether anything changed or not. */
export function deployDraft(action: Action): Deployment {
  const { status, buildId, problems } = action
  if (status === 'failed') {
    throw new ChangeRefused(
      'action_build_failed',
      `The draft cannot be deployed, because its build failed: ${describeProblems(problems)}`,
    )
  }
  // Deployment tools wait and try again when they read this text.
  if (status !== 'built' || buildId === undefined) {
    throw new ChangeRefused(
      'action_not_built',
      "A draft must be in the 'built' state before it can be deployed.",
    )
  }
  return deploy(action, action, buildId)
}

/** Deploys what an older version holds, as a new version. With `updateDraft`, the draft becomes that too. */
export function deployVersion(action: Action, version: ActionVersion, updateDraft: boolean): Deployment {
  const { code, runtime, dependencies, secrets, buildId } = version
  const content = { code, runtime, dependencies, secrets }
  const draft: Action = updateDraft
    ? { ...finishBuild(action, buildId), ...content, updatedAt: new Date() }
    : action
  return deploy(draft, content, buildId)
}

/** @throws ChangeRefused while something calls the Action */
export function requireUnused(action: Action, context: ActionContext): void {
  if (context.actionBindings.some(({ actionId }) => actionId === action.id)) {
    throw new ChangeRefused('action_in_use', 'Unable to delete an action bound to a trigger.')
  }
  if (findPhoneProviderAction(context)?.id === action.id) {
    throw new ChangeRefused('action_in_use', 'Unable to delete the action that the phone provider runs.')
  }
}

/** A phone provider that names no Action runs the one that was deployed last for it. */
function findPhoneProviderAction({ actions, phoneProvider }: ActionContext): Action | undefined {
  const { kind, config } = phoneProvider
  if (kind !== 'action') return undefined
  if (config.id !== undefined) return actions.find(({ id }) => id === config.id)
  const deployedAt = ({ deployed }: Action) => deployed?.createdAt.getTime() ?? 0
  return actions
    .filter(({ triggerId, deployed }) => deployed && triggerId === customPhoneProvider)
    .sort((a, b) => deployedAt(b) - deployedAt(a))[0]
}

function deploy(action: Action, content: ActionContent, buildId: string): Deployment {
  const now = new Date()
  const { code, runtime, dependencies, secrets } = content
  const version: ActionVersion = {
    id: randomUUID(),
    actionId: action.id,
    number: (action.deployed?.number ?? 0) + 1,
    code,
    runtime,
    dependencies,
    secrets,
    buildId,
    builtAt: now,
    createdAt: now,
    updatedAt: now,
  }
  return { action: withDeployState({ ...action, deployed: version }), version }
}

function withDeployState(action: Action): Action {
  const { deployed } = action
  return { ...action, allChangesDeployed: deployed !== undefined && haveSameContent(action, deployed) }
}

function haveSameContent(a: ActionContent, b: ActionContent): boolean {
  return haveSameSource(a, b) && a.runtime === b.runtime && keyOfSecrets(a) === keyOfSecrets(b)
}

function keyOfDependencies({ dependencies }: Pick<ActionContent, 'dependencies'>): string {
  return JSON.stringify(
    dependencies.map(({ name, version, registryUrl }) => [name, version, registryUrl]).sort(),
  )
}

function keyOfSecrets({ secrets }: ActionContent): string {
  return JSON.stringify(secrets.map(({ name, value }) => [name, value]).sort())
}

function readTriggerVersion(action: Action, { id, version }: NonNullable<ActionChange['trigger']>): string {
  if (id !== action.triggerId) {
    throw new ChangeRefused(
      'action_trigger_invalid',
      `The trigger of the action cannot change from ${action.triggerId}`,
    )
  }
  const versions: readonly string[] = findTrigger(id)?.versions ?? []
  const chosen = version ?? versions[0]
  if (chosen !== undefined && versions.includes(chosen)) return chosen
  throw new ChangeRefused(
    'action_trigger_invalid',
    `Version ${version ?? ''} of trigger ${id} not found. Versions: ${versions.join(', ')}`,
  )
}

function readDependencies(
  given: readonly ScriptDependency[],
  current: readonly ScriptDependency[],
): ScriptDependency[] {
  const repeated = findRepeated(given)
  if (repeated !== undefined) {
    throw new ChangeRefused('action_dependencies_invalid', `The dependency ${repeated} is listed twice`)
  }
  return given.map((dependency) => {
    const { name, version } = dependency
    const same = current.find((other) => other.name === name && other.version === version)
    return same?.registryUrl === undefined ? dependency : { registryUrl: same.registryUrl, ...dependency }
  })
}

function readSecrets(
  given: readonly { readonly name: string; readonly value?: string }[],
  current: readonly ScriptSecret[],
  now: Date,
): ScriptSecret[] {
  const repeated = findRepeated(given)
  if (repeated !== undefined) {
    throw new ChangeRefused('action_secrets_invalid', `The secret ${repeated} is listed twice`)
  }
  return given.map(({ name, value }) => {
    const stored = current.find((secret) => secret.name === name)
    if (stored && (value === undefined || value === stored.value)) return stored
    if (value !== undefined) return { name, value, updatedAt: now }
    throw new ChangeRefused('action_secrets_invalid', `A value is required for the new secret ${name}`)
  })
}

function findRepeated(items: readonly { readonly name: string }[]): string | undefined {
  return items.find(({ name }, index) => items.findIndex((other) => other.name === name) !== index)?.name
}
