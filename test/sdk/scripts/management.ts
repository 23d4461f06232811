import assert from 'node:assert/strict'
import { test } from 'node:test'
import { waitFor } from '#test/support/wait-for.ts'
import { readCode, readSetup } from '../setup.ts'

const setup = readSetup()
const { domain, clientId, clientSecret } = setup
const { ManagementClient, ManagementError } =
  setup.sdk === '7' ? await import('auth0') : await import('auth0-6')
const management = new ManagementClient({ domain, clientId, clientSecret })
const databaseName = 'Username-Password-Authentication'
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
  assert.deepEqual(listed.map(({ name }) => name).sort(), [databaseName, 'sms', ...names])
  assert.equal((await collect(management.connections.list())).length, 6)
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

test('users with passwords are created, found, changed, unblocked and deleted', async () => {
  const { users, userBlocks } = management
  const created = await users.create({
    connection: databaseName,
    email: 'Ada@example.com',
    password: 'Correct horse 1',
    phone_number: '+442079460031',
    email_verified: true,
    app_metadata: { roles: ['admin'] },
  })
  const id = created.user_id ?? ''
  assert.match(id, /^auth0\|[0-9a-f]{24}$/)
  assert.equal(created.email, 'ada@example.com')
  const found = await collect(users.list({ q: 'email:"ada@example.com" AND phone_number:"+442079460031"' }))
  assert.deepEqual(
    found.map((user) => user.user_id),
    [id],
  )
  assert.equal((await users.listUsersByEmail({ email: 'ada@example.com' }))[0]?.user_id, id)

  const changed = await users.update(id, { email: 'countess@example.com', user_metadata: { a: 1 } })
  assert.deepEqual([changed.email, changed.email_verified], ['countess@example.com', false])
  await users.update(id, { password: 'Another horse 2', connection: databaseName })
  await assert.rejects(Promise.resolve(users.update(id, { password: 'weak' })), (error) => {
    assert.ok(error instanceof ManagementError)
    assert.equal(error.constructor.name, 'BadRequestError')
    assert.partialDeepStrictEqual(error.body, { message: 'PasswordStrengthError: Password is too weak' })
    return true
  })
  await assert.rejects(
    Promise.resolve(
      users.create({ connection: databaseName, email: 'countess@example.com', password: 'Correct horse 1' }),
    ),
    (error) => {
      assert.ok(error instanceof ManagementError)
      assert.equal(error.constructor.name, 'ConflictError')
      assert.partialDeepStrictEqual(error.body, { message: 'The user already exists.' })
      return true
    },
  )

  assert.deepEqual((await userBlocks.list(id)).blocked_for, [])
  assert.deepEqual(
    (await userBlocks.listByIdentifier({ identifier: 'countess@example.com' })).blocked_for,
    [],
  )
  await userBlocks.delete(id)
  await userBlocks.deleteByIdentifier({ identifier: 'countess@example.com' })
  await users.delete(id)
  await assertNotFound(users.get(id), 'inexistent_user')
})

test('actions are created, built, deployed, tested, bound, listed over all pages and deleted', async () => {
  const { actions } = management
  const code = (text: string) => `exports.onExecuteSendPhoneMessage = async () => console.log('${text}')`
  const names = ['mfa-a', 'mfa-b', 'mfa-c']
  const created = []
  for (const name of names) {
    created.push(
      await actions.create({
        name,
        supported_triggers: [{ id: 'send-phone-message', version: 'v2' }],
        code: code('one'),
        secrets: [{ name: 'KEY', value: 'secret value' }],
      }),
    )
  }
  const id = created[0]?.id ?? ''
  assert.equal(created[0]?.status, 'pending')
  await isBuilt(id)
  const listed = await collect(actions.list({ page: 0, per_page: 2 }))
  assert.deepEqual(
    listed.map(({ name }) => name),
    names,
  )
  assert.deepEqual(await collect(actions.list({ actionName: 'nobody' })), [])

  const first = await actions.deploy(id)
  assert.equal(first.number, 1)
  await actions.update(id, { code: code('two') })
  await isBuilt(id)
  assert.equal((await actions.get(id)).all_changes_deployed, false)
  const { payload } = await actions.test(id, { payload: { event: {} } })
  assert.deepEqual(payload?.console, [{ level: 'log', text: 'two' }])
  await actions.deploy(id)
  const versions = await collect(actions.versions.list(id, { per_page: 1 }))
  assert.deepEqual(
    versions.map(({ number }) => number),
    [2, 1],
  )
  assert.equal((await actions.versions.get(id, first.id ?? '')).code, code('one'))
  await actions.versions.deploy(id, first.id ?? '', { update_draft: true })
  assert.equal((await actions.get(id)).deployed_version?.number, 3)

  const { triggers } = await actions.triggers.list()
  assert.ok(triggers?.some((trigger) => trigger.id === 'custom-phone-provider'))
  const { bindings } = actions.triggers
  await bindings.updateMany('send-phone-message', {
    bindings: [{ ref: { type: 'action_name', value: 'mfa-a' }, display_name: 'A' }],
  })
  assert.deepEqual(
    (await collect(bindings.list('send-phone-message', { per_page: 1 }))).map(({ action }) => action?.id),
    [id],
  )
  assert.deepEqual(await collect(actions.modules.list()), [])
  await assert.rejects(Promise.resolve(actions.delete(id)), (error) => {
    assert.ok(error instanceof ManagementError)
    assert.equal(error.statusCode, 409)
    return true
  })
  for (const action of created) await actions.delete(action.id ?? '', { force: true })
  assert.deepEqual(await collect(actions.list()), [])
  await assert.rejects(Promise.resolve(actions.executions.get('nothing')), (error) => {
    assert.ok(error instanceof ManagementError)
    assert.equal(error.constructor.name, 'NotFoundError')
    return true
  })
})

test('hooks and their secrets are created, listed over all pages, changed and deleted', async () => {
  const { hooks } = management
  const script = 'module.exports = function (recipient, text, context, cb) { cb(null, {}) }'
  const names = ['hook-a', 'hook-b', 'hook-c']
  const created = []
  for (const name of names)
    created.push(await hooks.create({ name, script, triggerId: 'send-phone-message' }))
  const listed = await collect(hooks.list({ per_page: 2, include_totals: true }))
  assert.deepEqual(
    listed.map(({ name }) => name),
    names,
  )
  const id = created[0]?.id ?? ''
  assert.equal((await hooks.update(id, { enabled: true })).enabled, true)
  assert.equal((await hooks.get(id)).script, script)

  await hooks.secrets.create(id, { A: 'one', B: 'two' })
  await hooks.secrets.update(id, { A: 'three' })
  assert.deepEqual(await hooks.secrets.get(id), { A: '_VALUE_NOT_SHOWN_', B: '_VALUE_NOT_SHOWN_' })
  await hooks.secrets.delete(id, ['A'])
  assert.deepEqual(await hooks.secrets.get(id), { B: '_VALUE_NOT_SHOWN_' })

  for (const hook of created) await hooks.delete(hook.id ?? '')
  await assertNotFound(hooks.get(id), 'HookDoesNotExist')
})

test('organizations are created, listed over all pages, read by id and name, changed and deleted', async () => {
  const { organizations } = management
  const names = ['org-c', 'org-a', 'org-b']
  const created = []
  for (const name of names) {
    created.push(
      await organizations.create({ name, display_name: name.toUpperCase(), metadata: { tier: 'gold' } }),
    )
  }
  const id = created[0]?.id ?? ''
  assert.match(id, /^org_\w{16}$/)
  const listed = await collect(organizations.list({ take: 2 }))
  assert.deepEqual(listed.map(({ name }) => name).sort(), [...names].sort())
  const sorted = await collect(organizations.list({ take: 1, sort: 'name:-1' }))
  assert.deepEqual(
    sorted.map(({ name }) => name),
    ['org-c', 'org-b', 'org-a'],
  )
  const colors = { primary: '#0059d6', page_background: '#ffffff' }
  const changed = await organizations.update(id, { display_name: 'C', branding: { colors }, metadata: {} })
  assert.deepEqual(changed, { id, name: 'org-c', display_name: 'C', branding: { colors } })
  assert.deepEqual(await organizations.get(id), changed)
  assert.deepEqual(await organizations.getByName('org-c'), changed)
  await assert.rejects(Promise.resolve(organizations.create({ name: 'org-a' })), (error) => {
    assert.ok(error instanceof ManagementError)
    assert.equal(error.constructor.name, 'ConflictError')
    assert.partialDeepStrictEqual(error.body, { message: 'An organization with this name already exists.' })
    return true
  })

  assert.deepEqual(await collect(organizations.enabledConnections.list(id)), [])
  assert.deepEqual(await collect(organizations.connections.list(id)), [])
  assert.deepEqual(await collect(organizations.clientGrants.list(id)), [])
  assert.deepEqual(await collect(organizations.discoveryDomains.list(id)), [])
  assert.deepEqual(await collect(organizations.clients.list(id)), [])
  assert.deepEqual(await collect(organizations.members.list(id)), [])
  assert.deepEqual(await collect(organizations.invitations.list(id)), [])
  await assert.rejects(
    Promise.resolve(organizations.enabledConnections.add(id, { connection_id: 'con_1' })),
    (error) => {
      assert.ok(error instanceof ManagementError)
      assert.equal(error.constructor.name, 'ForbiddenError')
      assert.partialDeepStrictEqual(error.body, { errorCode: 'operation_not_supported' })
      return true
    },
  )

  for (const one of created) await organizations.delete(one.id ?? '')
  assert.deepEqual(await collect(organizations.list()), [])
  await assert.rejects(Promise.resolve(organizations.get(id)), (error) => {
    assert.ok(error instanceof ManagementError)
    assert.equal(error.constructor.name, 'NotFoundError')
    return true
  })
})

test('phone providers are created, listed, tried, changed and deleted', async () => {
  const { providers } = management.branding.phone
  assert.deepEqual((await providers.list()).providers, [])
  const configuration = {
    sid: 'AC1',
    default_from: '+15005550006',
    delivery_methods: ['text', 'voice'],
  } satisfies { sid: string; default_from: string; delivery_methods: ('text' | 'voice')[] }
  const credentials = { auth_token: 'token' }
  const created = await providers.create({ name: 'twilio', configuration, credentials, disabled: true })
  const id = created.id ?? ''
  assert.match(id, /^pro_\w{22}$/)
  assert.deepEqual((await providers.list()).providers?.[0]?.configuration, configuration)
  assert.equal(
    (await providers.update(id, { configuration: { ...configuration, sid: 'AC2' } })).disabled,
    true,
  )
  assert.partialDeepStrictEqual((await providers.get(id)).configuration, { sid: 'AC2' })
  // Switched off, it sends nothing, and is taken for processing all the same.
  assert.equal((await providers.test(id, { to: '+442079460009' })).code, 202)
  await providers.delete(id)
  await assert.rejects(Promise.resolve(providers.get(id)), { statusCode: 404 })
})

test('phone templates are created, listed, changed, reset, tried and deleted', async () => {
  const { templates } = management.branding.phone
  const builtIn = (await templates.list()).templates ?? []
  assert.deepEqual(
    builtIn.map(({ id, type }) => [id, type]),
    ['otp_verify', 'blocked_account', 'change_password', 'otp_enroll'].map((type) => [undefined, type]),
  )
  const content = {
    from: '+15005550006',
    body: { text: 'Code {{ code }}', voice: 'Code {{ pause }} {{ code }}' },
  }
  const created = await templates.create({ type: 'otp_verify', content })
  const id = created.id ?? ''
  assert.match(id, /^tem_\w{22}$/)
  assert.equal((await templates.list({ disabled: false })).templates?.[0]?.id, id)
  await templates.update(id, { content: { body: { text: 'New {{ code }}' } } })
  assert.deepEqual((await templates.get(id)).content.body, { ...content.body, text: 'New {{ code }}' })
  const reset = await templates.reset(id, {})
  assert.equal(reset.content.body?.text, builtIn[0]?.content.body?.text)
  assert.equal(reset.content.from, content.from)
  assert.equal((await templates.test(id, { to: '+442079460009' })).code, 202)
  await templates.delete(id)
  await assert.rejects(Promise.resolve(templates.get(id)), { statusCode: 404 })
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

const isBuilt = (id: string) =>
  waitFor('the Action is built', async () => (await management.actions.get(id)).status === 'built')

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
    otp: await readCode(setup, phoneNumber),
  })
}
