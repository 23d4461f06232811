// Actions, their versions and bindings as the Management API shows them (contract 9). Values of secrets never leave.

import { describeProblem } from '#src/settings/describe-problem.ts'
import type {
  Action,
  ActionBinding,
  ActionContent,
  ActionExecution,
  ActionVersion,
  JsonObject,
} from '#src/settings/records.ts'

export function showAction(action: Action, isBuilding: boolean): JsonObject {
  const { status, problems } = action
  return {
    ...showOwner(action),
    code: action.code,
    dependencies: showDependencies(action, status !== 'built'),
    runtime: action.runtime,
    status: status === 'pending' && isBuilding ? 'building' : status,
    secrets: showSecrets(action),
    ...(status === 'failed' && {
      errors: problems.map((problem) => ({ id: 'build_failed', msg: describeProblem(problem) })),
    }),
    ...showDeployed(action),
    all_changes_deployed: action.allChangesDeployed,
  }
}

export function showVersion(version: ActionVersion, action: Action): JsonObject {
  return {
    ...showVersionAlone(version, action, action.deployed?.id === version.id),
    action: { ...showOwner(action), all_changes_deployed: action.allChangesDeployed },
  }
}

/** Auth0 answers a deployment with the version as it is just before it is deployed. */
export function showDeployment(version: ActionVersion, action: Action): JsonObject {
  const { built_at: _builtAt, ...shown } = showVersionAlone(version, action, false)
  return { ...shown, action: { ...showOwner(action), all_changes_deployed: false } }
}

export function showBinding(binding: ActionBinding, actions: readonly Action[]): JsonObject {
  const action = actions.find(({ id }) => id === binding.actionId)
  return {
    id: binding.id,
    trigger_id: binding.triggerId,
    ...(action && {
      action: {
        ...showOwner(action),
        ...showDeployed(action),
        all_changes_deployed: action.allChangesDeployed,
      },
    }),
    created_at: showTime(binding.createdAt),
    updated_at: showTime(binding.updatedAt),
    display_name: binding.displayName,
  }
}

export function showExecution(execution: ActionExecution): JsonObject {
  const { id, triggerId, actionName, error } = execution
  const [started, ended] = [showTime(execution.startedAt), showTime(execution.endedAt)]
  return {
    id,
    trigger_id: triggerId,
    status: 'final',
    results: [
      {
        action_name: actionName,
        ...(error && { error: { id: error.name, msg: error.message } }),
        started_at: started,
        ended_at: ended,
      },
    ],
    created_at: started,
    updated_at: ended,
  }
}

/** The Actions API's own form of a list: numbers that are zero are left out. */
export function showPage<Item>(
  property: string,
  items: readonly Item[],
  { page = 0, per_page: perPage = 20 }: { readonly page?: number; readonly per_page?: number },
  show: (item: Item) => JsonObject,
): JsonObject {
  return {
    [property]: items.slice(page * perPage, (page + 1) * perPage).map(show),
    ...(items.length > 0 && { total: items.length }),
    ...(page > 0 && { page }),
    per_page: perPage,
  }
}

function showOwner(action: Action): JsonObject {
  return {
    id: action.id,
    name: action.name,
    supported_triggers: showTriggers(action),
    created_at: showTime(action.createdAt),
    updated_at: showTime(action.updatedAt),
  }
}

function showDeployed(action: Action): JsonObject {
  const { deployed } = action
  if (!deployed) return {}
  const { id, code, runtime, number } = deployed
  const times = { created_at: showTime(deployed.createdAt), updated_at: showTime(deployed.updatedAt) }
  return {
    current_version: {
      id,
      code,
      runtime,
      status: 'BUILT',
      number,
      build_time: showTime(deployed.builtAt),
      ...times,
    },
    deployed_version: showVersionAlone(deployed, action, true),
  }
}

function showVersionAlone(version: ActionVersion, action: Action, isDeployed: boolean): JsonObject {
  return {
    code: version.code,
    dependencies: showDependencies(version, false),
    id: version.id,
    deployed: isDeployed,
    number: version.number,
    built_at: showTime(version.builtAt),
    secrets: showSecrets(version),
    status: 'built',
    created_at: showTime(version.createdAt),
    updated_at: showTime(version.updatedAt),
    runtime: version.runtime,
    supported_triggers: showTriggers(action),
  }
}

function showTriggers({ triggerId, triggerVersion }: Action): JsonObject[] {
  return [{ id: triggerId, version: triggerVersion }]
}

// Once something is built, Auth0 does not say any more which registry a package came from.
function showDependencies({ dependencies }: ActionContent, withRegistry: boolean): JsonObject[] {
  return dependencies.map(({ name, version, registryUrl }) => ({
    name,
    version,
    ...(withRegistry && registryUrl !== undefined && { registry_url: registryUrl }),
  }))
}

function showSecrets({ secrets }: ActionContent): JsonObject[] {
  return secrets.map(({ name, updatedAt }) => ({ name, updated_at: showTime(updatedAt) }))
}

/** With nanoseconds, as the Actions API has them. */
function showTime(at: Date): string {
  return at.toISOString().replace('Z', '000000Z')
}
