import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { test } from 'node:test'
import { AuthApiError, AuthenticationClient, ManagementClient } from 'auth0-6'
import { readCode, readSetup, wrongFor } from '../setup.ts'

const setup = readSetup()
const { domain, clientId, clientSecret } = setup
const management = new ManagementClient({ domain, clientId, clientSecret })
const grantTypes = ['http://auth0.com/oauth/grant-type/passwordless/otp', 'refresh_token']
const audience = `https://${domain}/api/v2/`

async function enable(client: { client_id?: string | undefined }): Promise<string> {
  const { data } = await management.connections.list({ name: 'sms' })
  assert.ok(data[0]?.id && client.client_id)
  await management.connections.clients.update(data[0].id, [{ client_id: client.client_id, status: true }])
  return client.client_id
}

const web = await management.clients.create({ name: 'Web', grant_types: grantTypes })
const webClientId = await enable(web)
const auth = new AuthenticationClient({
  domain,
  clientId: webClientId,
  clientSecret: web.client_secret ?? '',
})

function isRefusal(statusCode: number, error: string, description: string) {
  return (thrown: unknown) => {
    assert.ok(thrown instanceof AuthApiError)
    assert.deepEqual(
      [thrown.statusCode, thrown.error, thrown.error_description],
      [statusCode, error, description],
    )
    return true
  }
}
const wrongCode = isRefusal(403, 'invalid_grant', 'Wrong phone number or verification code.')

async function logIn(client: AuthenticationClient, phone_number: string, scope?: string) {
  const sent = await client.passwordless.sendSMS({ phone_number })
  assert.equal(sent.status, 200)
  const code = await readCode(setup, phone_number)
  const { data } = await client.passwordless.loginWithSMS({ phone_number, code, ...(scope && { scope }) })
  return data
}

test('a code is sent and exchanged, and the SDK validates the ID token by our JWKS', async () => {
  const phone_number = '+442079460101'
  await auth.passwordless.sendSMS({ phone_number })
  const code = await readCode(setup, phone_number)
  const { data } = await auth.passwordless.loginWithSMS(
    { phone_number, code, scope: 'openid phone' },
    { idTokenValidateOptions: {} },
  )
  assert.equal(data.token_type, 'Bearer')
  assert.equal(data.refresh_token, undefined)
  const claims = JSON.parse(Buffer.from(data.id_token?.split('.')[1] ?? '', 'base64url').toString())
  assert.equal(claims.iss, `https://${domain}/`)
  assert.equal(claims.aud, webClientId)
  assert.equal(claims.phone_number, phone_number)
})

test('a client of HS256 gets ID tokens that the SDK validates by its secret', async () => {
  const client = await management.clients.create({
    name: 'HS',
    grant_types: grantTypes,
    jwt_configuration: { alg: 'HS256' },
  })
  const hs = new AuthenticationClient({
    domain,
    clientId: await enable(client),
    clientSecret: client.client_secret ?? '',
    idTokenSigningAlg: 'HS256',
  })
  assert.ok((await logIn(hs, '+442079460102', 'openid')).id_token)
})

test('a refresh token is used, revoked and then refused', async () => {
  const { refresh_token = '' } = await logIn(auth, '+442079460103', 'openid offline_access')
  assert.ok(refresh_token)
  const { data } = await auth.oauth.refreshTokenGrant({ refresh_token })
  assert.ok(data.access_token && data.id_token)
  const revoked = await auth.oauth.revokeRefreshToken({ token: refresh_token })
  assert.equal(revoked.status, 200)
  await assert.rejects(
    auth.oauth.refreshTokenGrant({ refresh_token }),
    isRefusal(403, 'invalid_grant', 'Unknown or invalid refresh token.'),
  )
})

test('wrong codes carry the texts that applications look for', async () => {
  const phone_number = '+442079460104'
  await auth.passwordless.sendSMS({ phone_number })
  const code = await readCode(setup, phone_number)
  for (let tries = 0; tries < 3; tries += 1) {
    await assert.rejects(auth.passwordless.loginWithSMS({ phone_number, code: wrongFor(code) }), wrongCode)
  }
  await assert.rejects(
    auth.passwordless.loginWithSMS({ phone_number, code }),
    isRefusal(
      403,
      'invalid_grant',
      "You've reached the maximum number of attempts. Please try to login again.",
    ),
  )
})

test('refusals of a start carry their texts', async () => {
  await assert.rejects(
    auth.passwordless.sendSMS({ phone_number: '07700 900123' }),
    isRefusal(400, 'bad.phone_number', 'String does not match pattern: ^\\+[0-9]{1,15}$'),
  )
  const stranger = new AuthenticationClient({ domain, clientId: webClientId, clientSecret: 'wrong' })
  await assert.rejects(
    stranger.passwordless.sendSMS({ phone_number: '+442079460105' }),
    isRefusal(401, 'unauthorized', 'Client authentication failed'),
  )
})

test('who signs up logs in by password, by the default connection and by a named one', async () => {
  const connection = 'Username-Password-Authentication'
  const client = await management.clients.create({
    name: 'Passwords',
    grant_types: ['password', 'http://auth0.com/oauth/grant-type/password-realm', 'refresh_token'],
  })
  const [database] = (await management.connections.list({ name: connection })).data
  const id = client.client_id ?? ''
  await management.connections.clients.update(database?.id ?? '', [{ client_id: id, status: true }])
  const passwords = new AuthenticationClient({
    domain,
    clientId: id,
    clientSecret: client.client_secret ?? '',
  })
  const password = 'Correct horse 1'
  const account = { email: 'Signed.Up@example.com', password, connection, user_metadata: { plan: 'silver' } }
  const { data: user } = await passwords.database.signUp(account)
  assert.equal(user.email, 'signed.up@example.com')
  assert.match(user.id, /^[0-9a-f]{24}$/)
  const weak = { ...account, email: 'weak@example.com', password: 'weak' }
  await assert.rejects(passwords.database.signUp(weak), (thrown) => {
    assert.ok(thrown instanceof AuthApiError)
    assert.deepEqual([thrown.statusCode, thrown.error], [400, 'invalid_password'])
    return true
  })
  await assert.rejects(
    passwords.database.signUp(account),
    isRefusal(400, 'invalid_signup', 'Invalid sign up'),
  )

  const login = { username: account.email, password, scope: 'openid email offline_access' }
  const { data } = await passwords.oauth.passwordGrant(login, { idTokenValidateOptions: {} })
  const claims = JSON.parse(Buffer.from(data.id_token?.split('.')[1] ?? '', 'base64url').toString())
  assert.deepEqual([claims.sub, claims.email, claims.email_verified], [`auth0|${user.id}`, user.email, false])
  assert.ok((await passwords.oauth.passwordGrant({ ...login, realm: connection })).data.access_token)
  const { refresh_token = '' } = data
  assert.ok((await passwords.oauth.refreshTokenGrant({ refresh_token })).data.access_token)
  await assert.rejects(
    passwords.oauth.passwordGrant({ ...login, password: 'wrong' }),
    isRefusal(403, 'invalid_grant', 'Wrong email or password.'),
  )
})

test('a client with a key pair proves itself by assertions, for a start, a login and a token of its own', async () => {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const pem = publicKey.export({ type: 'spki', format: 'pem' }).toString()
  const client = await management.clients.create({
    name: 'Keyed',
    grant_types: [...grantTypes, 'client_credentials'],
    client_authentication_methods: {
      private_key_jwt: { credentials: [{ credential_type: 'public_key', pem }] },
    },
  })
  const keyedClientId = await enable(client)
  await management.clientGrants.create({ client_id: keyedClientId, audience, scope: ['read:connections'] })
  const options = {
    domain,
    clientId: keyedClientId,
    clientAssertionSigningKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  }
  const keyed = new AuthenticationClient(options)
  const { refresh_token = '' } = await logIn(keyed, '+442079460106', 'openid offline_access')
  assert.ok((await keyed.oauth.refreshTokenGrant({ refresh_token })).data.access_token)
  assert.equal((await keyed.oauth.revokeRefreshToken({ token: refresh_token })).status, 200)
  const { data } = await keyed.oauth.clientCredentialsGrant({ audience })
  assert.equal(data.expires_in, 86_400)
  assert.equal((await new ManagementClient(options).connections.list()).data.length, 2)

  const { privateKey: other } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const forger = new AuthenticationClient({
    ...options,
    clientAssertionSigningKey: other.export({ type: 'pkcs8', format: 'pem' }).toString(),
  })
  await assert.rejects(
    forger.oauth.clientCredentialsGrant({ audience }),
    isRefusal(401, 'invalid_client', 'Client authentication failed'),
  )
})
