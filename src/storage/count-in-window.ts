/** Adds to a row of `rate_limits r`, whose window begins anew when it is over. */
export const countInWindow = `
    hits = case when r.window_ends_at <= now() then excluded.hits else r.hits + excluded.hits end,
    window_ends_at = case when r.window_ends_at <= now() then excluded.window_ends_at else r.window_ends_at end`

/** For each key of a batch, how many later ones are the same: the last of them has the full count. */
export function countLater(keys: readonly string[]): readonly number[] {
  const seen = new Map<string, number>()
  const counts: number[] = []
  for (const [index, key] of [...keys.entries()].reverse()) {
    const count = seen.get(key) ?? 0
    counts[index] = count
    seen.set(key, count + 1)
  }
  return counts
}
