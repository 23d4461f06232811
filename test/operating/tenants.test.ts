// Further tenants, made by the command line as an operator runs it.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { request } from 'undici'
import { runOtpost } from '#test/support/otpost-process.ts'
import { startTestServer, type TestServer } from '#test/support/server.ts'
import { waitFor } from '#test/support/wait-for.ts'

type Environment = TestServer['env']

async function succeed(env: Environment, ...args: string[]): Promise<string> {
  const { code, out, err } = await runOtpost(env, 'tenant', ...args)
  assert.equal(code, 0, `tenant ${args.join(' ')}: ${out}${err}`)
  return out
}

async function refuse(env: Environment, message: string, ...args: string[]): Promise<void> {
  const { code, err } = await runOtpost(env, 'tenant', ...args)
  assert.deepEqual([code, err], [1, `${message}\n`])
}

const linesOf = (out: string) => out.trimEnd().split('\n')

async function callAt(otpost: TestServer, host: string, target: string, body?: unknown, token?: string) {
  const answer = await request(new URL(target, otpost.url), {
    method: body === undefined ? 'GET' : 'POST',
    headers: {
      host,
      'content-type': 'application/json',
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  const text = await answer.body.text()
  return { status: answer.statusCode, text, body: JSON.parse(text) }
}

const issuerAt = async (otpost: TestServer, host: string): Promise<unknown> =>
  (await callAt(otpost, host, '/.well-known/openid-configuration')).body.issuer

test('a tenant is made beside a running Otpost, which serves it at its hosts with all that a tenant begins with', async (t) => {
  const otpost = await startTestServer(t)
  const { env } = otpost
  const said = await succeed(
    env,
    ...['create', 'acme', '--host', 'Login.Acme.example', 'bücher.example.'],
    ...['--friendly-name', 'Acme Ltd', '--locale', 'de', 'EN'],
  )
  const [clientId, secret] = ['id', 'secret'].map(
    (name) => new RegExp(`client ${name} +(\\S+)`).exec(said)?.[1],
  )
  const issuer = `http://login.acme.example:${env.PORT}/`
  assert.match(said, /Point login\.acme\.example and xn--bcher-kva\.example to this Otpost/)
  assert.ok(said.includes(`curl -s ${issuer}oauth/token`), said)
  assert.equal(said.split(String(secret)).length, 2, 'the secret is shown once')

  const host = 'login.acme.example'
  await waitFor(
    'the running Otpost to serve the tenant',
    async () => (await issuerAt(otpost, host)) === issuer,
  )
  assert.equal(await issuerAt(otpost, `XN--BCHER-KVA.example:${env.PORT}`), issuer)
  assert.equal(await issuerAt(otpost, 'other.example'), `http://localhost:${env.PORT}/`)

  const { body } = await callAt(otpost, host, '/oauth/token', {
    grant_type: 'client_credentials',
    client_id: clientId,
    client_secret: secret,
    audience: `${issuer}api/v2/`,
  })
  const get = async (target: string) =>
    (await callAt(otpost, host, target, undefined, body.access_token)).body
  assert.partialDeepStrictEqual(await get('/api/v2/tenants/settings'), {
    friendly_name: 'Acme Ltd',
    enabled_locales: ['de', 'en'],
    default_directory: 'Username-Password-Authentication',
  })
  assert.deepEqual((await get('/v1/settings')).hosts, [host, 'xn--bcher-kva.example'])
  const connections: { name: string; enabled_clients: string[] }[] = await get('/api/v2/connections')
  assert.deepEqual(connections.map(({ name, enabled_clients }) => [name, enabled_clients]).sort(), [
    ['Username-Password-Authentication', []],
    ['sms', []],
  ])
  const clients: { client_id: string }[] = await get('/api/v2/clients')
  assert.deepEqual(
    clients.map(({ client_id }) => client_id),
    [clientId],
  )
  assert.equal((await get('/.well-known/jwks.json')).keys.length, 1)
})

test('hosts are added and taken away beside a running Otpost, and the first names the issuer', async (t) => {
  const otpost = await startTestServer(t)
  const { env } = otpost
  assert.match(
    await succeed(env, 'create', 'acme'),
    /The tenant has no host name yet. Add one:\n.*tenant hosts acme --add/,
  )
  const issuer = `http://zebra.example:${env.PORT}/`
  assert.equal(await succeed(env, 'hosts', 'acme'), 'acme  acme  no host\n')
  assert.equal(
    await succeed(env, 'hosts', 'acme', '--add', 'zebra.example', 'ant.example'),
    `acme  acme  zebra.example, ant.example  ${issuer}\n`,
  )
  const serves = (host: string, wanted: string) =>
    waitFor(`${host} to lead to ${wanted}`, async () => (await issuerAt(otpost, host)) === wanted)
  await serves('zebra.example', issuer)
  await serves('ant.example', issuer)

  assert.equal(
    await succeed(env, 'hosts', 'acme', '--remove', 'ZEBRA.example', '--add', 'bee.example', 'ant.example'),
    `acme  acme  ant.example, bee.example  http://ant.example:${env.PORT}/\n`,
  )
  await serves('bee.example', `http://ant.example:${env.PORT}/`)
  await serves('zebra.example', `http://localhost:${env.PORT}/`)
  assert.deepEqual(linesOf(await succeed(env, 'list')), [
    `default  Otpost  every other host  http://localhost:${env.PORT}/`,
    `acme  acme  ant.example, bee.example  http://ant.example:${env.PORT}/`,
  ])
})

test('what is bad or taken is refused in words, and nothing is made of it', async (t) => {
  const { env } = await startTestServer(t)
  await succeed(env, 'create', 'acme', '--host', 'acme.example')
  await succeed(env, 'create', 'beta', '--host', 'beta.example')
  const before = await succeed(env, 'list')
  const badName =
    '"Bad Name" is not a tenant name. Use 1 to 63 lower-case letters, digits and hyphens, with no hyphen at either end.'
  await refuse(env, badName, 'create', 'Bad Name')
  await refuse(env, 'Tenant acme already exists.', 'create', 'acme', '--host', 'new.example')
  await refuse(env, 'The language "xx" is not supported', 'create', 'new', '--locale', 'xx')
  const badHost = '"https://new.example/" is not a host name: leave out scheme and path.'
  await refuse(env, badHost, 'create', 'new', '--host', 'https://new.example/')
  const taken = 'Another tenant already has the host acme.example.'
  await refuse(env, taken, 'create', 'new', '--host', 'ACME.example.')
  await refuse(env, taken, 'hosts', 'beta', '--add', 'new.example', 'acme.example')
  await refuse(
    env,
    'Tenant beta does not have the host acme.example.',
    'hosts',
    'beta',
    '--remove',
    'acme.example',
  )
  await refuse(env, 'Tenant new not found. Tenants: default, acme, beta.', 'hosts', 'new')
  const ofDefault = 'The default tenant serves every host that no other tenant has.'
  await refuse(env, ofDefault, 'hosts', 'default', '--add', 'new.example')
  assert.equal(await succeed(env, 'list'), before)
})

test('of two commands that make the same tenant at once, one makes it', async (t) => {
  const { env } = await startTestServer(t)
  const results = await Promise.all(
    ['a.example', 'b.example'].map((host) => runOtpost(env, 'tenant', 'create', 'acme', '--host', host)),
  )
  assert.deepEqual(results.map(({ code }) => code).sort(), [0, 1])
  const refused = results.find(({ code }) => code === 1)
  assert.equal(refused?.err, 'Tenant acme already exists.\n')
  assert.equal(linesOf(await succeed(env, 'list')).length, 2)
})
