import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { TestContext } from 'node:test'
import { onEnd } from './on-end.ts'

/** A new folder that others may pass through, as PostgreSQL's account has to when the tests run as root. */
export async function makeTempFolder(prefix = 'otpost-test-'): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), prefix))
  await chmod(folder, 0o711)
  return folder
}

/** The same, removed when the test ends. */
export async function tempFolder(t: TestContext): Promise<string> {
  const folder = await makeTempFolder()
  onEnd(t, () => rm(folder, { recursive: true, force: true, maxRetries: 5 }))
  return folder
}
