import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

/** Where the Deno of this installation is. */
export function findDeno(): string {
  const folder = dirname(createRequire(import.meta.url).resolve('deno/package.json'))
  return join(folder, process.platform === 'win32' ? 'deno.exe' : 'deno')
}
