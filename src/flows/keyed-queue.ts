export interface KeyedQueue {
  /** Runs a job after all earlier jobs of the same key, whether these succeed or not. */
  run<Result>(key: string, job: () => Promise<Result>): Promise<Result>
  isBusy(key: string): boolean
  /** Resolves when the jobs that have been added so far are over. */
  whenIdle(): Promise<void>
}

export function createKeyedQueue(): KeyedQueue {
  const last = new Map<string, Promise<unknown>>()
  return {
    async run(key, job) {
      const before = last.get(key)
      const mine = (before ?? Promise.resolve()).then(job, job)
      last.set(key, mine)
      try {
        return await mine
      } finally {
        if (last.get(key) === mine) last.delete(key)
      }
    },
    isBusy: (key) => last.has(key),
    async whenIdle() {
      await Promise.allSettled(last.values())
    },
  }
}
