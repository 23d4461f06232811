// The MFA client of auth0-auth-js from the first login to the removal of what was enrolled.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  AuthClient,
  isMfaRequiredError,
  MfaChallengeError,
  MfaDeleteAuthenticatorError,
  MfaEnrollmentError,
  MfaVerifyError,
} from '@auth0/auth0-auth-js'
import { ManagementClient } from 'auth0'
import { appCode } from '#test/support/mfa.ts'
import { readCode, readSetup, wrongFor } from '../setup.ts'

const setup = readSetup()
const { domain, clientId, clientSecret } = setup
const management = new ManagementClient({ domain, clientId, clientSecret })
const {
  data: [connection],
} = await management.connections.list({ name: 'sms' })
assert.ok(connection?.id)
const grantTypes = ['passwordless/otp', 'mfa-oob', 'mfa-otp', 'mfa-recovery-code']
const client = await management.clients.create({
  name: 'Server',
  grant_types: grantTypes.map((grant) => `http://auth0.com/oauth/grant-type/${grant}`),
})
await management.connections.clients.update(connection.id, [
  { client_id: client.client_id ?? '', status: true },
])
await management.guardian.factors.set('sms', { enabled: true })
await management.guardian.factors.set('otp', { enabled: true })
await management.guardian.policies.set(['all-applications'])
const auth = new AuthClient({
  domain,
  clientId: client.client_id ?? '',
  clientSecret: client.client_secret ?? '',
})

/** The mfa_token of a login with the first factor, and what is to be done with it. */
async function beginLogin(phoneNumber: string, options: { audience?: string; scope?: string } = {}) {
  await auth.passwordless.sendSms({ phoneNumber })
  const code = await readCode(setup, phoneNumber)
  try {
    await auth.getTokenByPasswordlessSms({ phoneNumber, code, ...options })
  } catch (error) {
    assert.ok(isMfaRequiredError(error), String(error))
    const { mfa_token: mfaToken, mfa_requirements: requirements } = error.cause
    return { mfaToken, requirements }
  }
  return assert.fail('no second factor was asked for')
}

async function enrolPhone(phoneNumber: string) {
  const { mfaToken } = await beginLogin(phoneNumber)
  const enrolled = await auth.mfa.enrollAuthenticator({
    authenticatorTypes: ['oob'],
    oobChannels: ['sms'],
    phoneNumber,
    mfaToken,
  })
  assert.ok(enrolled.authenticatorType === 'oob' && enrolled.oobCode)
  const bindingCode = await readCode(setup, phoneNumber)
  const { oobCode, recoveryCodes } = enrolled
  await auth.mfa.verify({ factorType: 'oob', mfaToken, oobCode, bindingCode })
  return recoveryCodes?.[0] ?? ''
}

test('a phone is enrolled, challenged and exchanged for tokens', async () => {
  const phoneNumber = '+442079460211'
  const first = await beginLogin(phoneNumber)
  assert.deepEqual(first.requirements, { enroll: [{ type: 'otp' }, { type: 'phone' }] })
  await enrolPhone(phoneNumber)

  const { mfaToken, requirements } = await beginLogin(phoneNumber, { scope: 'openid phone' })
  assert.deepEqual(requirements, { challenge: [{ type: 'phone' }, { type: 'recovery-code' }] })
  const [phone, recovery] = await auth.mfa.listAuthenticators({ mfaToken })
  assert.deepEqual(
    { ...phone, id: '' },
    {
      id: '',
      authenticatorType: 'oob',
      active: true,
      name: 'XXXXXXXXX0211',
      oobChannels: ['sms'],
      type: 'phone',
    },
  )
  assert.equal(recovery?.authenticatorType, 'recovery-code')
  const challenged = await auth.mfa.challengeAuthenticator({
    challengeType: 'oob',
    authenticatorId: phone?.id ?? '',
    mfaToken,
  })
  assert.equal(challenged.challengeType, 'oob')
  assert.equal(challenged.bindingMethod, 'prompt')
  const oobCode = challenged.oobCode ?? ''
  const code = await readCode(setup, phoneNumber)
  const wrong = auth.mfa.verify({ factorType: 'oob', mfaToken, oobCode, bindingCode: wrongFor(code) })
  await assert.rejects(wrong, (error) => {
    assert.ok(error instanceof MfaVerifyError)
    assert.equal(error.message, 'Invalid binding_code.')
    return true
  })
  const tokens = await auth.mfa.verify({ factorType: 'oob', mfaToken, oobCode, bindingCode: code })
  assert.equal(tokens.claims?.phone_number, phoneNumber)
  assert.deepEqual(tokens.claims?.amr, ['mfa'])
})

test('an app is enrolled, and its codes are exchanged for tokens', async () => {
  const phoneNumber = '+442079460212'
  const { mfaToken } = await beginLogin(phoneNumber)
  const app = await auth.mfa.enrollAuthenticator({ authenticatorTypes: ['otp'], mfaToken })
  assert.ok(app.authenticatorType === 'otp')
  assert.match(app.barcodeUri, /^otpauth:\/\/totp\//)
  assert.ok((await auth.mfa.verify({ factorType: 'otp', mfaToken, otp: appCode(app.secret) })).accessToken)

  const next = await beginLogin(phoneNumber)
  const challenged = await auth.mfa.challengeAuthenticator({ challengeType: 'otp', mfaToken: next.mfaToken })
  assert.equal(challenged.challengeType, 'otp')
  const otp = appCode(app.secret, 1)
  assert.ok((await auth.mfa.verify({ factorType: 'otp', mfaToken: next.mfaToken, otp })).accessToken)
})

test('a recovery code is exchanged for tokens and for its successor', async () => {
  const phoneNumber = '+442079460213'
  const recoveryCode = await enrolPhone(phoneNumber)
  const { mfaToken } = await beginLogin(phoneNumber)
  const tokens = await auth.mfa.verify({ factorType: 'recovery-code', mfaToken, recoveryCode })
  assert.match(tokens.recoveryCode ?? '', /^[A-Z0-9]{24}$/)
  await assert.rejects(
    auth.mfa.verify({ factorType: 'recovery-code', mfaToken, recoveryCode }),
    MfaVerifyError,
  )
})

test('what is enrolled is removed with an access token for second factors, and not with an mfa_token', async () => {
  const phoneNumber = '+442079460214'
  await enrolPhone(phoneNumber)
  const { mfaToken } = await beginLogin(phoneNumber, {
    audience: `https://${domain}/mfa/`,
    scope: 'enroll read:authenticators remove:authenticators',
  })
  const challenged = await auth.mfa.challengeAuthenticator({ challengeType: 'oob', mfaToken })
  const { accessToken } = await auth.mfa.verify({
    factorType: 'oob',
    mfaToken,
    oobCode: challenged.oobCode ?? '',
    bindingCode: await readCode(setup, phoneNumber),
  })
  const [phone] = await auth.mfa.listAuthenticators({ mfaToken: accessToken })
  const authenticatorId = phone?.id ?? ''
  await assert.rejects(
    auth.mfa.deleteAuthenticator({ authenticatorId, mfaToken }),
    MfaDeleteAuthenticatorError,
  )
  await auth.mfa.deleteAuthenticator({ authenticatorId, mfaToken: accessToken })
  assert.deepEqual(await auth.mfa.listAuthenticators({ mfaToken: accessToken }), [])
})

test('refusals are errors with the text that applications look for', async () => {
  const phoneNumber = '+442079460215'
  const { mfaToken } = await beginLogin(phoneNumber)
  await assert.rejects(auth.mfa.challengeAuthenticator({ challengeType: 'oob', mfaToken }), (error) => {
    assert.ok(error instanceof MfaChallengeError)
    assert.equal(error.cause?.error, 'association_required')
    return true
  })
  await enrolPhone(phoneNumber)
  await assert.rejects(auth.mfa.enrollAuthenticator({ authenticatorTypes: ['otp'], mfaToken }), (error) => {
    assert.ok(error instanceof MfaEnrollmentError)
    assert.equal(error.message, 'User is already enrolled.')
    return true
  })
})

test("the ManagementClient reads and removes a user's second factors", async () => {
  const phoneNumber = '+442079460216'
  await enrolPhone(phoneNumber)
  const { data: users } = await management.users.list({ q: `phone_number:"${phoneNumber}"` })
  const id = users[0]?.user_id ?? ''
  const { data: methods } = await management.users.authenticationMethods.list(id)
  assert.deepEqual(methods.map(({ type }) => type).toSorted(), ['phone', 'recovery-code'])
  const [enrollment] = await management.users.enrollments.get(id)
  assert.equal((await management.guardian.enrollments.get(enrollment?.id ?? '')).phone_number, phoneNumber)
  const { recovery_code: regenerated } = await management.users.regenerateRecoveryCode(id)
  assert.match(regenerated ?? '', /^[A-Z0-9]{24}$/)
  await management.users.authenticationMethods.create(id, { type: 'totp', totp_secret: 'JBSWY3DPEHPK3PXP' })
  await management.users.multifactor.deleteProvider(id, 'google-authenticator')
  await management.guardian.enrollments.delete(enrollment?.id ?? '')
  assert.deepEqual((await management.users.authenticationMethods.list(id)).data, [])
})
