import { statfsSync } from 'node:fs'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { TestContext } from 'node:test'
import { onEnd } from './on-end.ts'

const memory = '/dev/shm'
/** What the databases of a whole run need at a time, several times over. */
const enoughBytes = 2 * 1024 ** 3

/**
 * In memory where there is room: a database is some five hundred files, which a disk takes many times longer to make
 * and to forget. What tests do to processes, `kill -9` included, a disk would show no differently.
 */
const parent = hasRoom(memory) ? memory : tmpdir()

/** A new folder that others may pass through, as PostgreSQL's account has to when the tests run as root. */
export async function makeTempFolder(prefix = 'otpost-test-'): Promise<string> {
  const folder = await mkdtemp(path.join(parent, prefix))
  await chmod(folder, 0o711)
  return folder
}

/** The same, removed when the test ends. */
export async function tempFolder(t: TestContext): Promise<string> {
  const folder = await makeTempFolder()
  onEnd(t, () => rm(folder, { recursive: true, force: true, maxRetries: 5 }))
  return folder
}

function hasRoom(folder: string): boolean {
  try {
    const { bavail, bsize } = statfsSync(folder)
    return bavail * bsize > enoughBytes
  } catch {
    return false
  }
}
