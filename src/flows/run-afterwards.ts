// Work that goes on after whoever asked for it was answered.

/** What the work throws goes to `onError`. */
export type RunAfterwards = (work: () => Promise<unknown>, onError: (error: unknown) => void) => void

export function createRunAfterwards(): {
  readonly runAfterwards: RunAfterwards
  /** Waits for what is under way. */
  close(): Promise<void>
} {
  const underWay = new Set<Promise<void>>()
  return {
    runAfterwards(work, onError) {
      const done: Promise<void> = Promise.resolve()
        .then(work)
        .then(() => {}, onError)
        .finally(() => underWay.delete(done))
      underWay.add(done)
    },
    async close() {
      await Promise.all(underWay)
    },
  }
}
