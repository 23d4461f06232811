import { createHash } from 'node:crypto'
import type { ScriptSource } from './types.ts'

// Grows when builds of the same source become different, so that the old ones are made again.
const format = 1

/** Names a build by what it is made of. */
export function buildIdOf({ dialect, code, dependencies }: ScriptSource): string {
  const pinned = dependencies
    .map(({ name, version, registryUrl }) => [name, version, registryUrl ?? null])
    .sort()
  const hash = createHash('sha256').update(JSON.stringify([format, dialect, code, pinned]))
  return hash.digest('hex').slice(0, 40)
}
