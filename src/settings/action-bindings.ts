// Which Actions a trigger runs, in order. Only what is deployed can be bound.

import { randomUUID } from 'node:crypto'
import type { ActionContext } from './actions.ts'
import { ChangeRefused } from './errors.ts'
import type { Action, ActionBinding } from './records.ts'

const maxBindings = 20

export interface BindingRequest {
  readonly refType: 'action_id' | 'action_name' | 'binding_id'
  readonly ref: string
  readonly displayName?: string
}

/** The trigger's whole list, anew. A binding that stays keeps its id. */
export function bindActions(
  triggerId: string,
  requests: readonly BindingRequest[],
  { actions, actionBindings }: Pick<ActionContext, 'actions' | 'actionBindings'>,
): ActionBinding[] {
  if (requests.length > maxBindings) {
    throw new ChangeRefused('action_bindings_invalid', `A trigger can have ${maxBindings} bindings`)
  }
  const now = new Date()
  const current = actionBindings.filter((binding) => binding.triggerId === triggerId)
  const bound = new Set<string>()
  return requests.map((request) => {
    const action = findBound(request, actions, current)
    if (action.triggerId !== triggerId) {
      throw new ChangeRefused(
        'action_bindings_invalid',
        `The action ${action.name} is for the trigger ${action.triggerId}`,
      )
    }
    if (!action.deployed) {
      throw new ChangeRefused(
        'action_not_deployed',
        'Trying to create a binding for an action that has not been deployed yet',
      )
    }
    if (bound.has(action.id)) {
      throw new ChangeRefused('action_bindings_invalid', `The action ${action.name} is bound twice`)
    }
    bound.add(action.id)
    const kept = current.find(({ actionId }) => actionId === action.id)
    return {
      id: kept?.id ?? randomUUID(),
      triggerId,
      actionId: action.id,
      displayName: request.displayName ?? kept?.displayName ?? action.name,
      createdAt: kept?.createdAt ?? now,
      updatedAt: now,
    }
  })
}

function findBound(
  { refType, ref }: BindingRequest,
  actions: readonly Action[],
  current: readonly ActionBinding[],
): Action {
  const found = actions.find((action) => {
    if (refType === 'action_id') return action.id === ref
    if (refType === 'action_name') return action.name === ref
    return current.some(({ id, actionId }) => id === ref && actionId === action.id)
  })
  if (!found) throw new ChangeRefused('action_not_found', 'That action does not exist.')
  return found
}
