import { setTimeout as sleep } from 'node:timers/promises'

/**
 * Asks until the answer is neither undefined nor false, or the deadline has passed. The longer it has waited, the longer
 * it pauses: asking takes of the same cores as what is waited for.
 */
export async function waitFor<T>(
  what: string,
  ask: () => Promise<T | undefined | false> | T | undefined | false,
  deadlineMs = 15_000,
): Promise<T> {
  const startedAt = performance.now()
  for (;;) {
    const answer = await ask()
    if (answer !== undefined && answer !== false) return answer
    const waitedMs = performance.now() - startedAt
    if (waitedMs > deadlineMs) throw new Error(`waited ${deadlineMs} ms in vain for ${what}`)
    await sleep(Math.min(50, 10 + waitedMs / 20))
  }
}
