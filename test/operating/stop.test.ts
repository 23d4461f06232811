import assert from 'node:assert/strict'
import { access } from 'node:fs/promises'
import path from 'node:path'
import { type TestContext, test } from 'node:test'
import { sendThrough } from '#test/support/change-tenant.ts'
import { type Gateway, startGateway } from '#test/support/gateway.ts'
import {
  freePort,
  isAlive,
  type OtpostProcess,
  postmasterOf,
  runOtpost,
  spawnOtpost,
  startOtpost,
} from '#test/support/otpost-process.ts'
import { tempFolder } from '#test/support/temp-folder.ts'
import { waitFor } from '#test/support/wait-for.ts'

const inFlight = 5

async function newEnvironment(t: TestContext) {
  return {
    PORT: await freePort(),
    OTPOST_DATA_DIR: path.join(await tempFolder(t), 'data'),
    OTPOST_EGRESS_ALLOW: '127.0.0.0/8',
  }
}

const start = (otpost: OtpostProcess, index: number) =>
  otpost.call('/passwordless/start', {
    body: { client_id: 'demo', connection: 'sms', phone_number: `+44207000000${index}` },
  })

/** An Otpost whose gateway holds requests until it is told to answer. */
async function withSlowGateway(t: TestContext) {
  const gateway = await startGateway(t)
  const env = await newEnvironment(t)
  const otpost = await startOtpost(t, env)
  await sendThrough(env, gateway.url)
  await waitFor('the gateway to be used', async () => {
    await start(otpost, 9)
    return gateway.requests.length > 0
  })
  const held = Promise.withResolvers<void>()
  gateway.answer({ after: held.promise })
  return { gateway, env, otpost, answer: held.resolve, ...(await postgresOf(env)) }
}

const postgresOf = async (env: { OTPOST_DATA_DIR: string }) => ({
  postgres: await postmasterOf(env.OTPOST_DATA_DIR),
})

async function startHeld(otpost: OtpostProcess, gateway: Gateway) {
  const before = gateway.requests.length
  const answers = Array.from({ length: inFlight }, (_, index) => start(otpost, index))
  await waitFor('the gateway to hold them', () => gateway.requests.length === before + inFlight)
  return answers
}

async function refusesConnections(otpost: OtpostProcess): Promise<boolean> {
  try {
    await fetch(`${otpost.url}/healthz`, { headers: { connection: 'close' } })
    return false
  } catch {
    return true
  }
}

test('SIGTERM: what is in flight is answered, nobody new is let in, and PostgreSQL stops with it', async (t) => {
  const { gateway, otpost, answer, postgres } = await withSlowGateway(t)
  const answers = await startHeld(otpost, gateway)
  otpost.child.kill('SIGTERM')
  await waitFor('new connections to be refused', () => refusesConnections(otpost))
  assert.ok(isAlive(postgres))
  const stoppingAt = performance.now()
  answer()
  for (const { status, text } of await Promise.all(answers)) assert.equal(status, 200, text)
  assert.equal(await otpost.ended, 0)
  assert.ok(
    performance.now() - stoppingAt < 5_000,
    'a connection that is kept alive does not keep it running',
  )
  assert.ok(!isAlive(postgres))
})

test('Ctrl-C reaches the whole process group, more than once, and is still a clean stop', async (t) => {
  const { gateway, env, otpost, answer, postgres } = await withSlowGateway(t)
  const answers = await startHeld(otpost, gateway)
  otpost.signalGroup('SIGINT')
  otpost.signalGroup('SIGINT')
  await waitFor('new connections to be refused', () => refusesConnections(otpost))
  answer()
  for (const { status, text } of await Promise.all(answers)) assert.equal(status, 200, text)
  assert.equal(await otpost.ended, 0)
  assert.ok(!isAlive(postgres))
  await startOtpost(t, { ...env, PORT: await freePort() })
})

test('a signal during the first start leaves no PostgreSQL behind', async (t) => {
  const env = await newEnvironment(t)
  const otpost = spawnOtpost(t, env)
  const postgres = await waitFor('PostgreSQL to start', () =>
    postmasterOf(env.OTPOST_DATA_DIR).catch(() => undefined),
  )
  otpost.child.kill('SIGTERM')
  await otpost.ended
  assert.ok(!isAlive(postgres))
  await startOtpost(t, env)
})

test('a second Otpost on the same folder is refused in words, and the first goes on', async (t) => {
  const env = await newEnvironment(t)
  const first = await startOtpost(t, env)
  const { code, err } = await runOtpost({ ...env, PORT: await freePort() }, 'start')
  assert.equal(code, 1)
  assert.match(err, /another Otpost already uses the data folder .*data \(process \d+\): stop it first/)
  assert.ok(!err.includes('    at '), err)
  assert.equal((await first.call('/readyz')).status, 200)
})

test('a port that is taken is said in words, and nothing is left running', async (t) => {
  const env = await newEnvironment(t)
  await startOtpost(t, env)
  const other = { ...env, OTPOST_DATA_DIR: path.join(await tempFolder(t), 'data') }
  const { code, err } = await runOtpost(other, 'start')
  assert.equal(code, 1)
  assert.match(err, /PORT/)
  assert.match(err, new RegExp(env.PORT))
  assert.ok(!err.includes('    at '), err)
  await assert.rejects(access(path.join(other.OTPOST_DATA_DIR, 'postgres/postmaster.pid')))
})
