// Codes that belong to something with a life of its own: a second factor's challenge, a password reset.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { addAccount, hasPassword } from '#test/support/accounts.ts'
import { prepareMfa } from '#test/support/mfa.ts'
import { addClient, assertProblem, callNative, openPool, readCode } from '#test/support/native.ts'
import { startTestServer, type TestServer } from '#test/support/server.ts'
import { waitFor } from '#test/support/wait-for.ts'

const to = '+442079460123'
const password = 'a new password 2B'

const newest = async (server: TestServer, purpose: string) =>
  (await callNative(server, `/messages?purpose=${purpose}&limit=1`)).body.messages[0]
const resend = (server: TestServer, id: string, body: object = {}) =>
  callNative(server, `/messages/${id}/resend`, { body })

test('the code of a second factor is sent again for the same challenge, and lives no longer than that', async (t) => {
  const server = await startTestServer(t)
  const mfa = await prepareMfa(server)
  const mfaToken = await mfa.beginLogin(to)
  const { body: enrolled } = await mfa.associate(mfaToken, to)
  const first = await newest(server, 'mfa_enrollment')
  const old = await readCode(server, to)
  const pool = openPool(t, server)
  await pool.query(`update otpost.codes set expires_at = now() + interval '60 seconds' where scope = 'mfa'`)
  const sent = await resend(server, first.id)
  assert.equal(sent.status, 202, sent.text)
  assert.deepEqual([sent.body.purpose, sent.body.to], ['mfa_enrollment', to])
  const detail = await callNative(server, `/messages/${sent.body.id}`)
  assert.ok(Date.parse(detail.body.expires_at) <= Date.now() + 60_000, detail.text)
  const code = await readCode(server, to)
  if (old !== code) assert.equal((await mfa.verifyOob(mfaToken, enrolled.oob_code, old)).status, 403)
  assert.equal((await mfa.verifyOob(mfaToken, enrolled.oob_code, code)).status, 200)
  assertProblem(await resend(server, sent.body.id), 409, 'not-resendable')

  const nextToken = await mfa.beginLogin(to)
  await mfa.challenge(nextToken)
  const challenged = await newest(server, 'mfa')
  await pool.query(`update otpost.codes set expires_at = now() where message_id = $1`, [challenged.id])
  const late = await resend(server, challenged.id)
  assertProblem(late, 409, 'not-resendable')
  assert.match(late.body.detail, /login has expired/)
  await mfa.challenge(nextToken)
  const other = await newest(server, 'mfa')
  await pool.query('delete from otpost.authenticators')
  assertProblem(await resend(server, other.id), 409, 'not-resendable')
})

test('codes of second factors that are sent again count like those that the user asks for', async (t) => {
  const server = await startTestServer(t)
  const mfa = await prepareMfa(server)
  await mfa.associate(await mfa.beginLogin(to), to)
  let { id } = await newest(server, 'mfa_enrollment')
  let answer = await resend(server, id)
  for (let sent = 2; answer.status === 202 && sent < 20; sent += 1) {
    id = answer.body.id
    answer = await resend(server, id)
  }
  assertProblem(answer, 429, 'rate-limited')
  assert.ok(Number(answer.headers.get('retry-after')) > 0)
})

test('a password reset goes on with the code that was sent again, while its user is who they were', async (t) => {
  const server = await startTestServer(t)
  const userId = await addAccount(server, { phoneNumber: to, password: 'an old password 1A' })
  const start = async () => {
    const { body } = await callNative(server, '/password-resets', { body: { phone: to } })
    const message = await waitFor('the message', async () => {
      const found = await newest(server, 'password_reset')
      return found?.status === 'accepted' && found
    })
    return { id: body.id, messageId: message.id }
  }
  const complete = (id: string, code: string) =>
    callNative(server, `/password-resets/${id}/complete`, { body: { code, password } })
  const pool = openPool(t, server)

  const first = await start()
  const other = await start()
  const old = await readCode(server, to)
  const sent = await resend(server, other.messageId, { provider: 'inbox' })
  assert.equal(sent.status, 202, sent.text)
  const code = await readCode(server, to)
  if (old !== code) assertProblem(await complete(other.id, old), 422, 'code-invalid')
  assert.equal((await complete(other.id, code)).status, 200)
  assert.ok(await hasPassword(server, userId, password))
  assert.ok((await callNative(server, `/messages/${sent.body.id}`)).body.verified_at)
  assertProblem(await resend(server, first.messageId), 409, 'not-resendable')

  const third = await start()
  await pool.query(`update otpost.users set phone_number = '+442079460199' where user_id = $1`, [userId])
  assertProblem(await resend(server, third.messageId), 409, 'not-resendable')
})

test('a link is not sent again, as where it led to is not kept, and neither is what carried no code', async (t) => {
  const server = await startTestServer(t)
  await addAccount(server, { phoneNumber: to })
  const headers = await addClient(t, server, 'shop')
  const token = await server.managementToken()
  await server.call('/api/v2/clients/shop', {
    method: 'PATCH',
    token,
    body: { callbacks: ['https://shop.example/callback'] },
  })
  const link = 'https://shop.example/reset?lang=en#form'
  await waitFor('the page to be known', async () => {
    const { status } = await callNative(server, '/password-resets', { body: { phone: to, link }, headers })
    return status === 202
  })
  const message = await waitFor('the message', () => newest(server, 'password_reset_link'))
  const refused = await resend(server, message.id)
  assertProblem(refused, 409, 'not-resendable')
  assert.match(refused.body.detail, /link/)
  const { body } = await callNative(server, `/messages/${message.id}`)
  assert.match(body.text, /https:\/\/shop\.example\/reset\?•{8}(?![?&\w#])/)
  assert.ok(Date.parse(body.expires_at) > Date.now() + 15 * 60_000)

  const tried = await callNative(server, '/phone-provider/test', { body: { to } })
  assertProblem(await resend(server, tried.body.message.id), 409, 'not-resendable')
})
