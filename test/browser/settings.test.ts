import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createLocalJWKSet, jwtVerify } from 'jose'
import { passwordlessGrant } from '#src/identity/clients/grant-types.ts'
import { readClipboard } from '#test/support/code-editor.ts'
import { callNative } from '#test/support/native.ts'
import { signIn, startPortalServer } from '#test/support/portal.ts'
import { assertAccessible, assertFitsWindow, notification, openPortal } from '#test/support/portal-page.ts'
import type { TestServer } from '#test/support/server.ts'

const number = '+442079460105'

const start = (server: TestServer) =>
  server.call('/passwordless/start', {
    body: { client_id: 'demo', connection: 'sms', phone_number: number },
  })

async function lastText(server: TestServer): Promise<string> {
  return (await callNative(server, '/inbox?limit=1')).body.messages[0].text
}

const redeem = (server: TestServer, otp = '') =>
  server.call('/oauth/token', {
    body: { grant_type: passwordlessGrant, client_id: 'demo', realm: 'sms', username: number, otp },
  })

test('the default language is moved up with the keyboard alone, and messages are written in it', async (t) => {
  const server = await startPortalServer(t)
  const browser = await signIn(server)
  const speak = (enabled_locales: readonly string[]) =>
    browser.call('/v1/settings', { method: 'PATCH', body: { enabled_locales } })
  await speak(['en', 'de'])
  const page = await openPortal(t, server, '/settings', {
    width: 360,
    expectedErrors: ['400 (Bad Request)', '412 (Precondition'],
  })
  await page.getByRole('button', { name: 'Move German (de) up' }).press('Enter')
  await page.getByText('German (de) moved to position 1 of 2, the default.').waitFor()
  const focused = await page.locator(':focus').getAttribute('aria-label')
  assert.equal(focused, 'Move German (de) down', 'the other button: the first cannot be pressed any more')
  const domain = page.getByRole('textbox', { name: 'Autofill domain' })
  await domain.fill('https://login.example.com')
  await domain.press('Enter')
  await page.getByText('Enter a hostname without https://').waitFor()
  assert.equal(await domain.getAttribute('aria-invalid'), 'true')
  await assertFitsWindow(page)
  await assertAccessible(page)
  await domain.fill('login.example.com')
  await domain.press('Enter')
  await notification(page, 'Saved.').waitFor()
  assert.equal((await start(server)).status, 200)
  const text = await lastText(server)
  assert.match(text, /Anmeldecode/)
  assert.match(text, /@login\.example\.com #\d{6}$/)

  await page.getByRole('textbox', { name: 'Friendly name' }).fill('Acme')
  await speak(['fr'])
  await page.getByRole('button', { name: 'Save' }).click()
  const conflict = page.getByRole('dialog', { name: 'Changed by someone else' })
  await conflict.waitFor()
  await assertAccessible(page)
  await conflict.getByRole('button', { name: 'Load saved version' }).click()
  await page.getByText('French (fr)').waitFor()
})

test('a country that is not chosen gets no codes, and with none chosen every country does', async (t) => {
  const server = await startPortalServer(t)
  const browser = await signIn(server)
  const american = () =>
    server.call('/passwordless/start', {
      body: { client_id: 'demo', connection: 'sms', phone_number: '+12025550123' },
    })
  const page = await openPortal(t, server, '/settings/countries', {
    width: 360,
    expectedErrors: ['412 (Precondition'],
  })
  await page.getByText('Messages can be sent to all countries.').waitFor()
  await assertAccessible(page)
  const countries = page.getByRole('combobox', { name: 'Allowed countries' })
  await countries.fill('united k')
  await page.getByRole('option', { name: 'United Kingdom (GB)' }).click()
  await countries.press('Escape')
  await page.getByText('You have unsaved changes.').waitFor()
  await browser.call('/v1/settings', { method: 'PATCH', body: { enabled_locales: ['en', 'de'] } })
  await page.getByRole('button', { name: 'Save' }).click()
  await notification(page, 'Saved.').waitFor()
  await assertAccessible(page)
  await assertFitsWindow(page)
  const refused = await american()
  assert.equal(refused.status, 400)
  assert.equal(refused.body.error_description, 'Messages to phone numbers of this country are not allowed.')
  assert.equal((await start(server)).status, 200)
  await page.reload()
  await page.getByText('Messages can be sent to 1 country.').waitFor()
  await countries.press('Backspace')
  await countries.press('Escape')
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByText('Messages can be sent to all countries.').waitFor()
  await notification(page, 'Saved.').waitFor()
  assert.equal((await american()).status, 200)
})

test('a second factor that is switched on is asked for at the next login', async (t) => {
  const server = await startPortalServer(t)
  const page = await openPortal(t, server, '/settings/second-factor')
  await page.getByRole('radio', { name: 'Always' }).check()
  await page.getByRole('switch', { name: 'Phone' }).check()
  await page.getByRole('radio', { name: 'Twilio' }).check()
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByText('Enter From or a Messaging Service SID').waitFor()
  await assertAccessible(page)
  await page.getByRole('radio', { name: 'Phone provider' }).check()
  await page.getByRole('button', { name: 'Save' }).click()
  await notification(page, 'Saved.').waitFor()
  assert.equal((await start(server)).status, 200)
  const login = await redeem(server, /\d{6}/.exec(await lastText(server))?.[0])
  assert.equal(login.body.error, 'mfa_required', login.text)
  await page.reload()
  assert.equal(await page.getByRole('switch', { name: 'Phone' }).isChecked(), true)
})

test('a limit that is set blocks the next one who tries too often', async (t) => {
  const server = await startPortalServer(t)
  const page = await openPortal(t, server, '/settings/attack-protection', { dark: true })
  const tries = page.getByRole('textbox', { name: 'Maximum failed logins' })
  await tries.fill('')
  const trusted = page.getByRole('textbox', { name: 'Trusted IP addresses' }).first()
  await trusted.fill('192.0.2.1\nnowhere')
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByText('Enter a number from 1 to 100').waitFor()
  await page.getByText("nowhere isn't a valid IP address or CIDR range").waitFor()
  await assertAccessible(page)
  await tries.fill('1')
  await trusted.fill('192.0.2.1')
  await page.getByRole('button', { name: 'Save' }).click()
  await notification(page, 'Saved.').waitFor()
  assert.equal((await start(server)).status, 200)
  assert.equal((await redeem(server, '000000')).status, 403)
  assert.notEqual((await start(server)).status, 200)
})

test('where Otpost is found and what it signs with is shown to be copied', async (t) => {
  const server = await startPortalServer(t)
  const page = await openPortal(t, server, '/settings/hosts', { width: 360, dark: true })
  await page.getByRole('button', { name: 'Copy Token issuer' }).click()
  assert.equal(await readClipboard(page), server.issuer)
  const [key] = (await server.call('/.well-known/jwks.json')).body.keys
  await page.getByText(key.kid, { exact: true }).waitFor()
  await page.getByRole('cell', { name: 'Current' }).waitFor()
  await assertAccessible(page)
  await assertFitsWindow(page)
  assert.equal((await start(server)).status, 200)
  const otp = /\d{6}/.exec(await lastText(server))?.[0]
  const { access_token: token } = (await redeem(server, otp)).body
  await page.getByRole('button', { name: 'Rotate signing key' }).click()
  const question = page.getByRole('dialog', { name: 'Rotate signing key?' })
  await question.waitFor()
  await assertAccessible(page)
  await question.getByRole('button', { name: 'Rotate key' }).click()
  await notification(page, 'Signing key rotated.').waitFor()
  const { keys } = (await server.call('/.well-known/jwks.json')).body
  assert.deepEqual([keys.length, keys[1].kid], [2, key.kid])
  await page.getByText(keys[0].kid, { exact: true }).waitFor()
  await page.getByRole('cell', { name: 'Previous' }).waitFor()
  const before = await jwtVerify(token, createLocalJWKSet({ keys }))
  assert.equal(before.protectedHeader.kid, key.kid, 'what was signed before is good')
  assert.equal((await start(server)).status, 200)
  const { body } = await redeem(server, /\d{6}/.exec(await lastText(server))?.[0])
  const after = await jwtVerify(body.access_token, createLocalJWKSet({ keys }))
  assert.equal(after.protectedHeader.kid, keys[0].kid)
  const part = page.getByRole('combobox', { name: 'Settings section' })
  await part.click()
  await page.getByRole('option', { name: 'Tenant settings' }).click()
  await page.getByRole('list', { name: 'Languages' }).waitFor()
  await assertFitsWindow(page)
})
