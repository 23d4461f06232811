// What Actions owe beside their contract: builds that are neither lost nor overtaken, versions that are kept, secrets
// that stay where they are.

import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { actionVersionsKept, createAction } from '#src/settings/actions.ts'
import { changeTenant } from './support/change-tenant.ts'
import { type Answer, startTestServer, type TestServer } from './support/server.ts'
import { waitFor } from './support/wait-for.ts'

const trigger = { id: 'custom-phone-provider', version: 'v1' }
const printing = (value: string) =>
  `exports.onExecuteCustomPhoneProvider = async () => console.log(${JSON.stringify(value)})`

interface Manager {
  readonly server: TestServer
  readonly ask: (path: string, method?: string, body?: unknown) => Promise<Answer>
}

async function startManager(t: TestContext, env: Readonly<Record<string, string>> = {}): Promise<Manager> {
  const server = await startTestServer(t, env)
  const token = await server.managementToken()
  const ask: Manager['ask'] = (path, method = 'GET', body) =>
    server.call(`/api/v2/actions${path}`, { method, token, body })
  return { server, ask }
}

async function createNamed({ ask }: Manager, name: string, code: string, more = {}): Promise<string> {
  const { status, body, text } = await ask('/actions', 'POST', {
    name,
    supported_triggers: [trigger],
    code,
    ...more,
  })
  assert.equal(status, 201, text)
  return body.id
}

const untilBuilt = ({ ask }: Manager, id: string) =>
  waitFor('the Action is built', async () => (await ask(`/actions/${id}`)).body.status === 'built')

/** A draft whose build no process is making, as one leaves it that dies. */
async function leaveUnbuilt({ server, ask }: Manager, name: string, ageMs: number): Promise<string> {
  const action = createAction({ name, trigger, code: printing(name) }, { actions: [] })
  const updatedAt = new Date(Date.now() - ageMs)
  await changeTenant(server.env, (writer) => writer.putAction({ ...action, updatedAt }))
  await waitFor(
    'the server to know the Action',
    async () => (await ask(`/actions/${action.id}`)).status === 200,
  )
  return action.id
}

test('a draft that is not built yet is not deployed, in the words that deployment tools wait for', async (t) => {
  const manager = await startManager(t)
  const id = await leaveUnbuilt(manager, 'young', 0)
  const { status, body } = await manager.ask(`/actions/${id}/deploy`, 'POST')
  assert.equal(status, 400)
  assert.deepEqual(body, {
    statusCode: 400,
    error: 'Bad Request',
    message: "A draft must be in the 'built' state before it can be deployed.",
  })
  assert.equal((await manager.ask(`/actions/${id}`)).body.status, 'pending', 'another process may be at it')
})

test('a build that a process did not live to make is made when the Action is asked for, or is to be deployed', async (t) => {
  const manager = await startManager(t)
  const read = await leaveUnbuilt(manager, 'read', 61_000)
  await untilBuilt(manager, read)
  const deployed = await leaveUnbuilt(manager, 'deployed', 61_000)
  await waitFor(
    'the Action is deployed',
    async () => (await manager.ask(`/actions/${deployed}/deploy`, 'POST')).status === 200,
  )
})

test('a server that stops ends the builds that it began', async (t) => {
  const first = await startManager(t)
  const id = await createNamed(first, 'late', printing('late'))
  await first.server.close()
  const second = await startManager(t, { ...first.server.env, PORT: '0' })
  assert.equal((await second.ask(`/actions/${id}`)).body.status, 'built')
})

test('of many changes at once the last one is built, and no build of another stands for it', async (t) => {
  const manager = await startManager(t)
  const id = await createNamed(manager, 'hasty', printing('first'))
  const codes = ['exports.x = const', printing('second'), 'exports.y = const', printing('third')]
  const changes = await Promise.all(
    [...codes, ...codes, ...codes].map((code) => manager.ask(`/actions/${id}`, 'PATCH', { code })),
  )
  assert.ok(changes.every(({ status }) => status === 200))
  const { body } = await waitFor('the build to end', async () => {
    const answer = await manager.ask(`/actions/${id}`)
    return /^(built|failed)$/.test(answer.body.status) && answer
  })
  const fits = codes.indexOf(body.code) % 2 === 1
  assert.equal(body.status, fits ? 'built' : 'failed', body.code)

  await manager.ask(`/actions/${id}`, 'PATCH', { code: printing('last') })
  await untilBuilt(manager, id)
  const { body: version } = await manager.ask(`/actions/${id}/deploy`, 'POST')
  assert.equal(version.code, printing('last'))
  const run = await manager.ask(`/actions/${id}/test`, 'POST', { payload: { event: {} } })
  assert.deepEqual(run.body.payload.console, [{ level: 'log', text: 'last' }])
})

test('deployments at once are versions of their own, and only the newest versions are kept', async (t) => {
  const manager = await startManager(t)
  const id = await createNamed(manager, 'often', printing('often'))
  await untilBuilt(manager, id)
  const deploy = () => manager.ask(`/actions/${id}/deploy`, 'POST')
  const numbers = (await Promise.all(Array.from({ length: 8 }, deploy))).map(({ body }) => body.number)
  assert.deepEqual(numbers.sort(), [1, 2, 3, 4, 5, 6, 7, 8])
  for (let number = 9; number <= actionVersionsKept + 3; number += 1) await deploy()
  const { body } = await manager.ask(`/actions/${id}/versions?per_page=100`)
  assert.equal(body.total, actionVersionsKept)
  assert.equal(body.versions[0].number, actionVersionsKept + 3)
  assert.equal(body.versions[0].deployed, true)
})

test('the value of a secret is in no answer and in no line of the log', async (t) => {
  const manager = await startManager(t)
  const value = 'a-value-that-is-nowhere-else'
  const id = await createNamed(manager, 'discreet', printing('x'), { secrets: [{ name: 'KEY', value }] })
  await untilBuilt(manager, id)
  const asked = [
    await manager.ask(`/actions/${id}`, 'PATCH', { secrets: [{ name: 'KEY', value: `${value}-2` }] }),
    await waitFor('the build', async () => {
      const answer = await manager.ask(`/actions/${id}/deploy`, 'POST')
      return answer.status === 200 && answer
    }),
    await manager.ask(`/actions/${id}/test`, 'POST', { payload: { event: {} } }),
    await manager.ask('/actions'),
    await manager.ask(`/actions/${id}`),
    await manager.ask(`/actions/${id}/versions`),
    await manager.ask('/triggers/custom-phone-provider/bindings', 'PATCH', {
      bindings: [{ ref: { type: 'action_id', value: id } }],
    }),
    await manager.ask('/triggers/custom-phone-provider/bindings'),
  ]
  for (const { status, text } of asked) {
    assert.equal(status, 200, text)
    assert.ok(!text.includes(value), text)
  }
  assert.ok(manager.server.logLines.every((line) => !line.includes(value)))
})
