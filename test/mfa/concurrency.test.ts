// What a second factor promises when many try at once, against a real server.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { appCode, enrolPhone, prepareMfa } from '#test/support/mfa.ts'
import { startTestServer } from '#test/support/server.ts'

const phoneNumber = '+442079460301'
const tooMany = 'Too many failed codes. Wait for some minutes before retrying.'
const wrongFor = (code: string) => String((Number(code) + 1) % 1_000_000).padStart(6, '0')
const times = <Result>(count: number, make: (index: number) => Promise<Result>) =>
  Promise.all(Array.from({ length: count }, (_, index) => make(index)))

async function startChallenge(t: Parameters<typeof startTestServer>[0]) {
  const mfa = await prepareMfa(await startTestServer(t))
  await enrolPhone(mfa, phoneNumber)
  const mfaToken = await mfa.beginLogin(phoneNumber)
  const { body } = await mfa.challenge(mfaToken)
  const code = await mfa.lastCode(phoneNumber)
  return { code, guess: (binding: string) => mfa.verifyOob(mfaToken, body.oob_code, binding) }
}

test('of 200 concurrent right guesses of one binding_code exactly one wins', async (t) => {
  const { code, guess } = await startChallenge(t)
  const answers = await times(200, () => guess(code))
  assert.equal(answers.filter(({ status }) => status === 200).length, 1)
})

test('of 200 concurrent guesses, half of them right, one wins and at most ten others are checked', async (t) => {
  const { code, guess } = await startChallenge(t)
  const answers = await times(200, (index) => guess(index % 2 === 0 ? code : wrongFor(code)))
  assert.equal(answers.filter(({ status }) => status === 200).length, 1)
  const checked = answers.filter(({ body }) => body.error_description === 'Invalid binding_code.')
  assert.ok(checked.length <= 10, `${checked.length} were checked`)
  assert.equal(answers.filter(({ body }) => body.error_description === tooMany).length, 199 - checked.length)
})

test('of 200 concurrent wrong guesses ten are checked, and the right code is refused after them', async (t) => {
  const { code, guess } = await startChallenge(t)
  const answers = await times(200, () => guess(wrongFor(code)))
  assert.equal(answers.filter(({ status }) => status === 403).length, 10)
  const refused = answers.filter(({ status }) => status === 429)
  assert.equal(refused.length, 190)
  for (const { headers } of refused) {
    const wait = Number(headers.get('retry-after'))
    assert.ok(wait > 300 && wait <= 360, `retry-after ${wait}`)
  }
  assert.equal((await guess(code)).body.error_description, tooMany)
})

test('of ten concurrent uses of one recovery code exactly one wins, and its new code is the good one', async (t) => {
  const mfa = await prepareMfa(await startTestServer(t))
  const recoveryCode = await enrolPhone(mfa, phoneNumber)
  const mfaToken = await mfa.beginLogin(phoneNumber)
  const answers = await times(10, () => mfa.recover(mfaToken, recoveryCode))
  const won = answers.filter(({ status }) => status === 200)
  assert.equal(won.length, 1)
  assert.equal((await mfa.recover(mfaToken, won[0]?.body.recovery_code)).status, 200)
})

test('of enrolments that race exactly one is made active, and its recovery code is the good one', async (t) => {
  const server = await startTestServer(t)
  const mfa = await prepareMfa(server)
  const mfaToken = await mfa.beginLogin(phoneNumber)
  const numbers = ['+442079460311', '+442079460312', '+442079460313']
  const begun = await Promise.all(
    numbers.map(async (number) => {
      const { body } = await mfa.associate(mfaToken, number)
      return {
        number,
        oobCode: body.oob_code,
        recoveryCode: body.recovery_codes[0],
        code: await mfa.lastCode(number),
      }
    }),
  )
  const app = (await mfa.associateApp(mfaToken)).body
  const answers = await Promise.all([
    ...begun.map(({ oobCode, code }) => mfa.verifyOob(mfaToken, oobCode, code)),
    mfa.verifyOtp(mfaToken, appCode(app.secret)),
  ])
  assert.equal(answers.filter(({ status }) => status === 200).length, 1)
  for (const { status, body } of answers.filter((answer) => answer.status !== 200)) {
    assert.deepEqual([status, body.error_description], [403, 'User is already enrolled.'])
  }
  const recoveryCodes = [...begun.map(({ recoveryCode }) => recoveryCode), app.recovery_codes[0]]
  const winner = answers.findIndex(({ status }) => status === 200)
  const next = await mfa.beginLogin(phoneNumber)
  for (const [index, recoveryCode] of recoveryCodes.entries()) {
    assert.equal((await mfa.recover(next, recoveryCode)).status, index === winner ? 200 : 403)
  }
  const { body } = await server.call('/mfa/authenticators', { token: next })
  const active: { readonly authenticator_type: string }[] = body.filter(
    (one: { active: boolean }) => one.active,
  )
  assert.equal(active.filter((one) => one.authenticator_type !== 'recovery-code').length, 1)
})

test('of ten concurrent uses of one code of an app exactly one wins', async (t) => {
  const mfa = await prepareMfa(await startTestServer(t))
  const first = await mfa.beginLogin(phoneNumber)
  const { body } = await mfa.associateApp(first)
  assert.equal((await mfa.verifyOtp(first, appCode(body.secret))).status, 200)
  const mfaToken = await mfa.beginLogin(phoneNumber)
  const code = appCode(body.secret, 1)
  const answers = await times(10, () => mfa.verifyOtp(mfaToken, code))
  assert.equal(answers.filter(({ status }) => status === 200).length, 1)
})
