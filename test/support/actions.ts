// For tests that deliver through Actions: an Action from its code to the version that runs, as deployment tools do it.

import assert from 'node:assert/strict'
import type { Answer } from './server.ts'
import { waitFor } from './wait-for.ts'

/** Calls `/api/v2` with a Management token. */
export type AskManagement = (
  path: string,
  method?: string,
  body?: unknown,
) => Promise<Pick<Answer, 'status' | 'body'>>

interface TestAction {
  readonly name?: string
  /** @default custom-phone-provider */
  readonly trigger?: { readonly id: string; readonly version: string }
  readonly code: string
  readonly secrets?: Readonly<Record<string, string>>
  readonly dependencies?: readonly { readonly name: string; readonly version: string }[]
}

/** Creates an Action and deploys it. @returns its id */
export async function deployAction(
  ask: AskManagement,
  {
    name = 'Phone provider',
    trigger = { id: 'custom-phone-provider', version: 'v1' },
    code,
    secrets = {},
    dependencies = [],
  }: TestAction,
): Promise<string> {
  const { status, body } = await ask('/actions/actions', 'POST', {
    name,
    supported_triggers: [trigger],
    code,
    dependencies,
    secrets: Object.entries(secrets).map(([name, value]) => ({ name, value })),
  })
  assert.equal(status, 201, JSON.stringify(body))
  await deployDraft(ask, body.id)
  return body.id
}

/** Changes an Action and deploys it. */
export async function redeployAction(ask: AskManagement, id: string, changes: object): Promise<void> {
  const { status, body } = await ask(`/actions/actions/${id}`, 'PATCH', changes)
  assert.equal(status, 200, JSON.stringify(body))
  await deployDraft(ask, id)
}

async function deployDraft(ask: AskManagement, id: string): Promise<void> {
  await waitFor('the Action to be built', async () => {
    const { body } = await ask(`/actions/actions/${id}`)
    assert.notEqual(body.status, 'failed', JSON.stringify(body.errors))
    return body.status === 'built'
  })
  const { status, body } = await ask(`/actions/actions/${id}/deploy`, 'POST')
  assert.equal(status, 200, JSON.stringify(body))
}
