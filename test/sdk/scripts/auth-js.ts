import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  AuthClient,
  PasswordlessStartError,
  PasswordlessVerifyError,
  TokenByRefreshTokenError,
  UserInfoError,
} from '@auth0/auth0-auth-js'
import { ManagementClient } from 'auth0'
import { readCode, readSetup, readText, wrongFor } from '../setup.ts'

const setup = readSetup()
const { domain, clientId, clientSecret } = setup
const management = new ManagementClient({ domain, clientId, clientSecret })
const {
  data: [connection],
} = await management.connections.list({ name: 'sms' })
assert.ok(connection?.id)
const client = await management.clients.create({
  name: 'Server',
  grant_types: ['http://auth0.com/oauth/grant-type/passwordless/otp', 'refresh_token'],
})
await management.connections.clients.update(connection.id, [
  { client_id: client.client_id ?? '', status: true },
])
const auth = new AuthClient({
  domain,
  clientId: client.client_id ?? '',
  clientSecret: client.client_secret ?? '',
})

async function logIn(phoneNumber: string, scope: string) {
  await auth.passwordless.sendSms({ phoneNumber })
  return auth.getTokenByPasswordlessSms({ phoneNumber, code: await readCode(setup, phoneNumber), scope })
}

test('a code is sent and exchanged, and the tokens open /userinfo', async () => {
  const tokens = await logIn('+442079460201', 'openid profile phone')
  assert.equal(tokens.claims?.iss, `https://${domain}/`)
  assert.equal(tokens.claims?.phone_number, '+442079460201')
  const sub = tokens.claims?.sub ?? ''
  const user = await auth.getUserInfo({ accessToken: tokens.accessToken, expectedSubject: sub })
  assert.equal(user.sub, sub)
  assert.equal(user.phone_number, '+442079460201')
  assert.equal(user.phone_number_verified, true)
  await assert.rejects(auth.getUserInfo({ accessToken: 'no token' }), (error) => {
    assert.ok(error instanceof UserInfoError)
    assert.equal(error.statusCode, 401)
    return true
  })
})

test('the language that is asked for reaches the template', async () => {
  await management.connections.update(connection.id ?? '', {
    options: {
      syntax: 'liquid',
      template: "{% if request_language == 'fr-CA' %}Votre code{% else %}Your code{% endif %} : {{ code }}",
    },
  })
  await auth.passwordless.sendSms({ phoneNumber: '+442079460202', language: 'fr-CA' })
  assert.match(await readText(setup, '+442079460202'), /^Votre code : \d{6}$/)
  await auth.passwordless.sendSms({ phoneNumber: '+442079460202' })
  assert.match(await readText(setup, '+442079460202'), /^Your code : \d{6}$/)
})

test('a refresh token is used, revoked and then refused', async () => {
  const { refreshToken = '' } = await logIn('+442079460203', 'openid offline_access')
  assert.ok((await auth.getTokenByRefreshToken({ refreshToken })).accessToken)
  await auth.revokeToken({ token: refreshToken, tokenTypeHint: 'refresh_token' })
  await assert.rejects(auth.getTokenByRefreshToken({ refreshToken }), (error) => {
    assert.ok(error instanceof TokenByRefreshTokenError)
    assert.equal(error.cause?.error, 'invalid_grant')
    assert.equal(error.cause?.error_description, 'Unknown or invalid refresh token.')
    return true
  })
})

test('a wrong code is an error with the text that applications look for', async () => {
  const phoneNumber = '+442079460204'
  await auth.passwordless.sendSms({ phoneNumber })
  const code = wrongFor(await readCode(setup, phoneNumber))
  await assert.rejects(auth.getTokenByPasswordlessSms({ phoneNumber, code }), (error) => {
    assert.ok(error instanceof PasswordlessVerifyError)
    assert.equal(error.statusCode, 403)
    assert.equal(error.cause?.error_description, 'Wrong phone number or verification code.')
    return true
  })
})

test('a refused start is an error with its text', async () => {
  await assert.rejects(auth.passwordless.sendSms({ phoneNumber: '+999999999999999' }), (error) => {
    assert.ok(error instanceof PasswordlessStartError)
    assert.equal(error.statusCode, 400)
    assert.equal(error.cause?.error, 'bad.phone_number')
    return true
  })
})
