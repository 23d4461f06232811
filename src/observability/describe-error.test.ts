import assert from 'node:assert/strict'
import { test } from 'node:test'
import { describeError } from './describe-error.ts'

test('an error of the database is logged without the row that it names', () => {
  const error = Object.assign(new Error('no row for +442079460123'), {
    code: '23514',
    constraint: 'refuses',
    detail: 'Failing row contains (+442079460123)',
    where: 'JSON data, line 1: {"recipient":"+442079460123"}',
  })
  const text = JSON.stringify(describeError(new Error('outer', { cause: error })))
  assert.ok(!text.includes('442079460123'), text)
  for (const kept of ['outer', '"errorCode":"23514"', '"constraint":"refuses"', 'no row for +44…23'])
    assert.ok(text.includes(kept), `${kept} in ${text}`)
})

test('whatever was thrown is described, causes that never end included', () => {
  const round = new Error('round')
  round.cause = round
  for (const thrown of [round, 'text', undefined, null, Object.create(null), 7])
    assert.equal(typeof JSON.stringify(describeError(thrown)), 'string')
})
