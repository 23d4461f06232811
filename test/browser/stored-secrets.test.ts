import assert from 'node:assert/strict'
import { test } from 'node:test'
import { callNative } from '#test/support/native.ts'
import { addAdministrator, owner, signIn, startPortalServer } from '#test/support/portal.ts'
import { assertFitsWindow, notification, openPortal } from '#test/support/portal-page.ts'

const options = {
  provider: 'sms_gateway',
  gateway_url: 'https://gateway.example.com/',
  from: 'Otpost',
  gateway_authentication: {
    method: 'bearer',
    audience: 'urn:gateway',
    secret: 'dGhlIHN0b3JlZCBzZWNyZXQ',
    secret_base64_encoded: true,
  },
}

test('a form that does not touch a stored secret keeps it, and reveals it only after the password', async (t) => {
  const server = await startPortalServer(t)
  const token = await server.managementToken()
  const [connection] = (await server.call('/api/v2/connections?strategy=sms', { token })).body
  const path = `/api/v2/connections/${connection.id}`
  const stored = async () => (await server.call(path, { token })).body.options
  await server.call(path, { method: 'PATCH', token, body: { options } })
  const { secret } = options.gateway_authentication

  const page = await openPortal(t, server, `/connections/${connection.id}`)
  const field = page.getByRole('textbox', { name: 'Secret' })
  await field.waitFor()
  assert.match(await field.inputValue(), /^•+$/)
  await page.getByRole('textbox', { name: 'From' }).fill('Renamed')
  await page.getByRole('button', { name: 'Save' }).click()
  await notification(page, 'Saved').waitFor()
  assert.deepEqual(await stored(), { ...options, from: 'Renamed' })

  await page.getByRole('button', { name: 'Reveal Secret' }).click()
  const dialog = page.getByRole('dialog', { name: "Confirm it's you" })
  await dialog.getByRole('textbox', { name: `Password for ${owner.email}` }).fill(owner.password)
  await dialog.getByRole('button', { name: 'Confirm' }).click()
  await page.getByRole('button', { name: 'Hide Secret' }).waitFor()
  assert.equal(await field.inputValue(), secret)

  await page.getByRole('button', { name: 'Replace Secret' }).click()
  await page.getByRole('textbox', { name: 'Secret' }).fill('YW5vdGhlcg')
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByText('You have unsaved changes.').waitFor({ state: 'detached' })
  assert.equal((await stored()).gateway_authentication.secret, 'YW5vdGhlcg')

  const viewer = await addAdministrator(server, await signIn(server), 'viewer')
  const viewed = await openPortal(t, server, `/connections/${connection.id}`, {
    as: { email: viewer.administrator.email, password: viewer.password },
    width: 360,
  })
  await viewed.getByRole('textbox', { name: 'Secret' }).waitFor()
  await assertFitsWindow(viewed)
  assert.ok(await viewed.getByRole('button', { name: 'Reveal Secret' }).isDisabled())
})

test('the secret of a gateway that is the phone provider is read as the settings say, and checked before it is saved', async (t) => {
  const server = await startPortalServer(t)
  const { secret_base64_encoded: isEncoded, ...authentication } = options.gateway_authentication
  // The old place of the flag.
  const gateway = {
    gateway_url: options.gateway_url,
    gateway_authentication: authentication,
    secret_base64_encoded: isEncoded,
  }
  const set = await callNative(server, '/phone-provider', {
    method: 'PUT',
    body: { kind: 'sms_gateway', delivery_methods: ['text'], sms_gateway: gateway },
  })
  assert.equal(set.status, 200, set.text)
  const stored = async () => (await callNative(server, '/phone-provider')).body.sms_gateway

  const page = await openPortal(t, server, '/branding/phone-provider', {
    expectedErrors: [/status of 422/],
  })
  const save = page.getByRole('button', { name: 'Save', exact: true })
  const encoded = page.getByRole('switch', { name: 'The secret is base64url-encoded' })
  await encoded.waitFor()
  assert.equal(await encoded.isChecked(), true)
  await page.getByRole('textbox', { name: 'Sender' }).fill('Otpost')
  await save.click()
  await notification(page, 'Saved.').waitFor()
  assert.equal((await stored()).gateway_authentication.secret_base64_encoded, true)

  const secret = page.getByRole('textbox', { name: 'Secret that signs the token' })
  assert.match(await secret.inputValue(), /^•+$/)
  await page.getByRole('button', { name: 'Replace Secret that signs the token' }).click()
  await secret.fill('My secret!')
  await save.click()
  await page.getByText('Is not base64url').waitFor()
  assert.equal(await secret.getAttribute('aria-invalid'), 'true')
  await encoded.click()
  await save.click()
  await page.getByText('You have unsaved changes.').waitFor({ state: 'detached' })
  assert.equal((await stored()).gateway_authentication.secret_base64_encoded, false)
})
