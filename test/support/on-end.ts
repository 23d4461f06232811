import type { TestContext } from 'node:test'

const workOf = new WeakMap<TestContext, (() => unknown)[]>()

/**
 * Runs work when the test ends, the latest first: what stands on something is cleared away before it. Work that fails
 * fails the test, after all the rest is done: a server that stays would keep the process.
 */
export function onEnd(t: TestContext, work: () => unknown): void {
  const known = workOf.get(t)
  if (known) {
    known.push(work)
    return
  }
  const list = [work]
  workOf.set(t, list)
  t.after(async () => {
    const failures: unknown[] = []
    for (const next of list.reverse()) {
      try {
        await next()
      } catch (failure) {
        failures.push(failure)
      }
    }
    if (failures.length > 0) throw failures[0]
  })
}
