import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createKeyedQueue } from './keyed-queue.ts'

test('jobs of one key follow each other in the order in which they came, those of others do not wait', async () => {
  const queue = createKeyedQueue()
  const happened: string[] = []
  const first = Promise.withResolvers<void>()
  const jobs = [
    queue.run('a', async () => {
      await first.promise
      happened.push('a1')
    }),
    queue.run('a', async () => happened.push('a2')),
    queue.run('b', async () => {
      happened.push('b')
      first.resolve()
    }),
  ]
  assert.deepEqual([queue.isBusy('a'), queue.isBusy('c')], [true, false])
  await queue.whenIdle()
  assert.deepEqual(happened, ['b', 'a1', 'a2'])
  await Promise.all(jobs)
  assert.equal(queue.isBusy('a'), false)
})

test('a job that fails is its own caller’s trouble', async () => {
  const queue = createKeyedQueue()
  const failing = queue.run('a', async () => {
    throw new Error('no')
  })
  const next = queue.run('a', async () => 'yes')
  await assert.rejects(failing, /no/)
  assert.equal(await next, 'yes')
})
