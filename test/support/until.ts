import { setImmediate } from 'node:timers/promises'

/** Waits until a condition holds, looking again on every turn of the event loop. Fails when the deadline passes. */
export async function until(what: string, holds: () => boolean, deadlineMs = 5_000): Promise<void> {
  const deadline = performance.now() + deadlineMs
  while (!holds()) {
    if (performance.now() > deadline) throw new Error(`Not within ${deadlineMs} ms: ${what}`)
    await setImmediate()
  }
}
