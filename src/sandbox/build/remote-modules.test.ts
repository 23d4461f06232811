import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createEgress } from '#src/egress/create-egress.ts'
import { startGateway } from '#test/support/gateway.ts'
import { createFetchModule } from './remote-modules.ts'

test('a server that never answers is a problem when time is up', async (t) => {
  const server = await startGateway(t)
  server.answer('hang')
  const egress = createEgress({ allow: ['127.0.0.1'] })
  t.after(egress.close)
  const module = await createFetchModule(egress, 50)(`${server.url}/x.ts`)
  assert.ok(!module.ok)
  assert.match(module.problem, /no reply in time/)
})

test('one build fetches a module once, wherever a redirect came from, and only so many', async (t) => {
  const server = await startGateway(t)
  server.answer(({ path }) =>
    path === '/old.ts' ? { status: 301, headers: { location: '/new.ts' } } : { body: 'export {}' },
  )
  const egress = createEgress({ allow: ['127.0.0.1'] })
  t.after(egress.close)
  const fetchModule = createFetchModule(egress)
  const [old] = await Promise.all([
    fetchModule(`${server.url}/old.ts`),
    fetchModule(`${server.url}/old.ts#fragment`),
  ])
  assert.deepEqual(await fetchModule(`${server.url}/new.ts`), old)
  assert.deepEqual(
    server.requests.map(({ path }) => path),
    ['/old.ts', '/new.ts'],
  )
  const many = await Promise.all(
    Array.from({ length: 250 }, (_, index) => fetchModule(`${server.url}/${index}.ts`)),
  )
  assert.match(JSON.stringify(many.filter(({ ok }) => !ok)), /imports more than 200 modules/)
  assert.ok(server.requests.length <= 202)
})
