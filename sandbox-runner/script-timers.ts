// Timers that a script leaves behind, such as the losing side of a race with a time limit, end with its run.

import timers from 'node:timers'

/** Puts timers in the global scope that can be cleared together. Called once. */
export function trackTimers(): () => void {
  const pending = new Set<() => void>()
  const add = Set.prototype.add.bind(pending)
  const clear = Set.prototype.clear.bind(pending)
  const forEach = Set.prototype.forEach.bind(pending)
  for (const [set, unset] of [
    ['setTimeout', 'clearTimeout'],
    ['setInterval', 'clearInterval'],
    ['setImmediate', 'clearImmediate'],
  ] as const) {
    const start = globalThis[set]
    const stop = globalThis[unset]
    const tracked = (...args: Parameters<typeof start>) => {
      const timer = Reflect.apply(start, undefined, args)
      add(() => Reflect.apply(stop, undefined, [timer]))
      return timer
    }
    // `util.promisify(setTimeout)` finds its promise form by a symbol on the function.
    Object.defineProperties(tracked, Object.getOwnPropertyDescriptors(start))
    for (const owner of [globalThis, timers]) {
      Object.defineProperty(owner, set, {
        value: tracked,
        writable: true,
        configurable: true,
        enumerable: true,
      })
    }
  }
  return () => {
    forEach((stop) => stop())
    clear()
  }
}
