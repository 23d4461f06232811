// The sub-clients of the ManagementClient for what is set for a tenant as a whole.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ManagementClient, ManagementError } from 'auth0'
import { readSetup } from '../setup.ts'

const { domain, clientId, clientSecret } = readSetup()
const { guardian, tenants, attackProtection } = new ManagementClient({ domain, clientId, clientSecret })
const { factors } = guardian

function isRefusal(statusCode: number, message: string) {
  return (error: unknown) => {
    assert.ok(error instanceof ManagementError)
    assert.partialDeepStrictEqual(error.body, { statusCode, message })
    return true
  }
}

test('factors and policies are switched, and what cannot be is refused', async () => {
  assert.equal((await factors.list()).length, 8)
  assert.deepEqual(await factors.set('sms', { enabled: true }), { enabled: true })
  const on = (await factors.list()).filter(({ enabled }) => enabled)
  assert.deepEqual(on, [{ name: 'sms', enabled: true, trial_expired: false }])
  await assert.rejects(
    Promise.resolve(factors.set('duo', { enabled: true })),
    isRefusal(403, 'The factor duo is not supported. Supported factors: sms, otp, recovery-code'),
  )
  assert.deepEqual(await guardian.policies.set(['all-applications']), ['all-applications'])
  assert.deepEqual(await guardian.policies.list(), ['all-applications'])
})

test('the phone factor is set up by both names', async () => {
  const { phone, sms } = factors
  assert.deepEqual(await phone.setMessageTypes({ message_types: ['sms', 'voice'] }), {
    message_types: ['sms', 'voice'],
  })
  assert.deepEqual(await phone.getMessageTypes(), { message_types: ['sms', 'voice'] })
  assert.deepEqual(await phone.getSelectedProvider(), { provider: 'auth0' })
  await phone.setProvider({ provider: 'twilio' })
  assert.deepEqual(await sms.getSelectedProvider(), { provider: 'twilio' })

  assert.deepEqual(await sms.getTwilioProvider(), {})
  const twilio = { sid: 'AC1', auth_token: 'token', from: '+15005550006' }
  assert.deepEqual(await phone.setTwilioProvider(twilio), twilio)
  assert.deepEqual(await sms.getTwilioProvider(), { ...twilio, messaging_service_sid: null })

  assert.equal(await sms.getTemplates(), undefined)
  assert.match((await phone.getTemplates()).enrollment_message, /verify your enrollment/)
  const templates = { enrollment_message: '{{ code }} enrols', verification_message: '{{ code }}' }
  assert.deepEqual(await sms.setTemplates(templates), templates)
  assert.deepEqual(await phone.getTemplates(), templates)
})

test('what does not exist here reads as unset', async () => {
  assert.deepEqual(await factors.duo.settings.get(), {})
  assert.deepEqual(await factors.pushNotification.getSnsProvider(), {})
  assert.deepEqual(await factors.pushNotification.getApnsProvider(), {})
  assert.deepEqual(await factors.pushNotification.getSelectedProvider(), { provider: 'guardian' })
})

test('tenant settings are read, in part too, and changed', async () => {
  const { settings } = tenants
  assert.deepEqual(await settings.get({ fields: 'friendly_name' }), { friendly_name: 'Otpost' })
  const changed = await settings.update({ friendly_name: 'Acme', enabled_locales: ['en', 'fr'] })
  assert.equal(changed.friendly_name, 'Acme')
  assert.equal(changed.sandbox_versions_available, undefined)
  const { enabled_locales, sandbox_versions_available } = await settings.get()
  assert.deepEqual(enabled_locales, ['en', 'fr'])
  assert.deepEqual(sandbox_versions_available, ['22', '18'])
  await assert.rejects(
    Promise.resolve(settings.update({ default_directory: 'staff' })),
    isRefusal(
      400,
      'Payload validation error: \'Database connection "staff" not found\' on property default_directory ' +
        '(Name of connection used for password grants at the `/token` endpoint).',
    ),
  )
})

test('every kind of attack protection is read and changed', async () => {
  const { bruteForceProtection, suspiciousIpThrottling, breachedPasswordDetection } = attackProtection
  assert.equal((await bruteForceProtection.get()).max_attempts, 10)
  assert.equal((await bruteForceProtection.update({ max_attempts: 5 })).max_attempts, 5)
  const stage = { 'pre-login': { max_attempts: 20, rate: 864_000 } }
  const throttling = await suspiciousIpThrottling.update({ stage, allowlist: ['10.0.0.0/8'] })
  assert.partialDeepStrictEqual(throttling, { stage, allowlist: ['10.0.0.0/8'] })
  assert.equal((await breachedPasswordDetection.update({ enabled: true })).enabled, true)
  const { botDetection, captcha, phoneProviderProtection } = attackProtection
  assert.equal((await botDetection.update({ bot_detection_level: 'high' })).bot_detection_level, 'high')
  const answer = await captcha.update({ hcaptcha: { site_key: 'key', secret: 'secret' } })
  assert.deepEqual(answer.hcaptcha, { site_key: 'key' })
  assert.equal((await phoneProviderProtection.patch({ type: 'exponential' })).type, 'exponential')
  assert.equal((await phoneProviderProtection.get()).type, 'exponential')
})
