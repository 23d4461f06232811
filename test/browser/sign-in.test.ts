import assert from 'node:assert/strict'
import { test } from 'node:test'
import { owner, startPortalServer } from '#test/support/portal.ts'
import { assertAccessible, openPortal } from '#test/support/portal-page.ts'

test('a deep link asks who it is, and opens after sign-in', async (t) => {
  const server = await startPortalServer(t)
  const page = await openPortal(t, server, '/messages?status=failed', {
    as: null,
    expectedErrors: ['401 (Unauthorized)'],
  })
  await page.getByRole('heading', { name: 'Sign in' }).waitFor()
  await assertAccessible(page)
  await page.getByRole('textbox', { name: 'E-mail address' }).fill(owner.email)
  await page.getByRole('textbox', { name: 'Password' }).fill('wrong')
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByRole('alert').filter({ hasText: 'password' }).waitFor()
  assert.equal(await page.getByRole('textbox', { name: 'E-mail address' }).inputValue(), owner.email)
  await page.getByRole('textbox', { name: 'Password' }).fill(owner.password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByRole('heading', { name: 'Messages', level: 1 }).waitFor()
  assert.equal(new URL(page.url()).search, '?status=failed')
  await assertAccessible(page)
})
