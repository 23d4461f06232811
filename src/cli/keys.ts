import type { Config } from '#src/config/config.ts'
import { rotateSigningKey } from '#src/identity/keys/rotate-signing-key.ts'
import { withDirectory } from './with-storage.ts'

/** Every tenant gets a new current key. Other processes sign with it as soon as they are told. */
export async function rotateKeys(config: Config): Promise<void> {
  await withDirectory(config, async (directory) => {
    for (const { tenant } of directory.all()) {
      const { kid } = await rotateSigningKey(directory, { tenant })
      process.stdout.write(`${tenant.name}: now signs with ${kid}\n`)
    }
  })
}

export async function listKeys(config: Config): Promise<void> {
  await withDirectory(config, async (directory) => {
    for (const { tenant, signingKeys } of directory.all()) {
      for (const key of signingKeys) {
        const state = key.current ? 'current' : 'retired'
        process.stdout.write(`${tenant.name}  ${key.kid}  ${state}  ${key.createdAt.toISOString()}\n`)
      }
    }
  })
}
