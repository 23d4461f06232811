// Coalesces concurrent writes: what arrives while a statement is under way goes out together in the next one, and
// each caller waits for the commit of the statement that carried it.

import { setImmediate } from 'node:timers/promises'
import { DatabaseError } from 'pg'

interface Waiting<Item, Result> {
  readonly item: Item
  readonly resolve: (result: Result) => void
  readonly reject: (error: unknown) => void
}

interface BatchOptions<Item, Result> {
  /** Runs one statement for all items; its results are in the items' order. */
  readonly run: (items: readonly Item[]) => Promise<readonly Result[]>
  /** Two items with the same key never share a statement, as one statement cannot update a row twice. */
  readonly keyOf: (item: Item) => string
  /** @default 128 */
  readonly maxItems?: number
}

export function createBatch<Item, Result>(options: BatchOptions<Item, Result>) {
  const { run, keyOf, maxItems = 128 } = options
  let waiting: Waiting<Item, Result>[] = []
  let busy = false

  function take(): Waiting<Item, Result>[] {
    const keys = new Set<string>()
    const taken: Waiting<Item, Result>[] = []
    const left: Waiting<Item, Result>[] = []
    for (const entry of waiting) {
      const key = keyOf(entry.item)
      if (taken.length < maxItems && !keys.has(key)) taken.push(entry)
      else left.push(entry)
      keys.add(key)
    }
    waiting = left
    return taken
  }

  async function execute(entries: readonly Waiting<Item, Result>[]): Promise<void> {
    try {
      const results = await run(entries.map((entry) => entry.item))
      entries.forEach((entry, index) => {
        const result = results[index]
        if (result === undefined) entry.reject(new Error('A batched statement returned too few rows.'))
        else entry.resolve(result)
      })
    } catch (error) {
      // One bad row must not fail its neighbours: when the server refused the statement, each is tried again alone.
      // Any other error (a lost connection) leaves open what was committed, so nothing is repeated.
      if (entries.length > 1 && error instanceof DatabaseError)
        for (const entry of entries) await execute([entry])
      else for (const entry of entries) entry.reject(error)
    }
  }

  async function drain(): Promise<void> {
    if (busy) return
    busy = true
    while (waiting.length > 0) {
      await execute(take())
      // Replies that have arrived meanwhile are read first: what they lead to rides along.
      await setImmediate()
    }
    busy = false
  }

  return (item: Item): Promise<Result> =>
    new Promise((resolve, reject) => {
      waiting.push({ item, resolve, reject })
      // Waits for the other requests of this turn of the event loop before the first statement goes out.
      if (!busy && waiting.length === 1) void setImmediate().then(drain)
    })
}
