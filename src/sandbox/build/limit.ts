/** Runs at most so many jobs at once; the others wait for their turn. */
export type Limit = <T>(job: () => Promise<T>) => Promise<T>

export function createLimit(most: number): Limit {
  const waiting: (() => void)[] = []
  let running = 0
  return async (job) => {
    if (running >= most) await new Promise<void>((resolve) => waiting.push(resolve))
    else running += 1
    try {
      return await job()
    } finally {
      // The place goes straight to whoever waits, so that nobody else can take it meanwhile.
      const next = waiting.shift()
      if (next) next()
      else running -= 1
    }
  }
}
