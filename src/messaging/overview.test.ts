import assert from 'node:assert/strict'
import { test } from 'node:test'
import { countriesOf, isFailing, isSpike } from './overview.ts'

test('numbers are added up by country, the most first', () => {
  const countries = countriesOf([
    { sample: '+442079460123', messages: 2, previous: 1 },
    { sample: '+12025550123', messages: 5, previous: 0 },
    { sample: '+447700900123', messages: 1, previous: 4 },
  ])
  assert.deepEqual(countries, [
    { country: 'US', messages: 5, previous: 0 },
    { country: 'GB', messages: 3, previous: 5 },
  ])
})

test('a number of no certain country counts for the main one of its calling code', () => {
  const [found] = countriesOf([{ sample: '+15555550123', messages: 1, previous: 0 }])
  assert.equal(found?.country, 'US')
})

test('a provider is failing when a fifth of its calls fail lately, and more than a few', () => {
  assert.equal(isFailing({ recent: { attempts: 25, failed: 5 } }), true)
  assert.equal(isFailing({ recent: { attempts: 26, failed: 5 } }), false)
  assert.equal(isFailing({ recent: { attempts: 4, failed: 4 } }), false)
  assert.equal(isFailing({ recent: { attempts: 0, failed: 0 } }), false)
})

test('a country spikes when it gets more than three times what it got before, and not a few', () => {
  assert.equal(isSpike({ country: 'XX', messages: 31, previous: 10 }), true)
  assert.equal(isSpike({ country: 'XX', messages: 30, previous: 10 }), false)
  assert.equal(isSpike({ country: 'XX', messages: 19, previous: 0 }), false)
})
