/** Runs jobs of the same key one after the other, in the order in which they came. */
export type TakeTurns = <Result>(key: string, job: () => Promise<Result>) => Promise<Result>

export function createTurns(): TakeTurns {
  const last = new Map<string, Promise<unknown>>()
  return async (key, job) => {
    const before = last.get(key)
    const mine = (before ?? Promise.resolve()).then(job, job)
    last.set(key, mine)
    try {
      return await mine
    } finally {
      if (last.get(key) === mine) last.delete(key)
    }
  }
}
