// Auth0's own SDKs, unchanged, against an Otpost with a self-signed certificate that they check.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { startTestServer } from '#test/support/server.ts'
import { runScript } from './run-script.ts'

const settings = { OTPOST_TLS: 'self-signed', OTPOST_RATE_LIMITS: 'off' }

test('nobody trusts the certificate who was not told to', async (t) => {
  const { url } = await startTestServer(t, settings)
  await assert.rejects(fetch(url), ({ cause }) => {
    assert.match(cause.code, /SELF_SIGNED_CERT|UNABLE_TO_VERIFY/)
    return true
  })
})

for (const sdk of ['7', '6'] as const) {
  test(`the ManagementClient of auth0 ${sdk} drives connections, clients, client grants, users, organizations, actions and hooks`, async (t) => {
    await runScript('management', await startTestServer(t, settings), { sdk })
  })
}

test('the AuthenticationClient of auth0 6 sends codes and exchanges them for tokens that it validates', async (t) => {
  await runScript('authentication', await startTestServer(t, settings))
})

test('auth0-auth-js sends codes and exchanges them for tokens', async (t) => {
  await runScript('auth-js', await startTestServer(t, settings))
})

test('the MFA client of auth0-auth-js enrols, challenges, exchanges and removes second factors', async (t) => {
  await runScript('mfa', await startTestServer(t, settings))
})

test("auth0's sub-clients for second factors, tenant settings and attack protection read what they write", async (t) => {
  await runScript('settings', await startTestServer(t, settings))
})
