// Tokens and codes whose time is over, made with the server's own key: nobody waits for ten minutes here.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createSealedTokens } from '#src/identity/second-factors/sealed-tokens.ts'
import { createSeal } from '#src/storage/seal.ts'
import { besideOtpost } from '#test/support/change-tenant.ts'
import { enrolPhone, prepareMfa } from '#test/support/mfa.ts'
import { startTestServer } from '#test/support/server.ts'

const phoneNumber = '+442079460321'

test('an expired mfa_token is a 401 as a bearer and a 403 where it is exchanged', async (t) => {
  const server = await startTestServer(t)
  const mfa = await prepareMfa(server)
  const key = createSeal(Buffer.from(server.env.OTPOST_SECRET_KEY ?? '', 'base64')).tokenKey
  const expired = await createSealedTokens(key).seal('mfa_token', 'default', { sub: 'sms|1' }, -1)
  const text = { error: 'expired_token', error_description: 'mfa_token is expired' }
  for (const [answer, status] of [
    [await mfa.associateApp(expired), 401],
    [await server.call('/mfa/authenticators', { token: expired }), 401],
    [await mfa.challenge(expired), 403],
    [await mfa.verifyOtp(expired, '123456'), 403],
    [await mfa.verifyOob(expired, 'x', '123456'), 403],
    [await mfa.recover(expired, 'x'), 403],
  ] as const) {
    assert.equal(answer.status, status, answer.text)
    assert.deepEqual(answer.body, text)
  }
})

test('an expired oob_code says so, and so does a code that expired before it', async (t) => {
  const server = await startTestServer(t)
  const mfa = await prepareMfa(server)
  await enrolPhone(mfa, phoneNumber)
  const mfaToken = await mfa.beginLogin(phoneNumber)
  const key = createSeal(Buffer.from(server.env.OTPOST_SECRET_KEY ?? '', 'base64')).tokenKey
  const expired = await createSealedTokens(key).seal('oob_code', 'default', { jti: 'x', sub: 'y' }, -1)
  const text = { error: 'expired_token', error_description: 'oob_code is expired' }
  const sealed = await mfa.verifyOob(mfaToken, expired, '123456')
  assert.deepEqual([sealed.status, sealed.body], [403, text])

  const { body } = await mfa.challenge(mfaToken)
  const code = await mfa.lastCode(phoneNumber)
  await besideOtpost(server.env, async ({ pool }) => {
    const { rowCount } = await pool.query(
      `update otpost.codes set expires_at = now() - interval '1 second' where scope = 'mfa' and used_at is null`,
    )
    assert.equal(rowCount, 1)
  })
  const late = await mfa.verifyOob(mfaToken, body.oob_code, code)
  assert.deepEqual([late.status, late.body], [403, text])
})

test('a code lives for five minutes', async (t) => {
  const server = await startTestServer(t)
  const mfa = await prepareMfa(server)
  await mfa.associate(await mfa.beginLogin(phoneNumber), phoneNumber)
  await besideOtpost(server.env, async ({ pool }) => {
    const { rows } = await pool.query<{ seconds: number }>(
      `select extract(epoch from expires_at - now())::int as seconds from otpost.codes where scope = 'mfa'`,
    )
    const seconds = rows[0]?.seconds ?? 0
    assert.ok(seconds > 240 && seconds <= 300, `${seconds} s`)
  })
})
