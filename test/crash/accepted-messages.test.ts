// Messages that nobody waits for outlive the process that took them on: whoever was answered 202 is sent theirs.

import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { type TestContext, test } from 'node:test'
import { addAccount } from '#test/support/accounts.ts'
import { besideOtpost, sendThrough } from '#test/support/change-tenant.ts'
import { createTestDatabase } from '#test/support/database.ts'
import { startGateway } from '#test/support/gateway.ts'
import { basic } from '#test/support/native.ts'
import { onEnd } from '#test/support/on-end.ts'
import { freePort, type OtpostProcess, startOtpost } from '#test/support/otpost-process.ts'
import { waitFor } from '#test/support/wait-for.ts'

/** A message that was being sent is due again when the heartbeat of its process has been missing for ten seconds. */
const takenUpWithinMs = 40_000
const numbers = Array.from({ length: 40 }, (_, index) => `+4420794601${String(index).padStart(2, '0')}`)

async function startSetup(t: TestContext) {
  const database = await createTestDatabase({ after: (work) => onEnd(t, work) }, { content: 'empty' })
  const gateway = await startGateway(t)
  const env = {
    DATABASE_URL: database.url,
    OTPOST_SECRET_KEY: randomBytes(32).toString('base64'),
    OTPOST_MGMT_CLIENT_ID: 'management',
    OTPOST_MGMT_CLIENT_SECRET: 'management-secret-of-32-letters-or-more',
    OTPOST_PUBLIC_URL: 'http://otpost.test',
    OTPOST_EGRESS_ALLOW: '127.0.0.0/8',
    OTPOST_LOG_LEVEL: 'info',
    HOST: '127.0.0.1',
  }
  const start = async () => startOtpost(t, { ...env, PORT: await freePort() })
  const first = await start()
  await sendThrough(env, gateway.url)
  await waitFor('the gateway to be used', async () => {
    const { body } = await post(first, '/password-resets', {
      phone: '+442079460199',
      delivery_method: 'voice',
    })
    return body.type === '/problems/no-provider'
  })
  return { env, gateway, first, start }
}

const post = (otpost: OtpostProcess, path: string, body: object) =>
  otpost.call(`/v1${path}`, { body, headers: basic('management', 'management-secret-of-32-letters-or-more') })

const statuses = (env: Readonly<Record<string, string>>) =>
  besideOtpost(env, async ({ pool }) => {
    const { rows } = await pool.query<{ recipient: string; status: string }>(
      'select recipient, status from otpost.message_states where refusal is null order by recipient',
    )
    return rows
  })

test('every notice that was answered 202 before kill -9 is sent by the next process', async (t) => {
  const { env, gateway, first, start } = await startSetup(t)
  gateway.answer('hang')
  const answers = await Promise.all(
    numbers.map((to) => post(first, '/notices', { to, purpose: 'password_breach' })),
  )
  assert.deepEqual(new Set(answers.map(({ status }) => status)), new Set([202]))
  await gateway.waitForRequest()
  first.signalGroup('SIGKILL')
  await first.ended
  gateway.answer({})

  await start()
  const sent = await waitFor(
    'all of them to be accepted',
    async () => {
      const rows = await statuses(env)
      return rows.every(({ status }) => status === 'accepted') && rows
    },
    takenUpWithinMs,
  )
  assert.deepEqual(
    sent.map(({ recipient }) => recipient),
    numbers,
  )
})

test('a password reset that was answered before kill -9 gets its code to the phone, and the code is good', async (t) => {
  const { env, gateway, first, start } = await startSetup(t)
  const phone = '+442079460123'
  await addAccount({ env }, { phoneNumber: phone })
  gateway.answer('hang')
  const { status, body } = await post(first, '/password-resets', { phone })
  assert.equal(status, 202)
  await gateway.waitForRequest()
  first.signalGroup('SIGKILL')
  await first.ended
  gateway.answer({})

  const second = await start()
  await waitFor(
    'the code',
    async () => (await statuses(env)).some((message) => message.status === 'accepted'),
    takenUpWithinMs,
  )
  const sent: { body: string } = JSON.parse(gateway.requests.at(-1)?.body ?? '')
  const code = /\d{6}/.exec(sent.body)?.[0]
  const password = 'a new password 1A'
  const completed = await post(second, `/password-resets/${body.id}/complete`, { code, password })
  assert.equal(completed.status, 200, completed.text)
})
