// The walk-throughs of docs/guides/ in the portal: each step is done as it stands there, and then a login is delivered.

import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { followPortalSteps, readActs } from '#test/guides/portal-steps.ts'
import { startGateway } from '#test/support/gateway.ts'
import { callNative } from '#test/support/native.ts'
import { startPortalServer } from '#test/support/portal.ts'
import { openPortal } from '#test/support/portal-page.ts'

const phoneNumber = '+442079460123'

interface Guide {
  readonly file: string
  readonly heading: string
  /** The kind of the first provider that the next login is delivered by. */
  readonly kind: string
  /** What the vendor or gateway of the guide answers. */
  readonly answer?: object
}

const guides: readonly Guide[] = [
  { file: 'custom-phone-provider.md', heading: 'In the portal', kind: 'action' },
  { file: 'sms-gateway-for-passwordless.md', heading: 'In the portal', kind: 'sms_gateway' },
  {
    file: 'send-phone-message-hook.md',
    heading: 'In the portal',
    kind: 'hook',
    answer: { MessageID: '998a9ad1' },
  },
  {
    file: 'webhook-or-script.md',
    heading: 'A webhook in the portal',
    kind: 'webhook',
    answer: { code: 'ok' },
  },
  { file: 'webhook-or-script.md', heading: 'A script in the portal', kind: 'script' },
]

for (const { file, heading, kind, answer } of guides) {
  test(`who follows "${heading}" of docs/guides/${file} has a provider that delivers`, async (t) => {
    const server = await startPortalServer(t)
    const gateway = await startGateway(t)
    if (answer) gateway.answer({ body: answer })
    const page = await openPortal(t, server, '/')
    const markdown = readFileSync(
      fileURLToPath(new URL(`../../docs/guides/${file}`, import.meta.url)),
      'utf8',
    )
    await followPortalSteps(page, { markdown, heading, instead: { 'http://127.0.0.1:4000': gateway.url } })

    const started = await server.call('/passwordless/start', {
      body: { client_id: 'demo', connection: 'sms', phone_number: phoneNumber },
    })
    assert.equal(started.status, 200, started.text)
    const [message] = (await callNative(server, '/messages')).body.messages
    assert.deepEqual([message.to, message.status, message.provider], [phoneNumber, 'accepted', kind])
    assert.match(gateway.requests.at(-1)?.body ?? '', /\d{6}/)
  })
}

test('a step of a guide that has no known shape is refused', () => {
  assert.throws(() => readActs('Look at **Save**.'), /no shape/)
  assert.throws(() => readActs('Click **Save** and enjoy **everything**.'), /no shape/)
  assert.throws(() => readActs('Wait.'), /no shape/)
  assert.deepEqual(
    readActs('Enter `a` in **First** and `b` in **Second**, then click **Save**.').map(({ found }) =>
      found.slice(1),
    ),
    [['a', 'First'], ['b', 'Second'], ['Save']],
  )
})
