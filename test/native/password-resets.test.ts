import assert from 'node:assert/strict'
import test from 'node:test'
import { addAccount, databaseConnection, hasPassword, readAccount } from '#test/support/accounts.ts'
import { changeTenant } from '#test/support/change-tenant.ts'
import { startGateway } from '#test/support/gateway.ts'
import { addClient, assertProblem, callNative, openPool } from '#test/support/native.ts'
import { startTestServer, type TestServer } from '#test/support/server.ts'
import { waitFor } from '#test/support/wait-for.ts'

const phone = '+442079460123'
const email = 'person@example.com'
const oldPassword = 'an old password 1A'
const password = 'a new password 2B'

const start = (server: TestServer, body: object, headers = {}) =>
  callNative(server, '/password-resets', { body, headers })
const complete = (server: TestServer, id: string, code: string, secret = password) =>
  callNative(server, `/password-resets/${id}/complete`, { body: { code, password: secret } })
const wrong = (code: string) => (code === '000000' ? '000001' : '000000')

/** What the inbox has for the number, newest first, as soon as there are so many. */
async function readTexts(server: TestServer, count: number, to = phone): Promise<string[]> {
  return waitFor(`${count} messages`, async () => {
    const { body } = await callNative(server, `/inbox?to=${encodeURIComponent(to)}`)
    const texts: string[] = body.messages.map(({ text }: { text: string }) => text)
    return texts.length >= count && texts
  })
}

async function startReset(server: TestServer, body: object = { phone }) {
  const before = (await callNative(server, `/inbox?to=${encodeURIComponent(phone)}`)).body.messages.length
  const started = await start(server, body)
  assert.equal(started.status, 202, started.text)
  const [text = ''] = await readTexts(server, before + 1)
  return { id: String(started.body.id), code: /\d{6}/.exec(text)?.[0] ?? '', text }
}

for (const [what, body] of [
  ['a phone number', { phone }],
  ['an e-mail address, in any case', { email: ' Person@Example.com ' }],
] as const) {
  test(`an account is found by ${what}; a code to its phone sets the password, once`, async (t) => {
    const server = await startTestServer(t)
    const userId = await addAccount(server, { phoneNumber: phone, email, password: oldPassword })
    const { id, code } = await startReset(server, body)
    assert.match(id, /^rst_[0-9a-f]{28}$/)
    assert.ok(await hasPassword(server, userId, oldPassword))

    const done = await complete(server, id, code)
    assert.equal(done.status, 200, done.text)
    assert.deepEqual(done.body, { id, status: 'completed' })
    assert.ok(await hasPassword(server, userId, password))
    assert.ok(!(await hasPassword(server, userId, oldPassword)))
    const { phoneVerified, passwordChangedAt } = await readAccount(server, userId)
    assert.ok(phoneVerified && passwordChangedAt)
    assertProblem(await complete(server, id, code, 'yet another one 3C'), 422, 'code-invalid')
    assert.ok(await hasPassword(server, userId, password))
  })
}

test('the message has its purpose, its language and its row', async (t) => {
  const server = await startTestServer(t)
  await addAccount(server, { phoneNumber: phone })
  await changeTenant(server.env, (writer, { tenant }) =>
    writer.putTenant({ ...tenant, locales: ['en', 'de'] }),
  )
  const tenantsLocales = async () => (await start(server, { phone, locale: 'de-CH' })).status === 202
  await waitFor('the languages', async () => {
    await tenantsLocales()
    return (await callNative(server, '/messages?limit=1')).body.messages[0]?.locale === 'de'
  })
  const { body } = await callNative(server, '/messages?purpose=password_reset&limit=1')
  const { body: message } = await waitFor('it to be sent', async () => {
    const found = await callNative(server, `/messages/${body.messages[0].id}`)
    return found.body.status === 'accepted' && found
  })
  assert.equal(message.purpose, 'password_reset')
  assert.deepEqual(
    message.attempts.map(({ kind, outcome }: { kind: string; outcome: string }) => [kind, outcome]),
    [['inbox', 'accepted']],
  )
})

test('three wrong codes end a reset; an expired code is gone; what is not there is not found', async (t) => {
  const server = await startTestServer(t)
  const userId = await addAccount(server, { phoneNumber: phone, password: oldPassword })
  const first = await startReset(server)
  for (const left of [2, 1, 0]) {
    const answer = await complete(server, first.id, wrong(first.code))
    assertProblem(answer, 422, 'code-invalid')
    assert.equal(answer.body.attempts_left, left)
  }
  assertProblem(await complete(server, first.id, first.code), 429, 'too-many-attempts')

  const second = await startReset(server)
  await openPool(t, server).query(`update otpost.codes set expires_at = now() - interval '1 second'`)
  assertProblem(await complete(server, second.id, second.code), 410, 'code-expired')
  assertProblem(await complete(server, 'rst_0', '123456'), 404, 'not-found')
  assert.ok(await hasPassword(server, userId, oldPassword))
})

test('a password that is too weak says why and leaves the code as good as it was', async (t) => {
  const server = await startTestServer(t)
  const userId = await addAccount(server, { phoneNumber: phone, password: oldPassword })
  const { id, code } = await startReset(server)
  for (let tries = 0; tries < 5; tries += 1) {
    const refused = await complete(server, id, code, 'weak')
    assertProblem(refused, 422, 'password-too-weak')
    assert.match(refused.body.detail, /At least 8 characters/)
  }
  assert.equal((await complete(server, id, wrong(code))).body.attempts_left, 2)
  assert.equal((await complete(server, id, code)).status, 200)
  assert.ok(await hasPassword(server, userId, password))
})

test('who has not the code does not learn what passwords the account may have', async (t) => {
  const server = await startTestServer(t)
  await addAccount(server, { phoneNumber: phone })
  const { id, code } = await startReset(server)
  assertProblem(await complete(server, id, wrong(code), 'weak'), 422, 'code-invalid')
})

test('of many right completions at once exactly one sets its password', async (t) => {
  const server = await startTestServer(t)
  const userId = await addAccount(server, { phoneNumber: phone, password: oldPassword })
  const { id, code } = await startReset(server)
  const passwords = Array.from({ length: 30 }, (_, index) => `a new password ${index}A`)
  const answers = await Promise.all(passwords.map((secret) => complete(server, id, code, secret)))
  const [winner, ...others] = passwords.filter((_, index) => answers[index]?.status === 200)
  assert.deepEqual(others, [])
  assert.ok(winner !== undefined && (await hasPassword(server, userId, winner)))
})

test('a reset lifts what blocks logins, and ends refresh tokens and other resets of the user', async (t) => {
  const server = await startTestServer(t)
  const userId = await addAccount(server, { phoneNumber: phone, password: oldPassword })
  const bystander = await addAccount(server, { phoneNumber: '+442079460199' })
  const { connectionId } = await readAccount(server, userId)
  const pool = openPool(t, server)
  for (const [index, id] of [userId, bystander].entries()) {
    await pool.query(`insert into otpost.failures values ('default', $1, $2, '203.0.113.7', 10, now())`, [
      connectionId,
      id,
    ])
    await pool.query(
      `insert into otpost.token_records (tenant_id, model, id_hash, payload) values ('default', 'RefreshToken', $1, $2)`,
      [`hash${index}`, JSON.stringify({ accountId: id })],
    )
  }
  const other = await startReset(server)
  const { id, code } = await startReset(server)
  assert.equal((await complete(server, id, code)).status, 200)
  const left = async (query: string) => (await pool.query(query)).rows.map((row) => row.id)
  assert.deepEqual(await left('select identifier as id from otpost.failures'), [bystander])
  assert.deepEqual(await left(`select payload->>'accountId' as id from otpost.token_records`), [bystander])

  const late = await complete(server, other.id, other.code, 'yet another one 3C')
  assertProblem(late, 422, 'code-invalid')
  assert.equal(late.body.attempts_left, 2)
  assert.ok(await hasPassword(server, userId, password))
})

test('a reset whose user was blocked, removed or has another number by now comes to nothing', async (t) => {
  const server = await startTestServer(t)
  const pool = openPool(t, server)
  for (const change of [
    'update otpost.users set blocked = true where user_id = $1',
    `update otpost.users set phone_number = '+442079460190' where user_id = $1`,
    'delete from otpost.users where user_id = $1',
  ]) {
    const userId = await addAccount(server, { phoneNumber: phone, password: oldPassword })
    const { id, code } = await startReset(server)
    await pool.query(change, [userId])
    assertProblem(await complete(server, id, code), 422, 'code-invalid')
    await pool.query('delete from otpost.users where user_id = $1', [userId])
  }
})

test('accounts that are there and those that are not are answered the same, byte for byte but ids and times', async (t) => {
  const server = await startTestServer(t)
  await addAccount(server, { phoneNumber: phone, email })
  await addAccount(server, { email: 'nophone@example.com' })
  await addAccount(server, { phoneNumber: '+442079460124', blocked: true })
  await addAccount(server, { phoneNumber: '+442079460125', connection: 'sms' })
  const request = { ip: '203.0.113.7' }
  const neutral = (text: string) =>
    text
      .replaceAll(/rst_[0-9a-f]+/g, 'ID')
      .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'TIME')
      .replaceAll(/urn:uuid:[0-9a-f-]+/g, 'REQUEST')
  const conversation = async (body: object) => {
    const startedAt = performance.now()
    const started = await start(server, { ...body, request })
    assert.ok(performance.now() - startedAt >= 99, 'no answer comes sooner than the slowest would')
    const { id } = started.body
    const answers = [started]
    for (let tries = 0; tries < 4; tries += 1) answers.push(await complete(server, id, 'wrong', 'weak'))
    const headers = [...started.headers.keys()].join()
    return [headers, ...answers.map(({ status, text }) => `${status} ${neutral(text)}`)]
  }
  const known = await conversation({ phone })
  assert.match(known[1] ?? '', /^202 \{"id":"ID","expires_at":"TIME"\}$/)
  for (const body of [
    { phone: '+442079460199' },
    { phone: '+442079460124' },
    { phone: '+442079460125' },
    { email: 'nobody@example.com' },
    { email: 'nophone@example.com' },
    { email, connection: databaseConnection },
  ]) {
    assert.deepEqual(await conversation(body), known, JSON.stringify(body))
  }
  assert.equal((await readTexts(server, 2)).length, 2)
})

test('an account gets five messages, and then nothing; the answer does not say so', async (t) => {
  const server = await startTestServer(t)
  await addAccount(server, { phoneNumber: phone, email })
  const answers = await Promise.all([
    ...Array.from({ length: 5 }, () => start(server, { phone })),
    ...Array.from({ length: 5 }, () => start(server, { email })),
  ])
  assert.deepEqual(new Set(answers.map(({ status }) => status)), new Set([202]))
  await readTexts(server, 5)
  const { messages } = (await callNative(server, '/messages')).body
  const refused = messages.filter(({ status }: { status: string }) => status === 'refused')
  assert.deepEqual([messages.length, refused.length], [10, 5])
})

test('wrong codes for one account are counted across resets, whether it is there or not', async (t) => {
  const server = await startTestServer(t)
  await addAccount(server, { phoneNumber: phone })
  const guessAll = async (body: object) => {
    const ids = []
    for (let resets = 0; resets < 4; resets += 1) ids.push(String((await start(server, body)).body.id))
    const answers = await Promise.all(ids.flatMap((id) => [1, 2, 3].map(() => complete(server, id, 'wrong'))))
    return answers.map(({ status, body: { type } }) => `${status} ${type}`).sort()
  }
  const known = await guessAll({ phone })
  assert.equal(known.filter((answer) => answer === '422 /problems/code-invalid').length, 10)
  assert.equal(known.filter((answer) => answer === '429 /problems/too-many-failures').length, 2)
  assert.deepEqual(await guessAll({ phone: '+442079460199' }), known)
})

test('an address gets fifty resets an hour, and is told when to come back', async (t) => {
  const server = await startTestServer(t)
  const request = { ip: '203.0.113.7' }
  const body = { phone: '+442079460199', request }
  const answers = await Promise.all(Array.from({ length: 51 }, () => start(server, body)))
  const [only, ...others] = answers.filter(({ status }) => status !== 202)
  assert.ok(only && others.length === 0)
  assertProblem(only, 429, 'rate-limited')
  assert.ok(Number(only.headers.get('retry-after')) > 0)
  assert.equal((await start(server, { ...body, request: { ip: '203.0.113.8' } })).status, 202)
})

test('a request that is sent again with the same key starts one reset', async (t) => {
  const server = await startTestServer(t)
  await addAccount(server, { phoneNumber: phone })
  const headers = { 'idempotency-key': 'k' }
  const first = await start(server, { phone }, headers)
  const second = await start(server, { phone }, headers)
  assert.deepEqual(second.body, first.body)
  assert.equal(second.headers.get('idempotency-replayed'), 'true')
  assertProblem(await start(server, { email }, headers), 422, 'idempotency-key-reused')
  await readTexts(server, 1)
  assert.equal((await callNative(server, '/messages')).body.messages.length, 1)
})

test('the default connection comes first when a number has accounts in several', async (t) => {
  const server = await startTestServer(t)
  await changeTenant(server.env, async (writer, { connections }) => {
    const known = connections.find(({ name }) => name === databaseConnection) ?? assert.fail()
    await writer.putConnection({ ...known, id: 'con_staff00000000000', name: 'staff', realms: ['staff'] })
  })
  const staff = await addAccount(server, { phoneNumber: phone, connection: 'staff' })
  const user = await addAccount(server, { phoneNumber: phone })
  await waitFor(
    'the connection',
    async () => (await start(server, { phone, connection: 'staff' })).status === 202,
  )
  await readTexts(server, 1)
  const { id, code } = await startReset(server)
  assert.equal((await complete(server, id, code)).status, 200)
  assert.ok(await hasPassword(server, user, password))

  const named = await startReset(server, { phone, connection: 'staff' })
  assert.equal((await complete(server, named.id, named.code)).status, 200)
  assert.ok(await hasPassword(server, staff, password))
})

for (const [name, body, kind, status, field] of [
  ['neither number nor address', {}, 'invalid-request', 400, 'phone'],
  ['both number and address', { phone, email }, 'invalid-request', 400, 'phone'],
  ['a number that cannot be', { phone: '+1' }, 'invalid-phone-number', 422, 'phone'],
  ['an unknown field', { phone, to: phone }, 'invalid-request', 400, 'to'],
  ['an unknown connection', { phone, connection: 'none' }, 'invalid-request', 400, 'connection'],
  ['a connection without passwords', { phone, connection: 'sms' }, 'invalid-request', 400, 'connection'],
  ['an unknown client', { phone, client_id: 'nobody' }, 'invalid-request', 400, 'client_id'],
  ['an address that is none', { phone, request: { ip: 'here' } }, 'invalid-request', 400, 'request.ip'],
  ['a link that is none', { phone, link: 'here' }, 'invalid-request', 400, 'link'],
] as const) {
  test(`${name} is refused by name`, async (t) => {
    const server = await startTestServer(t)
    const answer = await start(server, body)
    assertProblem(answer, status, kind)
    assert.deepEqual(
      answer.body.errors.map((error: { field: string }) => error.field),
      [field],
    )
  })
}

test('a tenant that cannot send says so whoever is asked for', async (t) => {
  const server = await startTestServer(t)
  await addAccount(server, { phoneNumber: phone })
  const gateway = await startGateway(t)
  const body = { kind: 'sms_gateway', sms_gateway: { gateway_url: gateway.url } }
  await callNative(server, '/phone-provider', { method: 'PUT', body })
  for (const who of [{ phone }, { email: 'nobody@example.com' }]) {
    assertProblem(await start(server, { ...who, delivery_method: 'voice' }), 422, 'no-provider')
  }
})

async function addPages(
  server: TestServer,
  clientId: string,
  extra: Readonly<Record<string, string | string[]>>,
) {
  await changeTenant(server.env, async (writer, { clients }) => {
    const client = clients.get(clientId) ?? assert.fail(clientId)
    await writer.putClient({ ...client, extra: { ...client.extra, ...extra } })
  })
}

test("a link leads to the application's own page, and its code is good for twenty minutes", async (t) => {
  const server = await startTestServer(t)
  const userId = await addAccount(server, { phoneNumber: phone, password: oldPassword })
  const headers = await addClient(t, server, 'shop')
  await addPages(server, 'shop', { callbacks: ['https://shop.example/callback'] })
  const link = 'https://shop.example/reset?lang=en#form'
  const sent = await waitFor('the page to be known', async () => {
    const answer = await start(server, { phone, link }, headers)
    return answer.status === 202 && answer
  })
  const [text = ''] = await readTexts(server, 1)
  const url = new URL(/https:\S+/.exec(text)?.[0] ?? '')
  assert.equal(url.origin + url.pathname + url.hash, 'https://shop.example/reset#form')
  const { lang, id, code = '' } = Object.fromEntries(url.searchParams)
  assert.deepEqual([lang, id], ['en', sent.body.id])
  assert.match(code, /^[0-9A-HJKMNP-TV-Z]{32}$/)
  const minutes = (Date.parse(sent.body.expires_at) - Date.now()) / 60_000
  assert.ok(minutes > 19 && minutes <= 20, String(minutes))
  const [message] = (await callNative(server, '/messages?purpose=password_reset_link')).body.messages
  assert.equal(message.client_id, 'shop')

  assert.equal((await complete(server, sent.body.id, code)).status, 200)
  assert.ok(await hasPassword(server, userId, password))
})

test('a link is refused that is not safe or leads to a page of somebody else', async (t) => {
  const server = await startTestServer(t)
  const headers = await addClient(t, server, 'shop')
  await addPages(server, 'shop', {
    callbacks: ['https://shop.example/callback', 'com.example.app://callback', 'http://shop.test/callback'],
    allowed_origins: ['https://*.wild.example'],
    allowed_logout_urls: ['http://localhost:8080'],
    initiate_login_uri: 'https://start.example/login',
  })
  const ask = (link: string, rest: object = {}) => start(server, { phone, link, ...rest }, headers)
  await waitFor('the pages', async () => (await ask('https://shop.example/')).status === 202)
  for (const good of ['http://localhost:8080/reset', 'https://start.example/reset']) {
    assert.equal((await ask(good)).status, 202, good)
  }
  for (const bad of [
    'https://evil.example/reset',
    'https://shop.example.evil.example/',
    'https://shop.example:8443/reset',
    'http://shop.example/reset',
    'http://shop.test/reset',
    'http://localhost:9090/reset',
    'https://user@shop.example/reset',
    'https://shop.example@evil.example/reset',
    'com.example.app://reset',
    'https://a.wild.example/reset',
    'https://*.wild.example.evil.example/',
    'javascript:alert(1)',
    '//shop.example/reset',
  ]) {
    const answer = await ask(bad)
    assertProblem(answer, 400, 'invalid-request')
    assert.equal(answer.body.errors[0].field, 'link')
  }
  assertProblem(await ask('https://shop.example/', { client_id: 'demo' }), 400, 'invalid-request')
  const spoken = await ask('https://shop.example/', { delivery_method: 'voice' })
  assertProblem(spoken, 400, 'invalid-request')
  assert.equal(spoken.body.errors[0].field, 'delivery_method')
})

test("a gateway that speaks Authgear's contract gets the link as a variable", async (t) => {
  const server = await startTestServer(t)
  const gateway = await startGateway(t)
  gateway.answer({ body: { code: 'ok' } })
  await addAccount(server, { phoneNumber: phone })
  const headers = await addClient(t, server, 'shop')
  await addPages(server, 'shop', { callbacks: ['https://shop.example'] })
  const body = { kind: 'webhook', webhook: { url: gateway.url } }
  assert.equal((await callNative(server, '/phone-provider', { method: 'PUT', body })).status, 200)
  await waitFor('the page to be known', async () => {
    const link = 'https://shop.example/reset'
    return (await start(server, { phone, link }, headers)).status === 202
  })
  const request = await gateway.waitForRequest()
  const { template_name, template_variables, body: text } = JSON.parse(request.body)
  assert.equal(template_name, 'forgot_password_sms.txt')
  assert.match(template_variables.link, /^https:\/\/shop\.example\/reset\?id=rst_\w+&code=\w{32}$/)
  assert.ok(text.includes(template_variables.link))
})
