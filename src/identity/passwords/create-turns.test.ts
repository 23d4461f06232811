import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createTurns } from './create-turns.ts'

test('jobs of one key follow each other in the order in which they came, those of others do not wait', async () => {
  const takeTurns = createTurns()
  const happened: string[] = []
  const first = Promise.withResolvers<void>()
  const jobs = [
    takeTurns('a', async () => {
      await first.promise
      happened.push('a1')
    }),
    takeTurns('a', async () => happened.push('a2')),
    takeTurns('b', async () => {
      happened.push('b')
      first.resolve()
    }),
  ]
  await Promise.all(jobs)
  assert.deepEqual(happened, ['b', 'a1', 'a2'])
})

test('a job that fails is its own caller’s trouble', async () => {
  const takeTurns = createTurns()
  const failing = takeTurns('a', async () => {
    throw new Error('no')
  })
  const next = takeTurns('a', async () => 'yes')
  await assert.rejects(failing, /no/)
  assert.equal(await next, 'yes')
})
