import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readCode, readScene } from '../scene.ts'

const scene = readScene()
const { domain, clientId, clientSecret } = scene
const { ManagementClient, ManagementError } =
  scene.sdk === '7' ? await import('auth0') : await import('auth0-6')
const management = new ManagementClient({ domain, clientId, clientSecret })
const passwordlessGrant = 'http://auth0.com/oauth/grant-type/passwordless/otp'

// The payload of the guide, as text: the SDK's types do not know that `forward_req_info` may be one.
const guidePayload = JSON.parse(`{ "options": { "strategy": "sms", "provider": "sms_gateway",
  "gateway_url": "https://gateway.example/sms", "from": "+1 234 567",
  "template": "Your verification code is: @@password@@", "brute_force_protection": true, "forward_req_info": "true",
  "disable_signup": false, "name": "sms", "syntax": "md_with_macros", "totp": { "time_step": 300, "length": 6 } },
  "is_domain_connection": false, "enabled_clients": [] }`)

async function collect<Item>(page: AsyncIterable<Item> | Promise<AsyncIterable<Item>>): Promise<Item[]> {
  return Array.fromAsync(await page)
}

async function assertNotFound(call: PromiseLike<unknown>, errorCode: string): Promise<void> {
  await assert.rejects(Promise.resolve(call), (error) => {
    assert.ok(error instanceof ManagementError)
    assert.equal(error.constructor.name, 'NotFoundError')
    assert.equal(error.statusCode, 404)
    assert.partialDeepStrictEqual(error.body, { statusCode: 404, error: 'Not Found', errorCode })
    return true
  })
}

test('connections are created, listed over all pages, read, changed by the payload of the guide and deleted', async () => {
  const names = ['sms-a', 'sms-b', 'sms-c', 'sms-d']
  const created = []
  for (const name of names) created.push(await management.connections.create({ name, strategy: 'sms' }))
  const [first] = created
  assert.ok(first?.id)
  assert.match(first.id, /^con_\w{16}$/)
  assert.deepEqual(first.options, { brute_force_protection: true })

  const listed = await collect(management.connections.list({ take: 2 }))
  assert.deepEqual(listed.map(({ name }) => name).sort(), ['sms', ...names])
  assert.equal((await collect(management.connections.list())).length, 5)
  const one = await collect(management.connections.list({ name: 'sms-b', strategy: ['sms'] }))
  assert.deepEqual(
    one.map(({ id }) => id),
    [created[1]?.id],
  )

  const changed = await management.connections.update(first.id, guidePayload)
  assert.equal(JSON.stringify(changed.options), JSON.stringify(guidePayload.options))
  const read = await management.connections.get(first.id)
  assert.equal(JSON.stringify(read.options), JSON.stringify(guidePayload.options))
  assert.deepEqual(read.enabled_clients, [])
  assert.equal(read.is_domain_connection, false)

  for (const { id } of created) await management.connections.delete(id ?? '')
  await assertNotFound(management.connections.get(first.id), 'inexistent_connection')
})

test('clients are enabled for a connection one by one', async () => {
  const connection = await management.connections.create({ name: 'switched', strategy: 'sms' })
  const client = await management.clients.create({ name: 'Switched' })
  assert.ok(connection.id && client.client_id)
  const enabled = async () =>
    (await collect(management.connections.clients.get(connection.id ?? '', { take: 1 }))).map(
      (item) => item.client_id,
    )
  await management.connections.clients.update(connection.id, [
    { client_id: client.client_id, status: true },
    { client_id: 'demo', status: true },
  ])
  assert.deepEqual((await enabled()).sort(), [client.client_id, 'demo'].sort())
  await management.connections.clients.update(connection.id, [{ client_id: 'demo', status: false }])
  assert.deepEqual(await enabled(), [client.client_id])
})

test('clients are created, listed over all pages, read, changed, given a new secret and deleted', async () => {
  const client = await management.clients.create({
    name: 'Web',
    app_type: 'regular_web',
    grant_types: [passwordlessGrant, 'refresh_token'],
    client_metadata: { team: 'login' },
  })
  const id = client.client_id ?? ''
  assert.ok(client.client_secret)
  const all = await collect(management.clients.list({ per_page: 2, include_totals: true }))
  assert.ok(all.length > 2)
  assert.ok(all.some((item) => item.client_id === id))
  assert.equal(new Set(all.map((item) => item.client_id)).size, all.length)

  const changed = await management.clients.update(id, { name: 'Web 2', client_metadata: { tier: '1' } })
  assert.equal(changed.name, 'Web 2')
  const read = await management.clients.get(id)
  assert.deepEqual(read.grant_types, [passwordlessGrant, 'refresh_token'])
  assert.equal(read.app_type, 'regular_web')

  const rotated = await management.clients.rotateSecret(id)
  assert.ok(rotated.client_secret)
  assert.notEqual(rotated.client_secret, client.client_secret)

  await management.clients.delete(id)
  await assertNotFound(management.clients.get(id), 'inexistent_client')
})

test('client grants are created, listed, read, changed and deleted, and decide what a token may do', async () => {
  const client = await management.clients.create({ name: 'Reader', grant_types: ['client_credentials'] })
  const reader = { domain, clientId: client.client_id ?? '', clientSecret: client.client_secret ?? '' }
  const grant = await management.clientGrants.create({
    client_id: reader.clientId,
    audience: `https://${domain}/api/v2/`,
    scope: ['read:users'],
  })
  const id = grant.id ?? ''
  assert.deepEqual((await management.clientGrants.get(id)).scope, ['read:users'])
  assert.deepEqual(
    (await collect(management.clientGrants.list({ client_id: reader.clientId }))).map((item) => item.id),
    [id],
  )

  await assert.rejects(collect(new ManagementClient(reader).connections.list()), (error) => {
    assert.ok(error instanceof ManagementError)
    assert.equal(error.constructor.name, 'ForbiddenError')
    assert.partialDeepStrictEqual(error.body, {
      statusCode: 403,
      errorCode: 'insufficient_scope',
      message: 'Insufficient scope, expected any of: read:connections',
    })
    return true
  })
  await management.clientGrants.update(id, { scope: ['read:users', 'read:connections'] })
  assert.ok((await collect(new ManagementClient(reader).connections.list())).length > 0)

  await management.clientGrants.delete(id)
  assert.deepEqual(await collect(management.clientGrants.list({ client_id: reader.clientId })), [])
})

test('users are listed, read, blocked and deleted', async () => {
  const phoneNumbers = ['+442079460001', '+442079460002', '+442079460003']
  for (const phoneNumber of phoneNumbers) assert.equal((await logIn(phoneNumber)).status, 200)
  const users = await collect(management.users.list({ per_page: 2, include_totals: true }))
  assert.deepEqual(users.map((user) => user.phone_number).sort(), phoneNumbers)
  const [{ user_id: id = '', phone_number: phoneNumber } = {}] = users
  assert.ok(typeof phoneNumber === 'string')
  const user = await management.users.get(id)
  assert.equal(user.phone_verified, true)
  assert.equal(user.logins_count, 1)

  const blocked = await management.users.update(id, { blocked: true, user_metadata: { why: 'test' } })
  assert.equal(blocked.blocked, true)
  assert.deepEqual(blocked.user_metadata, { why: 'test' })
  assert.equal((await start(phoneNumber)).status, 401)
  await management.users.update(id, { blocked: false })
  assert.equal((await start(phoneNumber)).status, 200)

  await management.users.delete(id)
  await assertNotFound(management.users.get(id), 'inexistent_user')
})

test('a payload that the contract forbids is a BadRequestError, a name taken a ConflictError', async () => {
  await assert.rejects(
    Promise.resolve(management.connections.create({ name: 'not a name!', strategy: 'sms' })),
    (error) => {
      assert.ok(error instanceof ManagementError)
      assert.equal(error.constructor.name, 'BadRequestError')
      assert.partialDeepStrictEqual(error.body, { errorCode: 'invalid_body' })
      return true
    },
  )
  await assert.rejects(
    Promise.resolve(management.connections.create({ name: 'sms', strategy: 'sms' })),
    (error) => {
      assert.ok(error instanceof ManagementError)
      assert.equal(error.constructor.name, 'ConflictError')
      return true
    },
  )
})

const post = (path: string, body: object) =>
  fetch(`https://${domain}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })

const start = (phoneNumber: string) =>
  post('/passwordless/start', { client_id: 'demo', connection: 'sms', phone_number: phoneNumber })

async function logIn(phoneNumber: string): Promise<Response> {
  assert.equal((await start(phoneNumber)).status, 200)
  return post('/oauth/token', {
    grant_type: passwordlessGrant,
    client_id: 'demo',
    realm: 'sms',
    username: phoneNumber,
    otp: await readCode(scene, phoneNumber),
  })
}
