import assert from 'node:assert/strict'
import { test } from 'node:test'
import { changeAction, createAction, deployDraft, deployVersion, finishBuild } from './actions.ts'
import { ChangeRefused } from './errors.ts'
import type { Action } from './records.ts'

const trigger = { id: 'custom-phone-provider' }
const create = (given: Omit<Parameters<typeof createAction>[0], 'name' | 'trigger'> = {}) =>
  createAction({ name: 'action', trigger, ...given }, { actions: [] })
const change = (action: Action, given: Parameters<typeof changeAction>[1]) =>
  changeAction(action, given, { actions: [action] })
const deployed = (action: Action) => deployDraft(finishBuild(action, 'build')).action

function refusalOf(act: () => unknown): string {
  try {
    act()
  } catch (error) {
    assert.ok(error instanceof ChangeRefused)
    return error.code
  }
  return assert.fail('it was not refused')
}

test('a tenant has a hundred actions at most', () => {
  const actions: Action[] = []
  for (let count = 0; count < 100; count += 1) {
    actions.push(createAction({ name: `action ${count}`, trigger }, { actions }))
  }
  const another = () => createAction({ name: 'another', trigger }, { actions })
  assert.equal(refusalOf(another), 'action_limit_reached')
})

test('everything is deployed exactly when the draft is what the deployed version is', () => {
  const dependencies = [
    { name: 'a', version: '1.0.0' },
    { name: 'b', version: '2.0.0' },
  ]
  const secrets = [{ name: 'KEY', value: 'value' }]
  const action = deployed(create({ code: 'one', dependencies, secrets }))
  assert.equal(action.allChangesDeployed, true)
  const same = change(action, { dependencies: [...dependencies].reverse(), secrets: [{ name: 'KEY' }] })
  assert.equal(same.allChangesDeployed, true)
  for (const given of [
    { code: 'two' },
    { runtime: 'node16' },
    { dependencies: [] },
    { dependencies: [{ name: 'a', version: '1.0.1' }] },
    { secrets: [] },
    { secrets: [{ name: 'KEY', value: 'other' }] },
  ]) {
    const changed = change(action, given)
    assert.equal(changed.allChangesDeployed, false, JSON.stringify(given))
    assert.equal(changed.status, 'pending')
    assert.equal(changed.buildId, undefined)
    assert.equal(changed.deployed, action.deployed)
  }
  assert.equal(change(change(action, { code: 'two' }), { code: 'one' }).allChangesDeployed, true)
})

test('a secret that keeps its value keeps its age', () => {
  const action = create({ secrets: [{ name: 'KEY', value: 'value' }] })
  const [before] = action.secrets
  assert.equal(change(action, { secrets: [{ name: 'KEY' }] }).secrets[0], before)
  assert.equal(change(action, { secrets: [{ name: 'KEY', value: 'value' }] }).secrets[0], before)
  assert.equal(change(action, { secrets: [{ name: 'KEY', value: 'new' }] }).secrets[0]?.value, 'new')
})

test('a package keeps its registry while its version stays', () => {
  const registryUrl = 'https://registry.example'
  const action = create({ dependencies: [{ name: 'a', version: '1.0.0', registryUrl }] })
  const kept = change(action, { dependencies: [{ name: 'a', version: '1.0.0' }] })
  assert.deepEqual(kept.dependencies, [{ name: 'a', version: '1.0.0', registryUrl }])
  const moved = change(action, { dependencies: [{ name: 'a', version: '1.0.1' }] })
  assert.deepEqual(moved.dependencies, [{ name: 'a', version: '1.0.1' }])
})

test('an older version becomes a new one, and the draft only where that is asked for', () => {
  const first = deployed(create({ code: 'one' }))
  const second = deployed(change(first, { code: 'two' }))
  const older = first.deployed ?? assert.fail()
  const back = deployVersion(second, older, false)
  assert.equal(back.version.number, 3)
  assert.equal(back.action.deployed?.code, 'one')
  assert.equal(back.action.code, 'two')
  assert.equal(back.action.allChangesDeployed, false)
  const whole = deployVersion(change(second, { code: 'three' }), older, true)
  assert.equal(whole.action.code, 'one')
  assert.equal(whole.action.status, 'built')
  assert.equal(whole.action.allChangesDeployed, true)
})
