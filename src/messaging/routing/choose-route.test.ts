import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { MessagingError } from '../errors.ts'
import { type Candidate, type DeliveryMethod, deliveryMethods } from '../types.ts'
import { chooseDeliveryMethod, chooseRoute } from './choose-route.ts'

const candidate = (...methods: readonly DeliveryMethod[]): Candidate => ({
  providerId: 'phone_provider',
  kind: 'test',
  deliveryMethods: methods,
  timeoutMs: 1_000,
  provider: { send: async () => ({ ok: true }) },
})
const off: Candidate = {
  providerId: 'phone_provider',
  kind: 'twilio',
  deliveryMethods: [],
  unavailable: 'The provider twilio is switched off.',
}

test('text comes first where the provider delivers both, whatever their order', () => {
  assert.equal(chooseDeliveryMethod([candidate('voice', 'text')]), 'text')
  assert.equal(chooseDeliveryMethod([candidate('voice'), candidate('text')]), 'text')
})

test('a provider of voice alone gets a call', () => {
  assert.equal(chooseDeliveryMethod([candidate('voice')]), 'voice')
  assert.equal(chooseDeliveryMethod([off, candidate('voice')]), 'voice')
})

test('the method before is kept where it can be', () => {
  assert.equal(chooseDeliveryMethod([candidate('voice', 'text')], 'voice'), 'voice')
  assert.equal(chooseDeliveryMethod([candidate('text')], 'voice'), 'text')
})

test('a chosen method has a route whenever any method has one', () => {
  const some = fc.array(
    fc.oneof(
      fc.constant(off),
      fc.subarray([...deliveryMethods]).map((of) => candidate(...of)),
    ),
  )
  fc.assert(
    fc.property(some, fc.constantFrom(...deliveryMethods), (candidates, preferred) => {
      const isAble = candidates.some(({ deliveryMethods: methods }) => methods.length > 0)
      const route = () => chooseRoute(candidates, chooseDeliveryMethod(candidates, preferred))
      if (isAble) assert.ok(route().length > 0)
      else assert.throws(route, MessagingError)
    }),
  )
})

test('a refusal names what keeps each provider from delivering', () => {
  const refused = (...candidates: readonly Candidate[]) => {
    try {
      chooseRoute(candidates, 'voice')
      return 'chosen'
    } catch (error) {
      return error instanceof MessagingError ? `${error.code}: ${error.message}` : error
    }
  }
  assert.equal(refused(off), 'no_provider: The provider twilio is switched off.')
  assert.equal(
    refused(candidate('text')),
    'no_provider: The provider test delivers by text only, not by voice.',
  )
  assert.equal(refused(candidate()), 'no_provider: The provider test has no delivery methods.')
  assert.equal(refused(), 'no_provider: No provider is configured.')
})
