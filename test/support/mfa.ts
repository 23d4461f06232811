// A tenant that asks everybody for a second factor, over the wire, with clients and users to try it with.

import assert from 'node:assert/strict'
import { Secret, TOTP } from 'otpauth'
import {
  mfaOobGrant,
  mfaOtpGrant,
  mfaRecoveryCodeGrant,
  passwordlessGrant,
} from '#src/identity/clients/grant-types.ts'
import type { Answer, TestServer } from './server.ts'

const grants = [passwordlessGrant, mfaOobGrant, mfaOtpGrant, mfaRecoveryCodeGrant, 'refresh_token']

export interface MfaContext {
  readonly clientId: string
  readonly clientSecret: string
  /** The answer to a login with a number's first factor. */
  logIn(
    phoneNumber: string,
    options?: { readonly scope?: string; readonly audience?: string },
  ): Promise<Answer>
  /** The mfa_token of such a login. */
  beginLogin(phoneNumber: string): Promise<string>
  associate(bearer: string, phoneNumber: string): Promise<Answer>
  associateApp(bearer: string): Promise<Answer>
  challenge(mfaToken: string, more?: Readonly<Record<string, unknown>>): Promise<Answer>
  verifyOob(mfaToken: string, oobCode: string, bindingCode: string): Promise<Answer>
  verifyOtp(mfaToken: string, otp: string): Promise<Answer>
  recover(mfaToken: string, recoveryCode: string): Promise<Answer>
  /** The code that a number was sent last. */
  lastCode(phoneNumber: string): Promise<string>
  setFactors(change: {
    readonly policy?: boolean
    readonly sms?: boolean
    readonly otp?: boolean
  }): Promise<void>
}

export async function prepareMfa(server: TestServer): Promise<MfaContext> {
  const token = await server.managementToken()
  const manage = async (method: string, path: string, body: unknown) => {
    const answer = await server.call(`/api/v2${path}`, { method, token, body })
    assert.ok(answer.status < 300, answer.text)
    return answer.body
  }
  const setFactors: MfaContext['setFactors'] = async ({ policy, sms, otp }) => {
    if (sms !== undefined) await manage('PUT', '/guardian/factors/sms', { enabled: sms })
    if (otp !== undefined) await manage('PUT', '/guardian/factors/otp', { enabled: otp })
    if (policy !== undefined) await manage('PUT', '/guardian/policies', policy ? ['all-applications'] : [])
  }
  await setFactors({ sms: true, otp: true, policy: true })
  const client = await manage('POST', '/clients', {
    name: 'App',
    app_type: 'regular_web',
    grant_types: grants,
  })
  const [sms] = (await server.call('/api/v2/connections?name=sms', { token })).body
  await manage('PATCH', `/connections/${sms.id}/clients`, [{ client_id: client.client_id, status: true }])
  const credentials = { client_id: client.client_id, client_secret: client.client_secret }

  const exchange = (grant_type: string, body: object) =>
    server.call('/oauth/token', { body: { grant_type, ...credentials, ...body } })
  const lastCode = async (phoneNumber: string) => {
    const inbox = await server.call('/v1/inbox', { token })
    const messages: { readonly to: string; readonly text: string }[] = inbox.body.messages
    const code = /\d{6}/.exec(messages.find(({ to }) => to === phoneNumber)?.text ?? '')?.[0]
    assert.ok(code, `nothing was sent to ${phoneNumber}`)
    return code
  }
  const logIn: MfaContext['logIn'] = async (phoneNumber, options = {}) => {
    const body = { ...credentials, connection: 'sms', phone_number: phoneNumber }
    assert.equal((await server.call('/passwordless/start', { body })).status, 200)
    const otp = await lastCode(phoneNumber)
    return exchange(passwordlessGrant, { realm: 'sms', username: phoneNumber, otp, ...options })
  }
  return {
    clientId: credentials.client_id,
    clientSecret: credentials.client_secret,
    setFactors,
    lastCode,
    logIn,
    async beginLogin(phoneNumber) {
      const { body, text } = await logIn(phoneNumber)
      assert.equal(body.error, 'mfa_required', text)
      return body.mfa_token
    },
    associate: (bearer, phoneNumber) =>
      server.call('/mfa/associate', {
        token: bearer,
        body: { authenticator_types: ['oob'], oob_channels: ['sms'], phone_number: phoneNumber },
      }),
    associateApp: (bearer) =>
      server.call('/mfa/associate', { token: bearer, body: { authenticator_types: ['otp'] } }),
    challenge: (mfaToken, more) =>
      server.call('/mfa/challenge', { body: { ...credentials, mfa_token: mfaToken, ...more } }),
    verifyOob: (mfa_token, oob_code, binding_code) =>
      exchange(mfaOobGrant, { mfa_token, oob_code, binding_code }),
    verifyOtp: (mfa_token, otp) => exchange(mfaOtpGrant, { mfa_token, otp }),
    recover: (mfa_token, recovery_code) => exchange(mfaRecoveryCodeGrant, { mfa_token, recovery_code }),
  }
}

/** What an authenticator app shows now, or so many half minutes from now. */
export function appCode(secret: string, steps = 0, now = Date.now()): string {
  return TOTP.generate({ secret: Secret.fromBase32(secret), timestamp: now + steps * 30_000 })
}

/** Enrols a phone for a new user and returns the recovery code that goes with it. */
export async function enrolPhone(mfa: MfaContext, phoneNumber: string): Promise<string> {
  const mfaToken = await mfa.beginLogin(phoneNumber)
  const { body, text } = await mfa.associate(mfaToken, phoneNumber)
  assert.ok(body.oob_code, text)
  const { status } = await mfa.verifyOob(mfaToken, body.oob_code, await mfa.lastCode(phoneNumber))
  assert.equal(status, 200)
  return body.recovery_codes[0]
}
