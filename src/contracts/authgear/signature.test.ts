import assert from 'node:assert/strict'
import { test } from 'node:test'
import { signBody } from './signature.ts'

test('the signature is the one of the contract', () => {
  assert.equal(signBody('secret', 'body'), 'dc46983557fea127b43af721467eb9b3fde2338fe3e14f51952aa8478c13d355')
})
