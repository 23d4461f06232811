import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setImmediate } from 'node:timers/promises'
import fc from 'fast-check'
import { DatabaseError } from 'pg'
import { createBatch } from './batch.ts'

interface Item {
  readonly id: number
  readonly key: string
  readonly bad: boolean
}

/** Items arrive in waves, so that some come while a statement is under way. */
const waves = fc
  .array(
    fc.array(fc.record({ key: fc.constantFrom('a', 'b', 'c', 'd'), bad: fc.boolean() }), { maxLength: 12 }),
    { maxLength: 6 },
  )
  .map((all) => {
    let id = 0
    return all.map((wave) => wave.map((item): Item => ({ ...item, id: id++ })))
  })

const refusal = () => new DatabaseError('refused', 0, 'error')

function observed(maxItems: number, fail: (items: readonly Item[]) => Error | undefined) {
  const statements: (readonly Item[])[] = []
  const done: Item[] = []
  const add = createBatch<Item, number>({
    keyOf: ({ key }) => key,
    maxItems,
    async run(items) {
      statements.push(items)
      await setImmediate()
      const error = fail(items)
      if (error) throw error
      done.push(...items)
      return items.map(({ id }) => id * 10)
    },
  })
  return { add, statements, done }
}

async function runAll(add: (item: Item) => Promise<number>, all: readonly (readonly Item[])[]) {
  const results: Promise<PromiseSettledResult<number>[]>[] = []
  for (const wave of all) {
    results.push(Promise.allSettled(wave.map(add)))
    await setImmediate()
  }
  return (await Promise.all(results)).flat()
}

test('each caller gets the result of its own item, and only a bad item fails', async () => {
  await fc.assert(
    fc.asyncProperty(waves, fc.integer({ min: 1, max: 5 }), async (all, maxItems) => {
      const { add, done } = observed(maxItems, (items) =>
        items.some(({ bad }) => bad) ? refusal() : undefined,
      )
      const settled = await runAll(add, all)
      const items = all.flat()
      assert.deepEqual(
        settled.map((result) => (result.status === 'fulfilled' ? result.value : 'failed')),
        items.map(({ id, bad }) => (bad ? 'failed' : id * 10)),
      )
      assert.equal(done.length, items.filter(({ bad }) => !bad).length, 'nothing is done twice')
    }),
  )
})

test('no statement holds a key twice or more items than it may, and items of a key keep their order', async () => {
  await fc.assert(
    fc.asyncProperty(waves, fc.integer({ min: 1, max: 5 }), async (all, maxItems) => {
      const { add, statements, done } = observed(maxItems, () => undefined)
      await runAll(add, all)
      for (const items of statements) {
        assert.equal(new Set(items.map(({ key }) => key)).size, items.length)
        assert.ok(items.length <= maxItems)
      }
      for (const key of ['a', 'b', 'c', 'd']) {
        const ids = done.filter((item) => item.key === key).map(({ id }) => id)
        assert.deepEqual(
          ids,
          ids.toSorted((a, b) => a - b),
        )
      }
    }),
  )
})

test('after a lost connection nothing is repeated: it may have been committed', async () => {
  const { add, statements } = observed(10, () => new Error('Connection terminated unexpectedly'))
  const wave = ['a', 'b', 'c'].map((key, id): Item => ({ id, key, bad: false }))
  const settled = await runAll(add, [wave])
  assert.deepEqual(
    settled.map(({ status }) => status),
    ['rejected', 'rejected', 'rejected'],
  )
  assert.equal(statements.length, 1)
})

test('a statement that answers too little fails whom it forgot, and the batch goes on', async () => {
  let answers = 1
  const add = createBatch<number, string>({
    keyOf: String,
    run: async (items) => items.slice(0, answers).map(String),
  })
  const first = await Promise.allSettled([add(1), add(2)])
  assert.deepEqual(
    first.map(({ status }) => status),
    ['fulfilled', 'rejected'],
  )
  answers = 10
  assert.deepEqual(await Promise.all([add(3), add(4)]), ['3', '4'])
})
