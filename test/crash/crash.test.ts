// What Otpost promises to keep when it is killed: whoever was answered 200 has a message row, an attempt and a code
// that works. Killed at random moments under load; the next start needs no hand.

import assert from 'node:assert/strict'
import { randomInt } from 'node:crypto'
import path from 'node:path'
import { type TestContext, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { createSweep } from '#src/storage/sweep.ts'
import { besideOtpost, sendThrough } from '#test/support/change-tenant.ts'
import { type Gateway, startGateway } from '#test/support/gateway.ts'
import {
  familyOf,
  freePort,
  isAlive,
  type OtpostProcess,
  postmasterOf,
  startOtpost,
} from '#test/support/otpost-process.ts'
import { tempFolder } from '#test/support/temp-folder.ts'
import { waitFor } from '#test/support/wait-for.ts'

const rounds = 10
const connections = 8
const readyWithinMs = 10_000
const passwordlessGrant = 'http://auth0.com/oauth/grant-type/passwordless/otp'

type Kill = (otpost: OtpostProcess, dataDir: string) => Promise<void>

const killOtpost: Kill = async (otpost) => {
  otpost.signalGroup('SIGKILL')
  await otpost.ended
}

const killEverything: Kill = async (otpost, dataDir) => {
  const family = familyOf(await postmasterOf(dataDir))
  for (const pid of [-otpost.pid, ...family]) tryKill(pid)
  await otpost.ended
  await waitFor('PostgreSQL to be gone', () => !family.some(isAlive))
}

test('after kill -9 of Otpost under load, ten times, nothing that was answered 200 is lost', async (t) => {
  await survives(t, killOtpost)
})

test('after kill -9 of Otpost and PostgreSQL under load, ten times, nothing that was answered 200 is lost', async (t) => {
  await survives(t, killEverything)
})

async function survives(t: TestContext, kill: Kill): Promise<void> {
  const gateway = await startGateway(t)
  const dataDir = path.join(await tempFolder(t), 'data')
  const env = {
    PORT: await freePort(),
    OTPOST_DATA_DIR: dataDir,
    OTPOST_EGRESS_ALLOW: '127.0.0.0/8',
    OTPOST_RATE_LIMITS: 'off',
    OTPOST_LOG_LEVEL: 'error',
  }
  let otpost = await startOtpost(t, env)
  await sendThrough(env, gateway.url)
  await waitFor('the gateway to be used', async () => {
    await start(otpost.url, numberOf(0))
    return gateway.requests.length > 0
  })

  let started = 1
  const restarts: number[] = []
  for (let round = 0; round < rounds; round += 1) {
    const answered: string[] = []
    const load = Promise.all(
      Array.from({ length: connections }, async () => {
        for (;;) {
          const phoneNumber = numberOf(started++)
          const status = await start(otpost.url, phoneNumber)
          if (status === undefined) return
          assert.equal(status, 200)
          answered.push(phoneNumber)
        }
      }),
    )
    await waitFor('some load', () => answered.length > connections)
    await sleep(randomInt(150))
    await kill(otpost, dataDir)
    await load

    const restartedAt = performance.now()
    otpost = await startOtpost(t, env)
    restarts.push(performance.now() - restartedAt)
    assert.ok((restarts.at(-1) ?? 0) < readyWithinMs, `ready only after ${restarts.at(-1)} ms`)
    await assertKept(env, answered)
    await assertCodesWork(otpost.url, answered, gateway)
  }
  await assertNothingSentUnrecorded(env, gateway)
  const cut = await assertSweepSettles(env)
  t.diagnostic(
    `${started} starts, ${cut} attempts cut off; ready again after ${Math.round(Math.max(...restarts))} ms at most`,
  )
}

/** Undefined when the connection broke: then nothing is promised. */
async function start(url: string, phoneNumber: string): Promise<number | undefined> {
  try {
    const response = await fetch(`${url}/passwordless/start`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ client_id: 'demo', connection: 'sms', phone_number: phoneNumber }),
    })
    await response.arrayBuffer()
    return response.status
  } catch {
    return undefined
  }
}

const numberOf = (index: number) => `+4420${String(70_000_000 + index)}`

async function assertKept(env: Record<string, string>, answered: readonly string[]): Promise<void> {
  const rows = await besideOtpost(env, async ({ pool }) => {
    const found = await pool.query<{ recipient: string; outcome: string }>(
      `select m.recipient, a.outcome from otpost.message_states m
       join otpost.attempts a on a.tenant_id = m.tenant_id and a.message_id = m.id
       where m.recipient = any($1) and m.status = 'accepted'`,
      [answered],
    )
    return found.rows
  })
  const kept = new Map(rows.map(({ recipient, outcome }) => [recipient, outcome]))
  assert.deepEqual(
    answered.filter((phoneNumber) => kept.get(phoneNumber) !== 'accepted'),
    [],
    'answered 200, and not recorded as accepted',
  )
}

async function assertCodesWork(url: string, answered: readonly string[], gateway: Gateway): Promise<void> {
  const codes = new Map(gateway.requests.map(({ body }) => readMessage(body)))
  const left = [...answered]
  const exchangeAll = async () => {
    for (let username = left.pop(); username !== undefined; username = left.pop()) {
      const response = await fetch(`${url}/oauth/token`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({
          grant_type: passwordlessGrant,
          client_id: 'demo',
          realm: 'sms',
          username,
          otp: codes.get(username),
        }),
      })
      assert.equal(response.status, 200, `the code of ${username}: ${await response.text()}`)
    }
  }
  await Promise.all(Array.from({ length: connections }, exchangeAll))
}

function readMessage(text: string): [string, string] {
  const { recipient, body }: { recipient: string; body: string } = JSON.parse(text)
  return [recipient, /\d{6}/.exec(body)?.[0] ?? '']
}

async function assertNothingSentUnrecorded(env: Record<string, string>, gateway: Gateway): Promise<void> {
  const sent = gateway.requests.map(({ body }) => readMessage(body)[0])
  const unrecorded = await besideOtpost(env, async ({ pool }) => {
    const { rows } = await pool.query<{ recipient: string }>(
      `select recipient from unnest($1::text[]) as sent(recipient)
       except select m.recipient from otpost.messages m
       join otpost.attempts a on a.tenant_id = m.tenant_id and a.message_id = m.id`,
      [sent],
    )
    return rows
  })
  assert.deepEqual(unrecorded, [], 'sent without a message row and an attempt')
}

/** Attempts that a kill cut off; their age is brought forward instead of waited for. */
async function assertSweepSettles(env: Record<string, string>): Promise<number> {
  return besideOtpost(env, async ({ pool, db }) => {
    const cut = await pool.query(
      `update otpost.attempts set started_at = started_at - interval '1 hour' where outcome = 'sending'`,
    )
    const { settled } = await createSweep(db).run()
    assert.equal(settled, cut.rowCount)
    const { rows } = await pool.query(
      `select (select count(*) from otpost.attempts where outcome = 'sending') as attempts,
              (select count(*) from otpost.message_states where status = 'sending') as messages`,
    )
    assert.deepEqual(rows, [{ attempts: 0, messages: 0 }])
    return cut.rowCount ?? 0
  })
}

function tryKill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // It ended by itself: a backend whose client is gone does.
  }
}
