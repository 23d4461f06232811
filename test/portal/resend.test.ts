import assert from 'node:assert/strict'
import { test } from 'node:test'
import { startGateway } from '#test/support/gateway.ts'
import { assertProblem, callNative, readCode } from '#test/support/native.ts'
import { addAdministrator, signIn, startPortalServer } from '#test/support/portal.ts'

const to = '+442079460123'

test('a resent login code is a new one for the same number, and the old one is dead', async (t) => {
  const server = await startPortalServer(t)
  const browser = await signIn(server)
  const start = { client_id: 'demo', connection: 'sms', phone_number: to }
  assert.equal((await server.call('/passwordless/start', { body: start })).status, 200)
  const old = await readCode(server, to)
  const [message] = (await browser.call('/v1/messages')).body.messages
  const answer = await browser.call(`/v1/messages/${message.id}/resend`, { method: 'POST' })
  assert.equal(answer.status, 202, answer.text)
  assert.notEqual(answer.body.id, message.id)
  assert.equal(answer.body.to, to)
  assert.equal(answer.body.client_id, 'demo')
  assert.equal(answer.body.status, 'accepted')
  const code = await readCode(server, to)
  const exchange = (otp: string) =>
    server.call('/oauth/token', {
      body: {
        grant_type: 'http://auth0.com/oauth/grant-type/passwordless/otp',
        client_id: 'demo',
        realm: 'sms',
        username: to,
        otp,
      },
    })
  if (old !== code) assert.equal((await exchange(old)).status, 403)
  assert.equal((await exchange(code)).status, 200)
  assertProblem(
    await browser.call(`/v1/messages/${message.id}/resend`, { method: 'POST' }),
    409,
    'not-resendable',
  )
  assertProblem(
    await browser.call(`/v1/messages/${answer.body.id}/resend`, { method: 'POST' }),
    409,
    'not-resendable',
  )
  assertProblem(await browser.call('/v1/messages/msg_none/resend', { method: 'POST' }), 404, 'not-found')
  const viewer = await addAdministrator(server, browser, 'viewer')
  assert.equal((await viewer.call(`/v1/messages/${message.id}/resend`, { method: 'POST' })).status, 403)
  const [entry] = (await callNative(server, '/audit-log')).body.entries.filter(
    ({ action }: { action: string }) => action === 'resend',
  )
  assert.equal(entry.resource, `messages/${message.id}`)
})

test('a verification goes on with the code of the resent message, through the provider that was chosen', async (t) => {
  const server = await startPortalServer(t)
  const gateway = await startGateway(t)
  const browser = await signIn(server)
  const webhook = { kind: 'webhook', webhook: { url: gateway.url } }
  assert.equal((await browser.call('/v1/phone-provider', { method: 'PUT', body: webhook })).status, 200)
  gateway.answerNext({ body: { code: 'delivery_rejected' } })
  const started = await callNative(server, '/verifications', { body: { to } })
  assert.equal(started.status, 502, started.text)
  const resend = (body: object) => browser.call(`/v1/messages/${started.body.message_id}/resend`, { body })
  assertProblem(await resend({ provider: 'twilio' }), 400, 'invalid-request')
  const answer = await resend({ provider: 'inbox' })
  assert.equal(answer.status, 202, answer.text)
  assert.deepEqual([answer.body.provider, answer.body.status], ['inbox', 'accepted'])
  const code = await readCode(server, to)
  const check = await callNative(server, `/verifications/${started.body.verification_id}/check`, {
    body: { code },
  })
  assert.equal(check.status, 200, check.text)
  assert.equal((await browser.call('/v1/phone-provider')).body.kind, 'webhook', 'the setting stays')
})

test('a message is sent again to the inbox though the phone provider, an inbox too, is off; a refused one never', async (t) => {
  const server = await startPortalServer(t)
  const browser = await signIn(server)
  const sent = await callNative(server, '/verifications', { body: { to } })
  const off = { kind: 'inbox', disabled: true }
  assert.equal((await browser.call('/v1/phone-provider', { method: 'PUT', body: off })).status, 200)
  const resend = (id: string, body: object) => browser.call(`/v1/messages/${id}/resend`, { body })
  assertProblem(await resend(sent.body.message.id, {}), 422, 'no-provider')
  const [refused] = (await callNative(server, '/messages?status=refused')).body.messages
  const answer = await resend(refused.id, { provider: 'inbox' })
  assertProblem(answer, 409, 'not-resendable')
  assert.equal(answer.body.detail, 'The message was refused, so it has no code.')
  assert.equal((await resend(sent.body.message.id, { provider: 'inbox' })).body.status, 'accepted')
})

test('a resent message whose provider fails is there to be seen', async (t) => {
  const server = await startPortalServer(t)
  const gateway = await startGateway(t)
  const browser = await signIn(server)
  await browser.call('/v1/phone-provider', {
    method: 'PUT',
    body: { kind: 'webhook', webhook: { url: gateway.url } },
  })
  gateway.answerNext({ body: { code: 'ok' } })
  const { body } = await callNative(server, '/verifications', { body: { to } })
  gateway.answerNext({ body: { code: 'delivery_rejected' } })
  const answer = await browser.call(`/v1/messages/${body.message.id}/resend`, {
    body: { provider: 'webhook' },
  })
  assert.equal(answer.status, 202, answer.text)
  assert.equal(answer.body.status, 'failed')
})

test('resending counts against the limit on the address that asked', async (t) => {
  const server = await startPortalServer(t)
  const browser = await signIn(server)
  const request = { ip: '203.0.113.9' }
  const { body } = await callNative(server, '/verifications', { body: { to, request } })
  let { id } = body.message
  const statuses: number[] = []
  for (let index = 0; index < 51; index += 1) {
    const answer = await browser.call(`/v1/messages/${id}/resend`, { method: 'POST' })
    statuses.push(answer.status)
    if (answer.status !== 202) {
      assertProblem(answer, 429, 'rate-limited')
      break
    }
    id = answer.body.id
  }
  assert.equal(statuses.length, 50)
})

test('a switched-off phone provider sends nothing, and says so', async (t) => {
  const server = await startPortalServer(t)
  const browser = await signIn(server)
  const off = await browser.call('/v1/phone-provider', {
    method: 'PUT',
    body: { kind: 'inbox', disabled: true },
  })
  assert.equal(off.status, 200, off.text)
  assert.equal((await browser.call('/v1/phone-provider')).body.disabled, true)
  assertProblem(await callNative(server, '/verifications', { body: { to } }), 422, 'no-provider')
  await browser.call('/v1/phone-provider', { method: 'PUT', body: { kind: 'inbox' } })
  assert.equal((await callNative(server, '/verifications', { body: { to } })).status, 201)
  assertProblem(
    await browser.call('/v1/phone-provider', { method: 'PUT', body: { kind: 'inbox', disabled: 'yes' } }),
    422,
    'invalid-phone-provider',
  )
})
