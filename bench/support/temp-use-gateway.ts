import { attachEmbeddedPostgres } from '#src/storage/embedded/index.ts'
import { createDb, createPool } from '#src/storage/database.ts'
import { createDirectoryStore } from '#src/storage/directory-store.ts'
import { createSeal } from '#src/storage/seal.ts'
import { readFileSync } from 'node:fs'
export async function direct(dataDir: string, gatewayUrl: string) {
  const c = await attachEmbeddedPostgres({ dataDir })
  if (!c) throw new Error('none')
  const pool = createPool({ ...c }, () => {})
  const key = Buffer.from(readFileSync(dataDir + '/secret.key', 'utf8').trim(), 'base64')
  const store = createDirectoryStore(createDb(pool), pool, createSeal(key))
  await store.change('default', async (config, writer) => {
    const con = config.connections.find((x) => x.strategy === 'sms')
    if (!con) throw new Error('no con')
    await writer.putConnection({ ...con, options: { ...con.options, provider: 'sms_gateway', gateway_url: gatewayUrl } })
  })
  await pool.end()
}
