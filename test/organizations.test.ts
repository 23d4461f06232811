// Organizations from the request that names one to the Action or Hook that is told of it, and what holds whoever asks at
// once and whatever they are called.

import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import fc from 'fast-check'
import { type AskManagement, deployAction, redeployAction } from './support/actions.ts'
import { startGateway } from './support/gateway.ts'
import { prepareMfa } from './support/mfa.ts'
import { callNative, openPool } from './support/native.ts'
import { startTestServer, type TestServer } from './support/server.ts'
import { waitFor } from './support/wait-for.ts'

const to = '+442079460123'
const acme = { name: 'acme', display_name: 'Acme Inc.', metadata: { vendor: 'alpha' } }

/** Tells the gateway for whom the message is. */
const telling = `exports.onExecuteCustomPhoneProvider = async (event, api) => {
  const body = JSON.stringify({ organization: event.organization ?? null })
  const response = await fetch(event.secrets.GATEWAY, { method: 'POST', body, headers: { 'content-type': 'application/json' } })
  if (response.status === 503) api.notification.retry('busy')
}`

async function start(t: TestContext) {
  const server = await startTestServer(t, { OTPOST_RATE_LIMITS: 'off' })
  const token = await server.managementToken()
  const gateway = await startGateway(t)
  const ask: AskManagement = (path, method = 'GET', body) =>
    server.call(`/api/v2${path}`, { method, token, body })
  return { server, gateway, ask }
}

async function createOrganization(ask: AskManagement, body: object): Promise<string> {
  const { status, body: created } = await ask('/organizations', 'POST', body)
  assert.equal(status, 201, JSON.stringify(created))
  return created.id
}

async function tellGateway(server: TestServer, ask: AskManagement, gatewayUrl: string): Promise<void> {
  const id = await deployAction(ask, { code: telling, secrets: { GATEWAY: gatewayUrl } })
  const chosen = await callNative(server, '/phone-provider', {
    method: 'PUT',
    body: { kind: 'action', action: { id } },
  })
  assert.equal(chosen.status, 200, chosen.text)
}

const logIn = (server: TestServer, body: object = {}) =>
  server.call('/passwordless/start', {
    body: { client_id: 'demo', connection: 'sms', phone_number: to, ...body },
  })

test('an Action is told of the organization of a login, a second factor and a verification, now, later and again', async (t) => {
  const { server, gateway, ask } = await start(t)
  const id = await createOrganization(ask, acme)
  const told = { organization: { id, ...acme } }
  await tellGateway(server, ask, gateway.url)
  const last = () => gateway.requests.at(-1)?.json

  assert.equal((await logIn(server, { organization: 'acme' })).status, 200)
  assert.deepEqual(last(), told)
  assert.equal((await logIn(server, { authParams: { organization: id } })).status, 200)
  assert.deepEqual(last(), told)
  assert.equal((await logIn(server)).status, 200)
  assert.deepEqual(last(), { organization: null })

  const verification = { to, organization: 'acme' }
  assert.equal((await callNative(server, '/verifications', { body: verification })).status, 201)
  assert.deepEqual(last(), told)
  const label = { id: 'a label', name: 'a label', display_name: 'a label', metadata: {} }
  assert.equal(
    (await callNative(server, '/verifications', { body: { to, organization: 'a label' } })).status,
    201,
  )
  assert.deepEqual(last(), { organization: label })

  gateway.answerNext({ status: 503 })
  const asked = gateway.requests.length
  const waiting = await callNative(server, '/verifications', { body: verification })
  assert.equal(waiting.body.message.status, 'queued')
  await waitFor('the second try', async () => gateway.requests.length === asked + 2, 30_000)
  assert.deepEqual(last(), told, 'a message that waited knows it still')

  const again = await callNative(server, `/messages/${waiting.body.message.id}/resend`, { body: {} })
  assert.equal(again.status, 202, again.text)
  assert.deepEqual(last(), told)
  assert.equal(again.body.organization, id)
  assert.equal((await ask(`/organizations/${id}`, 'DELETE')).status, 204)
  const orphan = await callNative(server, `/messages/${again.body.id}/resend`, { body: {} })
  assert.equal(orphan.status, 202, orphan.text)
  assert.deepEqual(last(), { organization: { id, name: id, display_name: id, metadata: {} } })
})

test('the code of a second factor that is sent again is for the same organization', async (t) => {
  const { server, gateway, ask } = await start(t)
  const mfa = await prepareMfa(server)
  const id = await createOrganization(ask, acme)
  const mfaToken = await mfa.beginLogin(to)
  await tellGateway(server, ask, gateway.url)
  const enrolled = await server.call('/mfa/associate', {
    token: mfaToken,
    body: { authenticator_types: ['oob'], oob_channels: ['sms'], phone_number: to, organization: 'acme' },
  })
  assert.equal(enrolled.status, 200, enrolled.text)
  assert.deepEqual(gateway.requests.at(-1)?.json, { organization: { id, ...acme } })
  const { body } = await callNative(server, '/messages?limit=1')
  assert.equal(
    (await callNative(server, `/messages/${body.messages[0].id}/resend`, { body: {} })).status,
    202,
  )
  assert.equal(gateway.requests.length, 2)
  assert.deepEqual(gateway.requests.at(-1)?.json, { organization: { id, ...acme } })
})

test('a Hook is told of the organization in its context, when there is one', async (t) => {
  const { server, gateway, ask } = await start(t)
  const id = await createOrganization(ask, acme)
  const script = `module.exports = function (recipient, text, context, cb) {
    const body = JSON.stringify({ organization: context.organization ?? null, has: 'organization' in context })
    fetch('${gateway.url}', { method: 'POST', body, headers: { 'content-type': 'application/json' } })
      .then(() => cb(null, {}), cb)
  }`
  const hook = await ask('/hooks', 'POST', {
    name: 'telling',
    script,
    triggerId: 'send-phone-message',
    enabled: true,
  })
  assert.equal(hook.status, 201, JSON.stringify(hook.body))
  const chosen = await callNative(server, '/phone-provider', {
    method: 'PUT',
    body: { kind: 'hook', hook: { id: hook.body.id } },
  })
  assert.equal(chosen.status, 200, chosen.text)
  assert.equal((await logIn(server, { organization: id })).status, 200)
  assert.deepEqual(gateway.requests.at(-1)?.json, { organization: { id, ...acme }, has: true })
  assert.equal((await logIn(server)).status, 200)
  assert.deepEqual(gateway.requests.at(-1)?.json, { organization: null, has: false })
})

test('an Action chooses the vendor by metadata of the organization, which is changed without deploying it again', async (t) => {
  const { server, gateway, ask } = await start(t)
  const id = await createOrganization(ask, acme)
  const action = await deployAction(ask, { code: telling, secrets: { GATEWAY: gateway.url } })
  await redeployAction(ask, action, {
    code: `exports.onExecuteCustomPhoneProvider = async (event) => {
      await fetch(event.secrets.GATEWAY + '/' + (event.organization?.metadata.vendor ?? 'usual'), { method: 'POST' })
    }`,
  })
  await callNative(server, '/phone-provider', {
    method: 'PUT',
    body: { kind: 'action', action: { id: action } },
  })
  const vendorOf = async (body: object) => {
    assert.equal((await logIn(server, body)).status, 200)
    return gateway.requests.at(-1)?.path
  }
  assert.equal(await vendorOf({}), '/usual')
  assert.equal(await vendorOf({ organization: 'acme' }), '/alpha')
  await ask(`/organizations/${id}`, 'PATCH', { metadata: { vendor: 'beta' } })
  assert.equal(await vendorOf({ organization: 'acme' }), '/beta')
})

test('a tenant has so many organizations and no more', async (t) => {
  const server = await startTestServer(t)
  const token = await server.managementToken()
  await openPool(t, server).query(
    `insert into otpost.organizations (tenant_id, id, name, display_name, metadata, extra, created_at, updated_at)
     select 'default', 'org_' || lpad(n::text, 16, '0'), 'customer-' || n, 'Customer ' || n, '{}', '{}', now(), now()
     from generate_series(1, 9999) n`,
  )
  const create = (name: string) => server.call('/api/v2/organizations', { token, body: { name } })
  assert.equal((await create('the-last')).status, 201)
  const refused = await create('one-too-many')
  assert.equal(refused.status, 400)
  assert.equal(refused.body.message, 'A tenant can have 10000 organizations.')
})

test('what the organizations of a tenant hold together has a limit', async (t) => {
  const server = await startTestServer(t)
  const token = await server.managementToken()
  await openPool(t, server).query(
    `insert into otpost.organizations (tenant_id, id, name, display_name, metadata, extra, created_at, updated_at)
     select 'default', 'org_' || lpad(n::text, 16, '0'), 'customer-' || n, 'Customer',
       json_build_object('note', repeat('x', 200000)), '{}', now(), now() from generate_series(1, 21) n`,
  )
  const first = await server.call('/api/v2/organizations', { token, body: { name: 'first' } })
  assert.equal(first.status, 400, first.text)
  assert.equal(first.body.message, 'The organizations of a tenant are limited to 4 MiB in total.')
})

test('of requests that give a name away at once one gets it', async (t) => {
  const { ask } = await start(t)
  const made = await Promise.all(
    Array.from({ length: 8 }, () => ask('/organizations', 'POST', { name: 'wanted' })),
  )
  assert.deepEqual(made.map(({ status }) => status).sort(), [201, 409, 409, 409, 409, 409, 409, 409])
  const ids = await Promise.all(['a', 'b', 'c', 'd'].map((name) => createOrganization(ask, { name })))
  const renamed = await Promise.all(
    ids.map((id) => ask(`/organizations/${id}`, 'PATCH', { name: 'coveted' })),
  )
  assert.deepEqual(renamed.map(({ status }) => status).sort(), [200, 409, 409, 409])
  const { body } = await ask('/organizations')
  const names: string[] = body.map(({ name }: { name: string }) => name)
  assert.equal(new Set(names).size, names.length)
})

test('whatever an organization is called, it reads as it was written and is found by its id and its name', async (t) => {
  const { ask } = await start(t)
  // Text that cannot be stored, and halves of surrogate pairs, are refused by every endpoint alike (bad-input.test.ts).
  const text = (maxLength: number) =>
    fc.string({ unit: 'grapheme', minLength: 1, maxLength }).filter((value) => !/[\0\p{Cs}]/u.test(value))
  const organization = fc.record({
    name: fc.stringMatching(/^[a-z0-9][a-z0-9_-]{0,49}$/),
    display_name: text(20),
    metadata: fc.dictionary(text(10), fc.oneof(text(20), fc.constant('')), { minKeys: 1, maxKeys: 5 }),
  })
  await fc.assert(
    fc.asyncProperty(organization, async (given) => {
      const id = await createOrganization(ask, given)
      const written = { id, ...given, metadata: { ...given.metadata } }
      assert.deepEqual((await ask(`/organizations/${id}`)).body, written)
      assert.deepEqual((await ask(`/organizations/name/${given.name}`)).body, written)
      assert.equal((await ask(`/organizations/${id}`, 'DELETE')).status, 204)
    }),
    { numRuns: 40 },
  )
})

test('a name that reads like the id of another organization does not stand for it', async (t) => {
  const { server, ask } = await start(t)
  // Ids are of mixed case; one that happens to be a name as well is made here by looking for it.
  const first = await createOrganization(ask, { name: 'first' })
  const lookalike = first.toLowerCase()
  const second = await createOrganization(ask, { name: lookalike })
  const sent = async (organization: string) => {
    assert.equal((await logIn(server, { organization })).status, 200)
    return (await callNative(server, '/messages?limit=1')).body.messages[0].organization
  }
  assert.equal(await sent(first), first)
  assert.equal(await sent(lookalike), first === lookalike ? first : second)
})
