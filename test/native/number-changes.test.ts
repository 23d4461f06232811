// A verification that is for a user: a right code makes the number theirs.

import assert from 'node:assert/strict'
import test from 'node:test'
import { addAccount, readAccount } from '#test/support/accounts.ts'
import { addClient, assertProblem, callNative, openPool, readCode } from '#test/support/native.ts'
import { startTestServer, type TestServer } from '#test/support/server.ts'

const oldNumber = '+442079460100'
const newNumber = '+442079460101'

const create = (server: TestServer, body: object) => callNative(server, '/verifications', { body })
const check = (server: TestServer, id: string, code: string) =>
  callNative(server, `/verifications/${id}/check`, { body: { code } })

async function startChange(server: TestServer, userId: string, to = newNumber) {
  const created = await create(server, { to, user_id: userId })
  assert.equal(created.status, 201, created.text)
  return { id: String(created.body.id), code: await readCode(server, to) }
}

test('a right code gives the user the number, verified, and every answer names the user', async (t) => {
  const server = await startTestServer(t)
  const user_id = await addAccount(server, { phoneNumber: oldNumber })
  const created = await create(server, { to: newNumber, user_id })
  assert.equal(created.status, 201, created.text)
  assert.equal(created.body.user_id, user_id)
  assert.equal((await readAccount(server, user_id)).phoneNumber, oldNumber)

  const { id } = created.body
  const approved = await check(server, id, await readCode(server, newNumber))
  assert.equal(approved.status, 200, approved.text)
  assert.deepEqual(approved.body, { id, status: 'approved', user_id })
  const { phoneNumber, phoneVerified } = await readAccount(server, user_id)
  assert.deepEqual([phoneNumber, phoneVerified], [newNumber, true])
  const seen = (await callNative(server, `/verifications/${id}`)).body
  assert.deepEqual([seen.status, seen.user_id], ['approved', user_id])
})

test('a user can verify the number that they have', async (t) => {
  const server = await startTestServer(t)
  const userId = await addAccount(server, { phoneNumber: oldNumber })
  const { id, code } = await startChange(server, userId, oldNumber)
  assert.equal((await check(server, id, code)).status, 200)
  assert.equal((await readAccount(server, userId)).phoneVerified, true)
})

test('a wrong code changes nothing', async (t) => {
  const server = await startTestServer(t)
  const userId = await addAccount(server, { phoneNumber: oldNumber })
  const { id, code } = await startChange(server, userId)
  assertProblem(await check(server, id, code === '000000' ? '000001' : '000000'), 422, 'code-invalid')
  assert.equal((await readAccount(server, userId)).phoneNumber, oldNumber)
})

test('a change needs the right to change users, and a user who is there and not blocked', async (t) => {
  const server = await startTestServer(t)
  const user_id = await addAccount(server, { phoneNumber: oldNumber })
  const body = { to: newNumber, user_id }
  const token = await server.managementToken('create:verifications')
  assertProblem(await server.call('/v1/verifications', { token, body }), 403, 'insufficient-scope')
  const headers = await addClient(t, server, 'shop')
  assertProblem(await server.call('/v1/verifications', { headers, body }), 403, 'insufficient-scope')

  assertProblem(await create(server, { to: newNumber, user_id: 'auth0|none' }), 404, 'not-found')
  const refused = await create(server, { ...body, purpose: 'login' })
  assertProblem(refused, 400, 'invalid-request')
  assert.equal(refused.body.errors[0].field, 'purpose')
  const blocked = await addAccount(server, { phoneNumber: '+442079460102', blocked: true })
  assertProblem(await create(server, { to: newNumber, user_id: blocked }), 403, 'user-blocked')
  assert.deepEqual(await listRefusals(server), [[newNumber, 'refused', 'user_blocked']])
})

test("another user's number is refused before anything is sent; a number of another connection is not", async (t) => {
  const server = await startTestServer(t)
  const user_id = await addAccount(server, { phoneNumber: oldNumber })
  await addAccount(server, { phoneNumber: newNumber })
  await addAccount(server, { phoneNumber: '+442079460103', connection: 'sms' })
  assertProblem(await create(server, { to: newNumber, user_id }), 409, 'phone-number-taken')
  assert.deepEqual(await listRefusals(server), [[newNumber, 'refused', 'phone_number_taken']])
  assert.equal((await create(server, { to: '+442079460103', user_id })).status, 201)
})

test('a number that was taken meanwhile is refused, and the verification goes on: its code is good once it is free', async (t) => {
  const server = await startTestServer(t)
  const userId = await addAccount(server, { phoneNumber: oldNumber })
  const { id, code } = await startChange(server, userId)
  const other = await addAccount(server, { phoneNumber: newNumber })
  assertProblem(await check(server, id, code), 409, 'phone-number-taken')
  assert.equal((await readAccount(server, userId)).phoneNumber, oldNumber)
  assert.equal((await callNative(server, `/verifications/${id}`)).body.status, 'pending')

  const pool = openPool(t, server)
  await pool.query(`update otpost.users set phone_number = '+442079460109' where user_id = $1`, [other])
  assert.equal((await check(server, id, code)).status, 200)
  assert.equal((await readAccount(server, userId)).phoneNumber, newNumber)
})

test('of two users who verify the same number at once exactly one gets it', async (t) => {
  const server = await startTestServer(t)
  for (let round = 0; round < 5; round += 1) {
    const to = `+44207946020${round}`
    const users = [await addAccount(server, {}), await addAccount(server, {})]
    const changes = []
    for (const userId of users) changes.push(await startChange(server, userId, to))
    const answers = await Promise.all(changes.map(({ id, code }) => check(server, id, code)))
    assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 409])
    const numbers = await Promise.all(users.map((userId) => readAccount(server, userId)))
    assert.equal(numbers.filter(({ phoneNumber }) => phoneNumber === to).length, 1)
  }
})

test('two changes of one user at once end with one of the numbers, and the other code is good for nothing', async (t) => {
  const server = await startTestServer(t)
  for (let round = 0; round < 5; round += 1) {
    const userId = await addAccount(server, {})
    const [one, two] = [`+44207946030${round}`, `+44207946031${round}`]
    const changes = [await startChange(server, userId, one), await startChange(server, userId, two)]
    const answers = await Promise.all(changes.map(({ id, code }) => check(server, id, code)))
    const right = answers.findIndex(({ status }) => status === 200)
    const number = (await readAccount(server, userId)).phoneNumber
    assert.equal(number, right === 0 ? one : two, JSON.stringify(answers.map(({ text }) => text)))
    const other = answers[1 - right]
    assert.ok(other && [404, 422].includes(other.status), other?.text)
  }
})

test('of many right codes at once exactly one is approved', async (t) => {
  const server = await startTestServer(t)
  const userId = await addAccount(server, { phoneNumber: oldNumber })
  const { id, code } = await startChange(server, userId)
  const answers = await Promise.all(Array.from({ length: 50 }, () => check(server, id, code)))
  assert.equal(answers.filter(({ status }) => status === 200).length, 1)
})

test('a login code of the old number dies with the change', async (t) => {
  const server = await startTestServer(t)
  const login = (username: string, otp: string) =>
    server.call('/oauth/token', {
      body: {
        grant_type: 'http://auth0.com/oauth/grant-type/passwordless/otp',
        client_id: 'demo',
        realm: 'sms',
        username,
        otp,
      },
    })
  const sendCode = async () => {
    const body = { client_id: 'demo', connection: 'sms', phone_number: oldNumber }
    const sent = await server.call('/passwordless/start', { body })
    assert.equal(sent.status, 200, sent.text)
    return readCode(server, oldNumber)
  }
  const userId = await addAccount(server, { phoneNumber: oldNumber, connection: 'sms' })
  const loginCode = await sendCode()
  const { id, code } = await startChange(server, userId)
  assert.equal((await check(server, id, code)).status, 200)
  assert.equal((await login(oldNumber, loginCode)).status, 403)

  const next = await login(oldNumber, await sendCode())
  assert.equal(next.status, 200, next.text)
  const { rows } = await openPool(t, server).query(
    'select user_id from otpost.users where phone_number = $1',
    [oldNumber],
  )
  assert.notEqual(rows[0].user_id, userId, 'whoever has the old number next is somebody else')
})

async function listRefusals(server: TestServer) {
  const { messages } = (await callNative(server, '/messages')).body
  return messages.map((one: { to: string; status: string; refusal?: { reason: string } }) => [
    one.to,
    one.status,
    one.refusal?.reason,
  ])
}
