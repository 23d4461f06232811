import assert from 'node:assert/strict'
import { test } from 'node:test'
import { addMessage, type LoggedRow } from '#test/support/message-rows.ts'
import { callNative, openPool, readCode } from '#test/support/native.ts'
import { addAdministrator, owner, signIn, startPortalServer } from '#test/support/portal.ts'

test('the figures of a period are those of its rows', async (t) => {
  const server = await startPortalServer(t)
  const pool = openPool(t, server)
  const gb = '+442079460123'
  const rows: LoggedRow[] = [
    { hoursAgo: 0.01, to: gb, outcomes: ['accepted'], ms: 100, verified: true },
    { hoursAgo: 5, to: gb, outcomes: ['failed', 'accepted'], ms: 200, verified: true },
    { hoursAgo: 5, to: '+12025550123', outcomes: ['accepted'], ms: 300 },
    { hoursAgo: 23.9, to: '+12025550124', outcomes: ['failed'], ms: 400 },
    { hoursAgo: 1, to: gb, kind: 'webhook', outcomes: ['queued'] },
    { hoursAgo: 2, to: gb, kind: 'webhook', outcomes: ['accepted'], ms: 50, purpose: 'test' },
    // Outside of a day, and one of them outside of a week.
    { hoursAgo: 30, to: gb, outcomes: ['accepted'], ms: 900, verified: true },
    { hoursAgo: 8 * 24, to: '+12025550123', outcomes: ['failed'], ms: 900 },
  ]
  for (const row of rows) await addMessage(pool, row)

  const { body, status, text } = await callNative(server, '/overview')
  assert.equal(status, 200, text)
  assert.equal(body.period, '24h')
  assert.deepEqual(body.totals, { sent: 6, accepted: 4, failed: 1 })
  assert.deepEqual(body.conversion, { codes_sent: 3, codes_used: 2 })
  assert.deepEqual(body.providers, [
    { kind: 'twilio', attempts: 5, failed: 2, median_ms: 200, p95_ms: 380, last_error: 'It said nothing' },
    { kind: 'webhook', attempts: 1, failed: 0, median_ms: 50, p95_ms: 50 },
  ])
  assert.deepEqual(body.countries, [
    { country: 'GB', messages: 4, previous: 1 },
    { country: 'US', messages: 2, previous: 0 },
  ])
  const bins: { at: string; provider: string; accepted: number; failed: number; queued: number }[] =
    body.messages
  assert.ok(bins.every(({ at }) => /T\d\d:00:00.000Z$/.test(at)))
  const sum = (of: 'accepted' | 'failed' | 'queued') => bins.reduce((total, bin) => total + bin[of], 0)
  assert.deepEqual([sum('accepted'), sum('failed'), sum('queued')], [4, 1, 1])
  assert.deepEqual(
    body.attention.map(({ kind }: { kind: string }) => kind),
    ['inbox_in_use'],
  )

  const week = await callNative(server, '/overview?period=7d')
  assert.deepEqual(week.body.totals, { sent: 7, accepted: 5, failed: 1 })
  assert.deepEqual(week.body.countries, [
    { country: 'GB', messages: 5, previous: 0 },
    { country: 'US', messages: 2, previous: 1 },
  ])
  assert.equal((await callNative(server, '/overview?period=1y')).status, 400)
})

test('a failing provider and a country that gets many times what it got are pointed out', async (t) => {
  const server = await startPortalServer(t)
  const pool = openPool(t, server)
  for (let index = 0; index < 20; index += 1) {
    await addMessage(pool, {
      hoursAgo: 0.1,
      to: `+3321234${String(index).padStart(4, '0')}`,
      outcomes: [index < 5 ? 'failed' : 'accepted'],
    })
  }
  const { attention } = (await callNative(server, '/overview')).body
  assert.deepEqual(
    attention.map(({ kind, link }: { kind: string; link: string }) => [kind, link]),
    [
      ['provider_failing', '/messages?status=failed&provider=twilio'],
      ['country_spike', '/messages'],
      ['inbox_in_use', '/branding/phone-provider'],
    ],
  )
})

test('the checklist says what is done', async (t) => {
  const server = await startPortalServer(t)
  const browser = await signIn(server)
  const done = async () =>
    Object.fromEntries(
      (await browser.call('/v1/overview')).body.checklist.map((step: { step: string; done: boolean }) => [
        step.step,
        step.done,
      ]),
    )
  const none = {
    choose_provider: false,
    send_test: false,
    add_application: false,
    first_login: false,
    second_owner: false,
  }
  assert.deepEqual(await done(), none)
  await addAdministrator(server, browser, 'owner')
  const to = '+442079460123'
  await browser.call('/v1/phone-provider/test', { body: { to } })
  await browser.call('/api/v2/clients', { body: { name: 'An app', grant_types: ['refresh_token'] } })
  const { body } = await callNative(server, '/verifications', { body: { to } })
  const code = await readCode(server, to)
  assert.equal((await callNative(server, `/verifications/${body.id}/check`, { body: { code } })).status, 200)
  await browser.call('/v1/phone-provider', {
    method: 'PUT',
    body: { kind: 'webhook', webhook: { url: 'https://example.com' } },
  })
  assert.deepEqual(await done(), { ...Object.fromEntries(Object.keys(none).map((step) => [step, true])) })
  const { verified_at } = (await callNative(server, `/messages/${body.message.id}`)).body
  assert.ok(Date.parse(verified_at) > Date.now() - 60_000)
  assert.equal(owner.email, browser.administrator.email)
})
