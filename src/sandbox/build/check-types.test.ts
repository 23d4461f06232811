import assert from 'node:assert/strict'
import { readdir } from 'node:fs/promises'
import { test } from 'node:test'
import { createLog } from '#src/observability/log.ts'
import { tempFolder } from '#test/support/temp-folder.ts'
import { createTypeChecker } from './check-types.ts'

// The compiler takes minutes for it.
const busy = `type Grow<T extends unknown[], N> = T['length'] extends N ? T : Grow<[...T, 0], N>
type A = Grow<[], 990>
type Cross<X extends unknown[], Y extends unknown[]> = {
  [K in keyof X]: { [L in keyof Y]: [X[K], Y[L], Grow<[], K>] }
}
const x: Cross<A, A> = null as unknown as Cross<A, Grow<[], 991>>
const y: Cross<Cross<A, A>, A> = x
export default () => [x, y]`

test('a script that keeps the compiler busy is stopped and leaves nothing behind', async (t) => {
  const folder = await tempFolder(t)
  const checker = createTypeChecker({
    folder: async () => folder,
    log: createLog('silent'),
    timeoutMs: 2_000,
  })
  t.after(checker.close)
  const started = performance.now()
  assert.deepEqual(await checker.check(busy), [{ message: 'Checking the types took longer than 2 s' }])
  assert.ok(performance.now() - started < 10_000)
  assert.deepEqual(await readdir(folder), ['deno'])
})
