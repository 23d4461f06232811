// Passwords under attack, and users who race for one name. What single requests are answered is in
// test/contract/oauth-token/password*.json and test/contract/dbconnections.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { databaseName, goodPassword, openDatabase } from './support/database-users.ts'
import { unhurriedPasswords } from './support/quick-passwords.ts'
import { type Answer, startTestServer } from './support/server.ts'
import { waitFor } from './support/wait-for.ts'

const wrong = 'Wrong email or password.'
/** The tenant's default. */
const limit = 10

function texts(answers: readonly Answer[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const { status, body } of answers) {
    const text = `${status} ${body.error ?? 'ok'}`
    counts[text] = (counts[text] ?? 0) + 1
  }
  return counts
}

const times = <Result>(count: number, job: (index: number) => Promise<Result>) =>
  Promise.all(Array.from({ length: count }, (_, index) => job(index)))

test('of 200 wrong passwords at once as many are checked as the limit says, and the right one is refused then', async (t) => {
  const server = await startTestServer(t, { OTPOST_RATE_LIMITS: 'off' }, unhurriedPasswords())
  const { addUser, logIn, manage } = await openDatabase(server)
  const user = await addUser({ email: 'many@example.com' })
  const answers = await times(200, (index) => logIn('many@example.com', `guess ${index}`))
  assert.deepEqual(texts(answers), { '403 invalid_grant': limit, '429 too_many_attempts': 200 - limit })
  assert.equal((await logIn('many@example.com')).status, 429)
  assert.equal((await logIn('many@example.com ')).status, 429, 'another spelling is the same user')

  const { blocked_for: blocks } = await manage(`user-blocks/${encodeURIComponent(user.user_id)}`, 'GET')
  assert.deepEqual(blocks, [{ identifier: 'many@example.com', ip: '127.0.0.1', connection: databaseName }])
  await manage('user-blocks?identifier=many@example.com', 'DELETE')
  assert.equal((await logIn('many@example.com')).status, 200)
})

test('who is not there is refused like who is, before and after too many guesses', async (t) => {
  const server = await startTestServer(t, { OTPOST_RATE_LIMITS: 'off' }, unhurriedPasswords())
  const { logIn } = await openDatabase(server)
  const answers = await times(limit + 5, () => logIn('nobody@example.com', 'guess'))
  assert.deepEqual(texts(answers), { '403 invalid_grant': limit, '429 too_many_attempts': 5 })
  assert.equal(answers.find(({ status }) => status === 403)?.body.error_description, wrong)
})

test('one right password that is sent many times at once is right each time', async (t) => {
  const server = await startTestServer(t, {}, unhurriedPasswords())
  const { addUser, logIn, manage } = await openDatabase(server)
  const { user_id: id } = await addUser({ email: 'eager@example.com' })
  for (let failures = 1; failures < limit; failures += 1) await logIn('eager@example.com', 'guess')
  const answers = await times(15, () => logIn('eager@example.com'))
  assert.deepEqual(texts(answers), { '200 ok': 15 })
  assert.equal((await manage(`users/${encodeURIComponent(id)}`, 'GET')).logins_count, 15)
  assert.equal((await logIn('eager@example.com', 'guess')).status, 403, 'the failures before are forgiven')
})

test('a new password lifts the block', async (t) => {
  const server = await startTestServer(t, { OTPOST_RATE_LIMITS: 'off' }, unhurriedPasswords())
  const { addUser, logIn, manage } = await openDatabase(server)
  const { user_id: id } = await addUser({ email: 'reset@example.com' })
  await times(limit, () => logIn('reset@example.com', 'guess'))
  assert.equal((await logIn('reset@example.com')).status, 429)
  await manage(`users/${encodeURIComponent(id)}`, 'PATCH', { password: 'Another horse 2' })
  assert.equal((await logIn('reset@example.com', 'Another horse 2')).status, 200)
  assert.equal((await logIn('reset@example.com')).status, 403, 'the password before is gone')
})

test('a new password ends what the old one began: refresh tokens are of no use any more', async (t) => {
  const server = await startTestServer(t, {}, unhurriedPasswords())
  const { addUser, logIn, manage, clientId } = await openDatabase(server)
  const { user_id: id } = await addUser({ email: 'renewed@example.com' })
  const { body } = await logIn('renewed@example.com', undefined, { scope: 'openid offline_access' })
  const refresh = () =>
    server.call('/oauth/token', {
      body: { grant_type: 'refresh_token', client_id: clientId, refresh_token: body.refresh_token },
    })
  assert.equal((await refresh()).status, 200)
  await manage(`users/${encodeURIComponent(id)}`, 'PATCH', { password: 'Another horse 2' })
  assert.deepEqual(texts([await refresh()]), { '403 invalid_grant': 1 })
})

test('a connection without brute-force protection checks every guess', async (t) => {
  const server = await startTestServer(t, { OTPOST_RATE_LIMITS: 'off' }, unhurriedPasswords())
  const { addUser, logIn, manage, connectionId } = await openDatabase(server)
  await manage(`connections/${connectionId}`, 'PATCH', { options: { brute_force_protection: false } })
  await addUser({ email: 'open@example.com' })
  const answers = await times(limit + 5, () => logIn('open@example.com', 'guess'))
  assert.deepEqual(texts(answers), { '403 invalid_grant': limit + 5 })
  assert.equal((await logIn('open@example.com')).status, 200)
})

test('the failure that blocks tells the user by phone, and no other does', async (t) => {
  const server = await startTestServer(t, { OTPOST_RATE_LIMITS: 'off' }, unhurriedPasswords())
  const { addUser, logIn } = await openDatabase(server)
  await addUser({ email: 'told@example.com', phone_number: '+442079460321' })
  await times(limit + 20, () => logIn('told@example.com', 'guess'))
  const notices = async () => {
    const { body } = await server.call('/v1/inbox', { token: await server.managementToken() })
    return body.messages.filter(({ to }: { to: string }) => to === '+442079460321').length
  }
  await waitFor('the notice', async () => (await notices()) > 0)
  await times(5, () => logIn('told@example.com', 'guess'))
  assert.equal(await notices(), 1)
})

test('an address that fails at many accounts is stopped, and logging in costs it nothing', async (t) => {
  const server = await startTestServer(t, {}, unhurriedPasswords())
  const { addUser, logIn, manage } = await openDatabase(server)
  await manage('attack-protection/suspicious-ip-throttling', 'PATCH', {
    stage: { 'pre-login': { max_attempts: 3, rate: 86_400_000 } },
  })
  await addUser({ email: 'other@example.com' })
  for (let login = 0; login < 5; login += 1) assert.equal((await logIn('other@example.com')).status, 200)
  const answers = await times(8, (index) => logIn(`account${index}@example.com`, 'guess'))
  assert.deepEqual(texts(answers), { '403 invalid_grant': 3, '429 too_many_attempts': 5 })
  const refused = await logIn('other@example.com')
  assert.equal(refused.status, 429)
  assert.match(refused.body.error_description, /^We have detected suspicious login behavior/)
  assert.ok(Number(refused.headers.get('retry-after')) > 0)
})

test('of two sign-ups with one address exactly one wins, and its password is the one that counts', async (t) => {
  const server = await startTestServer(t, {}, unhurriedPasswords())
  const { signUp, logIn, manage } = await openDatabase(server)
  for (let round = 0; round < 3; round += 1) {
    const email = `racer${round}@example.com`
    const passwords = [`${goodPassword} one`, `${goodPassword} two`]
    const answers = await Promise.all([
      signUp({ email, password: passwords[0] }),
      signUp({ email: email.toUpperCase(), password: passwords[1] }),
    ])
    assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 400])
    const winner = answers.findIndex(({ status }) => status === 200)
    assert.equal((await logIn(email, passwords[winner])).status, 200)
    assert.equal((await logIn(email, passwords[1 - winner])).status, 403)
    assert.equal((await manage(`users-by-email?email=${email}`, 'GET')).length, 1)
  }
})

test('an address signs up as often as the tenant allows', async (t) => {
  const server = await startTestServer(t, {}, unhurriedPasswords())
  const { signUp, manage } = await openDatabase(server)
  await manage('attack-protection/suspicious-ip-throttling', 'PATCH', {
    stage: { 'pre-user-registration': { max_attempts: 2, rate: 86_400_000 } },
  })
  const answers = await times(6, (index) => signUp({ email: `new${index}@example.com` }))
  assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 200, 429, 429, 429, 429])
  const refused = answers.find(({ status }) => status === 429)
  assert.equal(refused?.body.description, 'Too many signups from the same IP')
  assert.ok(Number(refused?.headers.get('retry-after')) > 0)
})
