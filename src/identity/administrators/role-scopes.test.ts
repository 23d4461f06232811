import assert from 'node:assert/strict'
import { test } from 'node:test'
import { allManagementScopes } from '../clients/scopes.ts'
import { administratorRoles } from './records.ts'
import { scopesOfRole } from './role-scopes.ts'

test('an owner who has just given the password may do everything that a client can be granted', () => {
  assert.deepEqual([...scopesOfRole('owner', { confirmed: true })], [...allManagementScopes])
})

test('only owners see and change administrators', () => {
  for (const role of administratorRoles) {
    const about = [...scopesOfRole(role, { confirmed: true })].filter((scope) =>
      /:administrators$/.test(scope),
    )
    assert.equal(about.length, role === 'owner' ? 4 : 0, role)
  }
})

test('a viewer reads, and sees no secret however often the password is given', () => {
  const scopes = [...scopesOfRole('viewer', { confirmed: true })]
  assert.ok(scopes.length > 5)
  assert.deepEqual(
    scopes.filter((scope) => !scope.startsWith('read:') || scope === 'read:client_keys'),
    [],
  )
})

test("without a fresh confirmation nobody is shown clients' secrets", () => {
  for (const role of administratorRoles) {
    assert.equal(scopesOfRole(role, { confirmed: false }).has('read:client_keys'), false, role)
  }
  assert.equal(scopesOfRole('editor', { confirmed: true }).has('read:client_keys'), true)
})
