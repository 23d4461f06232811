// A custom phone provider from end to end: what an Action decides becomes of the message, now, later, and across its own
// deployments.

import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { type AskManagement, deployAction, redeployAction } from './support/actions.ts'
import { startGateway } from './support/gateway.ts'
import { callNative } from './support/native.ts'
import { startTestServer, type TestServer } from './support/server.ts'
import { waitFor } from './support/wait-for.ts'

const to = '+442079460123'
const passwordlessGrant = 'http://auth0.com/oauth/grant-type/passwordless/otp'
const providers = '/branding/phone/providers'

/** Asks the gateway what to do with the message, and does it. */
const obeying = (version = 'first') => `
  exports.onExecuteCustomPhoneProvider = async (event, api) => {
    console.log('try by the ${version} version')
    const { recipient, as_text } = event.notification
    const response = await fetch(event.secrets.GATEWAY, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: 'Bearer ' + event.secrets.KEY },
      body: JSON.stringify({ to: recipient, text: as_text, version: '${version}' }),
    })
    const { verdict, reason } = await response.json()
    if (verdict === 'retry') api.notification.retry(reason)
    if (verdict === 'drop') api.notification.drop(reason)
    if (verdict === 'throw') throw new TypeError(reason + ' ' + as_text + ' ' + event.secrets.KEY)
  }`

async function start(t: TestContext) {
  const server = await startTestServer(t)
  const token = await server.managementToken()
  const gateway = await startGateway(t)
  gateway.answer({ body: { verdict: 'accept' } })
  const ask: AskManagement = (path, method = 'GET', body) =>
    server.call(`/api/v2${path}`, { method, token, body })
  const secrets = { GATEWAY: gateway.url, KEY: 'key-of-the-gateway' }
  return { server, gateway, ask, secrets }
}

const logIn = (server: TestServer, phone_number = to) =>
  server.call('/passwordless/start', { body: { client_id: 'demo', connection: 'sms', phone_number } })

const redeem = (server: TestServer, username: string, otp: string) =>
  server.call('/oauth/token', {
    body: { grant_type: passwordlessGrant, client_id: 'demo', realm: 'sms', username, otp, scope: 'openid' },
  })

async function newestMessage(server: TestServer, recipient = to) {
  const { body } = await callNative(server, `/messages?limit=1&to=${encodeURIComponent(recipient)}`)
  return readMessage(server, body.messages[0].id)
}

const readMessage = async (server: TestServer, id: string) =>
  (await callNative(server, `/messages/${id}`)).body

const settled = (server: TestServer, id: string) =>
  waitFor(
    'the message to be settled',
    async () => {
      const message = await readMessage(server, id)
      return message.status !== 'queued' && message.status !== 'sending' && message
    },
    30_000,
  )

const outcomesOf = (message: { attempts: { outcome: string; failure?: string }[] }) =>
  message.attempts.map(({ outcome, failure }) => [outcome, failure])

const codeIn = (text: unknown): string => /\d{6}/.exec(String(text))?.[0] ?? assert.fail(String(text))

const textOf = (json: unknown): string =>
  typeof json === 'object' && json !== null && 'text' in json ? String(json.text) : ''

const retry = { body: { verdict: 'retry', reason: 'the vendor is busy' } }

test('a message whose Action asks for another try is accepted at once, and arrives with a code that is good', async (t) => {
  const { server, gateway, ask, secrets } = await start(t)
  const id = await deployAction(ask, { code: obeying(), secrets })
  const chosen = await callNative(server, '/phone-provider', {
    method: 'PUT',
    body: { kind: 'action', action: { id } },
  })
  assert.equal(chosen.status, 200, chosen.text)
  const other = '+442079460124'
  // Both wait at the same time: the first for one further try, the second for two.
  gateway.answer(({ json }) => {
    const isOther = textOf(json) !== '' && JSON.stringify(json).includes(other)
    const tries = gateway.requests.filter(({ body }) => body.includes(other) === isOther).length
    return tries <= (isOther ? 2 : 1) ? retry : { body: { verdict: 'accept' } }
  })

  const started = await logIn(server)
  assert.equal(started.status, 200, started.text)
  assert.ok(!started.text.includes('busy'))
  const login = await newestMessage(server)
  assert.equal(login.status, 'queued')
  assert.deepEqual(outcomesOf(login), [
    ['failed', 'delivery_rejected'],
    ['queued', undefined],
  ])
  assert.equal(login.attempts[0].description, 'the vendor is busy')

  const created = await callNative(server, '/verifications', { body: { to: other } })
  assert.equal(created.status, 201, created.text)
  assert.equal(created.body.message.status, 'queued')

  const sentLogin = await settled(server, login.id)
  const sent = await settled(server, created.body.message.id)
  assert.deepEqual(outcomesOf(sentLogin), [
    ['failed', 'delivery_rejected'],
    ['accepted', undefined],
  ])
  assert.deepEqual(outcomesOf(sent), [
    ['failed', 'delivery_rejected'],
    ['failed', 'delivery_rejected'],
    ['accepted', undefined],
  ])
  assert.equal(sent.status, 'accepted')
  for (const attempt of [...sentLogin.attempts, ...sent.attempts]) {
    assert.deepEqual(attempt.console, [{ level: 'log', text: 'try by the first version' }])
    const execution = await ask(`/actions/executions/${attempt.execution_id}`)
    assert.equal(execution.status, 200)
    assert.equal(execution.body.trigger_id, 'custom-phone-provider')
  }

  const texts = (recipient: string) =>
    gateway.requests.filter(({ body }) => body.includes(recipient)).map(({ json }) => textOf(json))
  assert.equal(new Set(texts(other)).size, 1, 'every try carries the same message')
  const check = await callNative(server, `/verifications/${created.body.id}/check`, {
    body: { code: codeIn(texts(other).at(-1)) },
  })
  assert.equal(check.body.status, 'approved')
  assert.equal((await redeem(server, to, codeIn(texts(to).at(-1)))).status, 200)
})

test('what an Action drops or throws is failed and not tried again, and whoever logs in learns nothing of it', async (t) => {
  const { server, gateway, ask, secrets } = await start(t)
  const id = await deployAction(ask, { code: obeying(), secrets })
  await callNative(server, '/phone-provider', { method: 'PUT', body: { kind: 'action', action: { id } } })
  for (const [verdict, failure, description] of [
    ['drop', 'delivery_rejected', 'not to this country'],
    ['throw', 'script_failed', 'TypeError: not to this country [hidden] [hidden]'],
  ]) {
    gateway.answerNext({ body: { verdict, reason: 'not to this country' } })
    const answer = await logIn(server)
    assert.equal(answer.status, 400, answer.text)
    assert.doesNotMatch(answer.text, /country|try by|TypeError|key-of|phone-provider/)
    const message = await newestMessage(server)
    assert.equal(message.status, 'failed')
    assert.deepEqual(outcomesOf(message), [['failed', failure]])
    const [attempt] = message.attempts
    assert.equal(attempt.description, description)
    const execution = await ask(`/actions/executions/${attempt.execution_id}`)
    assert.equal(execution.status, 200)
    assert.ok(!JSON.stringify(execution.body).includes('key-of-the-gateway'))
  }
  const verification = await callNative(server, '/verifications', { body: { to } })
  assert.equal(verification.status, 201)
})

// Seed 003, "Add a custom phone provider with the Management API" and "Edit a custom phone provider".
test('a custom phone provider is set up, tried and edited as its guide says, and a redeploy loses no login', async (t) => {
  const { server, gateway, ask, secrets } = await start(t)
  const provider = { name: 'custom', configuration: { delivery_methods: ['text'] }, credentials: {} }
  const early = await ask(providers, 'POST', provider)
  assert.equal(early.status, 400, 'no Action is deployed yet')
  const id = await deployAction(ask, { code: obeying(), secrets })
  const created = await ask(providers, 'POST', provider)
  assert.equal(created.status, 201, JSON.stringify(created.body))
  const tried = await ask(`${providers}/${created.body.id}/try`, 'POST', { to, delivery_method: 'text' })
  assert.equal(tried.status, 202)
  const { json } = await gateway.waitForRequest()
  assert.partialDeepStrictEqual(json, { to, version: 'first' })
  assert.match(textOf(json), /^\[Test\] /)

  // While the first version waits for the gateway, the second one is deployed.
  const answered = Promise.withResolvers<void>()
  gateway.answerNext({ body: { verdict: 'accept' }, after: answered.promise })
  const inFlight = logIn(server)
  await waitFor('the login to reach the gateway', () => gateway.requests.length === 2)
  await redeployAction(ask, id, { code: obeying('second') })
  const next = '+442079460124'
  assert.equal((await logIn(server, next)).status, 200)
  assert.partialDeepStrictEqual(gateway.requests.at(-1)?.json, { to: next, version: 'second' })
  answered.resolve()
  assert.equal((await inFlight).status, 200)
  const [, first, second] = gateway.requests
  assert.partialDeepStrictEqual(first?.json, { to, version: 'first' })
  assert.equal((await redeem(server, to, codeIn(textOf(first?.json)))).status, 200)
  assert.equal((await redeem(server, next, codeIn(textOf(second?.json)))).status, 200)

  // A draft that is not deployed, or not built, changes nothing.
  await ask(`/actions/actions/${id}`, 'PATCH', { code: 'exports.x = const' })
  await waitFor(
    'the build to fail',
    async () => (await ask(`/actions/actions/${id}`)).body.status === 'failed',
  )
  assert.equal((await logIn(server)).status, 200)
  assert.partialDeepStrictEqual(gateway.requests.at(-1)?.json, { version: 'second' })

  // A secret that is changed is a draft as well.
  await redeployAction(ask, id, {
    code: obeying('third'),
    secrets: [{ name: 'GATEWAY' }, { name: 'KEY', value: 'another-key' }],
  })
  assert.equal((await logIn(server)).status, 200)
  const last = gateway.requests.at(-1)
  assert.partialDeepStrictEqual(last?.json, { version: 'third' })
  assert.equal(last?.headers.authorization, 'Bearer another-key')
})

test('logins go on arriving while new versions are deployed one after the other', async (t) => {
  const { server, gateway, ask, secrets } = await start(t)
  const id = await deployAction(ask, { code: obeying('v0'), secrets })
  await ask(providers, 'POST', {
    name: 'custom',
    configuration: { delivery_methods: ['text'] },
    credentials: {},
  })
  let deploying = true
  const versions = async () => {
    for (const version of ['v1', 'v2', 'v3', 'v4']) await redeployAction(ask, id, { code: obeying(version) })
    deploying = false
  }
  let sent = 0
  const logins = async () => {
    while (deploying) {
      const number = `+4420794605${String(sent % 100).padStart(2, '0')}`
      const { status, text } = await callNative(server, '/verifications', { body: { to: number } })
      assert.equal(status, 201, text)
      assert.equal(JSON.parse(text).message.status, 'accepted')
      sent += 1
    }
  }
  await Promise.all([versions(), logins()])
  assert.ok(sent > 0)
  assert.equal(gateway.requests.length, sent)
  await callNative(server, '/verifications', { body: { to } })
  assert.partialDeepStrictEqual(gateway.requests.at(-1)?.json, { version: 'v4' })
})

test('what an Action keeps in variables of its own is for its own version only', async (t) => {
  const { server, gateway, ask, secrets } = await start(t)
  const code = `let key
  exports.onExecuteCustomPhoneProvider = async (event) => {
    key ??= event.secrets.KEY
    await fetch(event.secrets.GATEWAY, { method: 'POST', body: key })
  }`
  const id = await deployAction(ask, { code, secrets })
  const other = await deployAction(ask, { name: 'Other', code, secrets: { ...secrets, KEY: 'other-key' } })
  const put = (action: string) =>
    callNative(server, '/phone-provider', { method: 'PUT', body: { kind: 'action', action: { id: action } } })
  await put(id)
  await logIn(server)
  await put(other)
  await logIn(server)
  await redeployAction(ask, other, { secrets: [{ name: 'GATEWAY' }, { name: 'KEY', value: 'new-key' }] })
  await logIn(server)
  assert.deepEqual(
    gateway.requests.map(({ body }) => body),
    ['key-of-the-gateway', 'other-key', 'new-key'],
  )
})
