import type { TestContext } from 'node:test'

const workOf = new WeakMap<TestContext, (() => unknown)[]>()

/** Runs work when the test ends, the latest first: what stands on something is cleared away before it. */
export function onEnd(t: TestContext, work: () => unknown): void {
  const known = workOf.get(t)
  if (known) {
    known.push(work)
    return
  }
  const list = [work]
  workOf.set(t, list)
  t.after(async () => {
    for (const next of list.reverse()) await next()
  })
}
