// Contestant (c), the floor: the bare route plus what nobody may leave out, a durable row before the call and its
// settling after. The same PostgreSQL and the same coalescing as Otpost's, with the shortest statements there are.

import Fastify from 'fastify'
import pg from 'pg'
import { createBatch } from '#src/storage/batch.ts'
import { startEmbeddedPostgres } from '#src/storage/embedded/index.ts'
import { listen } from './support/listen.ts'
import { createPostToGateway } from './support/post-to-gateway.ts'

const [gatewayUrl = '', dataDir = ''] = process.argv.slice(2)
const post = createPostToGateway(gatewayUrl)

const drop = () => {}
const postgres = await startEmbeddedPostgres({ dataDir, log: { info: drop, warn: drop, error: drop } })
const pool = new pg.Pool({ ...postgres.connection, max: 10 })
pool.on('error', drop)
await pool.query(`create table if not exists floor_messages (
  id bigint generated always as identity primary key, recipient text not null, status text not null,
  created_at timestamptz not null default now(), settled_at timestamptz) with (fillfactor = 70)`)

const write = createBatch<string, string>({
  keyOf: (recipient) => recipient,
  async run(recipients) {
    const { rows } = await pool.query<{ id: string; recipient: string }>({
      name: 'write',
      text: `insert into floor_messages (recipient, status)
        select recipient, 'sending' from unnest($1::text[]) as input (recipient) returning id, recipient`,
      values: [recipients],
    })
    const ids = new Map(rows.map((row) => [row.recipient, row.id]))
    return recipients.map((recipient) => ids.get(recipient) ?? '')
  },
})
const settle = createBatch<string, true>({
  keyOf: (id) => id,
  async run(ids) {
    await pool.query({
      name: 'settle',
      text: `update floor_messages set status = 'accepted', settled_at = now() where id = any($1::bigint[])`,
      values: [ids],
    })
    return ids.map(() => true)
  },
})

const app = Fastify({ logger: false })
app.post<{ Body: { phone_number: string } }>('/passwordless/start', async ({ body }) => {
  const id = await write(body.phone_number)
  await post(body.phone_number, 'Your verification code is: 123456')
  await settle(id)
  return { phone_number: body.phone_number }
})
await app.ready()
await listen(app.server)

process.once('SIGTERM', async () => {
  await app.close()
  await pool.end()
  await postgres.stop()
  process.exit(0)
})
