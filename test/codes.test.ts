import assert from 'node:assert/strict'
import { test } from 'node:test'
import { startTestServer, type TestServer } from './support/server.ts'

const passwordlessGrant = 'http://auth0.com/oauth/grant-type/passwordless/otp'
const phoneNumber = '+442079460123'

const start = (server: TestServer) =>
  server.call('/passwordless/start', {
    body: { client_id: 'demo', connection: 'sms', phone_number: phoneNumber },
  })

const exchange = (server: TestServer, otp: string) =>
  server.call('/oauth/token', {
    body: { grant_type: passwordlessGrant, client_id: 'demo', realm: 'sms', username: phoneNumber, otp },
  })

async function lastCode(server: TestServer): Promise<string> {
  const token = await server.managementToken()
  const inbox = await server.call('/v1/inbox', { token })
  return /\d{6}/.exec(inbox.body.messages[0].text)?.[0] ?? ''
}

const wrongFor = (code: string) => String((Number(code) + 1) % 1_000_000).padStart(6, '0')

const texts = {
  wrong: 'Wrong phone number or verification code.',
  expired: 'The verification code has expired. Please try to login again.',
  exhausted: "You've reached the maximum number of attempts. Please try to login again.",
}

test('of 200 concurrent wrong guesses at most three are checked, and the right code is refused after them', async (t) => {
  const server = await startTestServer(t)
  assert.equal((await start(server)).status, 200)
  const code = await lastCode(server)
  const answers = await Promise.all(Array.from({ length: 200 }, () => exchange(server, wrongFor(code))))
  const checked = answers.filter((answer) => answer.body.error_description === texts.wrong)
  assert.equal(checked.length, 3)
  for (const answer of answers) assert.equal(answer.status, 403)
  assert.equal((await exchange(server, code)).body.error_description, texts.exhausted)
})

test('of 50 concurrent exchanges of the right code exactly one wins', async (t) => {
  const server = await startTestServer(t)
  await start(server)
  const code = await lastCode(server)
  const answers = await Promise.all(Array.from({ length: 50 }, () => exchange(server, code)))
  assert.equal(answers.filter((answer) => answer.status === 200).length, 1)
})

test('a used code cannot be used again', async (t) => {
  const server = await startTestServer(t)
  await start(server)
  const code = await lastCode(server)
  assert.equal((await exchange(server, code)).status, 200)
  const again = await exchange(server, code)
  assert.equal(again.status, 403)
  assert.equal(again.body.error_description, texts.wrong)
})

test('a new code replaces the one before', async (t) => {
  const server = await startTestServer(t)
  await start(server)
  const first = await lastCode(server)
  await start(server)
  const second = await lastCode(server)
  if (first !== second) assert.equal((await exchange(server, first)).body.error_description, texts.wrong)
  assert.equal((await exchange(server, second)).status, 200)
})

test('the 51st start of an address within the hour is refused with Retry-After', async (t) => {
  const server = await startTestServer(t)
  const answers = await Promise.all(Array.from({ length: 60 }, () => start(server)))
  assert.equal(answers.filter((answer) => answer.status === 200).length, 50)
  const refused = answers.filter((answer) => answer.status === 429)
  assert.equal(refused.length, 10)
  for (const { headers, body } of refused) {
    assert.equal(body.error, 'too_many_requests')
    assert.equal(headers.get('x-ratelimit-limit'), '50')
    assert.equal(headers.get('x-ratelimit-remaining'), '0')
    assert.ok(Number(headers.get('retry-after')) > 3_500)
    assert.ok(Number(headers.get('x-ratelimit-reset')) > Date.now() / 1000)
  }
})
