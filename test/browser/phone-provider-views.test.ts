// The page of the phone provider for a narrow window, in the dark, and for those who may only look.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { providerKinds } from '#src/providers/registry.ts'
import { readCode } from '#test/support/code-editor.ts'
import { callNative } from '#test/support/native.ts'
import { addAdministrator, signIn, startPortalServer } from '#test/support/portal.ts'
import { assertAccessible, assertFitsWindow, openPortal } from '#test/support/portal-page.ts'

test('every kind fits a narrow window and is accessible in the dark; a viewer sees it and can change nothing', async (t) => {
  const server = await startPortalServer(t)
  const page = await openPortal(t, server, '/branding/phone-provider', { width: 360, dark: true })
  const cards = page.getByRole('region', { name: 'Phone Provider' }).getByRole('radio')
  await cards.first().waitFor()
  assert.equal(await cards.count(), providerKinds.length)
  for (const card of await cards.all()) {
    await card.click()
    await assertFitsWindow(page)
    const what = await card.innerText()
    // An Action has the controls of a script, whose editor takes axe long enough.
    if (!what.startsWith('Custom (Action)')) await assertAccessible(page, what)
  }

  const viewer = await addAdministrator(server, await signIn(server), 'viewer')
  const script = 'export default async function () { return { code: "ok" } }'
  const body = { kind: 'script', script: { source: script } }
  const set = await callNative(server, '/phone-provider', { method: 'PUT', body })
  assert.equal(set.status, 200, set.text)
  const { email } = viewer.administrator
  const seen = await openPortal(t, server, '/branding/phone-provider', {
    as: { email, password: viewer.password },
  })
  await seen.getByText('Your role has read-only access').waitFor()
  assert.equal(await seen.getByRole('button', { name: /Save|Send Test Message|Discard/ }).count(), 0)
  assert.equal(await seen.getByRole('switch', { name: 'Enable Phone Provider' }).isDisabled(), true)
  assert.equal(await seen.getByRole('radio', { name: 'Twilio' }).isDisabled(), true)
  const editor = seen.getByRole('textbox', { name: 'Custom script' })
  await editor.focus()
  await seen.keyboard.press('x')
  assert.equal(await readCode(seen, 'Custom script'), script)
  const refused = await viewer.call('/v1/phone-provider', { method: 'PUT', body: { kind: 'inbox' } })
  assert.equal(refused.status, 403)
  assert.equal((await callNative(server, '/phone-provider')).body.kind, 'script')
})
