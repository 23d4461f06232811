import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { type TestContext, test } from 'node:test'
import fc from 'fast-check'
import { isNews, type ReportedStatus, reportedStatuses } from '#src/messaging/delivery/delivery-report.ts'
import { createDb } from '#src/storage/database.ts'
import { createReportStore } from '#src/storage/report-store.ts'
import { type Gateway, startGateway } from '#test/support/gateway.ts'
import { asManagement, assertProblem, openPool } from '#test/support/native.ts'
import { freePort } from '#test/support/otpost-process.ts'
import { type CallOptions, callServer, startTestServer } from '#test/support/server.ts'

const to = '+442079460123'
const authToken = 'a-token-of-32-letters-and-digits-'
const finals: readonly ReportedStatus[] = ['delivered', 'undelivered', 'failed']

/** A server that vendors know by another address than the one that it listens on. */
async function startKnownServer(t: TestContext, publicUrl = 'https://otp.example.com') {
  const port = await freePort()
  const server = await startTestServer(t, { PORT: port, OTPOST_PUBLIC_URL: publicUrl })
  const call = (path: string, options: CallOptions = {}) =>
    callServer(new URL(path, `http://127.0.0.1:${port}`), {
      ...options,
      headers: { ...asManagement, ...options.headers },
    })
  return { server, call }
}
type Call = Awaited<ReturnType<typeof startKnownServer>>['call']

async function useTwilio(call: Call, gateway: Gateway, credentials: object = { auth_token: authToken }) {
  const twilio = { sid: 'AC1', from: '+15005550006', base_url: gateway.url, ...credentials }
  const saved = await call('/v1/phone-provider', { method: 'PUT', body: { kind: 'twilio', twilio } })
  assert.equal(saved.status, 200, saved.text)
}

async function send(call: Call, gateway: Gateway, sid: string, more: object = {}) {
  gateway.answerNext({ status: 201, body: { sid, status: 'queued' } })
  const { body, status, text } = await call('/v1/verifications', { body: { to, ...more } })
  assert.equal(status, 201, text)
  const id: string = body.message.id
  return { id, form: gateway.requests.at(-1)?.form ?? assert.fail('nothing was sent') }
}

/** As Twilio signs: the address, and every field's name and value in the order of the names. */
function sign(url: string, form: Readonly<Record<string, string>>, token = authToken): string {
  const fields = Object.keys(form).sort()
  return createHmac('sha1', token)
    .update(url + fields.map((name) => name + form[name]).join(''))
    .digest('base64')
}

async function readMessage(call: Call, id: string) {
  const { body } = await call(`/v1/messages/${id}`)
  const reports: { status: string; at: string; error_code?: string }[] = body.delivery_reports
  return { status: body.status, reports: reports.map(({ at, ...report }) => report), body }
}

test('what Twilio reports of a message is shown with it, and a final report decides how it stands', async (t) => {
  const { call } = await startKnownServer(t)
  const gateway = await startGateway(t)
  await useTwilio(call, gateway)
  const { id, form: sent } = await send(call, gateway, 'SM1')
  const url = `https://otp.example.com/v1/delivery-reports/twilio/${id}`
  assert.equal(sent.StatusCallback, url)
  const report = (MessageStatus: string, more: Record<string, string> = {}) => {
    const form = { MessageSid: 'SM1', MessageStatus, AccountSid: 'AC1', To: to, ...more }
    return call(new URL(url).pathname, { form, headers: { 'x-twilio-signature': sign(url, form) } })
  }

  assert.equal((await report('sent')).status, 204)
  assert.equal((await readMessage(call, id)).status, 'accepted')
  for (const status of ['delivered', 'sending', 'sent', 'delivered', 'undelivered', 'read', 'new word']) {
    assert.equal((await report(status)).status, 204, status)
  }
  const delivered = await readMessage(call, id)
  assert.equal(delivered.status, 'delivered')
  assert.deepEqual(delivered.reports, [{ status: 'sent' }, { status: 'delivered' }])
  const listed = await call('/v1/messages?status=delivered')
  assert.deepEqual(
    listed.body.messages.map((message: { id: string }) => message.id),
    [id],
  )

  const other = await send(call, gateway, 'CA2', { delivery_method: 'voice' })
  const otherUrl = other.form.StatusCallback ?? ''
  const failure = { CallSid: 'CA2', CallStatus: 'no-answer', ErrorCode: '30003' }
  const answer = await call(new URL(otherUrl).pathname, {
    form: failure,
    headers: { 'x-twilio-signature': sign(otherUrl, failure) },
  })
  assert.equal(answer.status, 204)
  const failed = await readMessage(call, other.id)
  assert.equal(failed.status, 'failed')
  assert.deepEqual(failed.reports, [{ status: 'undelivered', error_code: '30003' }])
})

test('nothing is taken from a report that is not signed with the auth token, for this very message', async (t) => {
  const { call, server } = await startKnownServer(t)
  const gateway = await startGateway(t)
  await useTwilio(call, gateway)
  const { id } = await send(call, gateway, 'SM1')
  const path = `/v1/delivery-reports/twilio/${id}`
  const url = `https://otp.example.com${path}`
  const form = { MessageSid: 'SM1', MessageStatus: 'delivered' }
  for (const [what, headers] of [
    ['no signature', undefined],
    ['an empty one', ''],
    ['another token', sign(url, form, 'another token')],
    ['another message', sign(`https://otp.example.com/v1/delivery-reports/twilio/msg_1`, form)],
    ['another host', sign(`http://127.0.0.1${path}`, form)],
    ['other fields', sign(url, { ...form, MessageStatus: 'failed' })],
  ] as const) {
    const signature = headers === undefined ? {} : { 'x-twilio-signature': headers }
    const answer = await call(path, { form, headers: signature })
    assert.equal(answer.status, 401, what)
    assertProblem(answer, 401, 'unauthenticated')
  }
  const signed = { 'x-twilio-signature': sign(url, {}) }
  assert.equal((await call(path, { body: [1], headers: signed })).status, 204, 'signed, and says nothing')
  assertProblem(
    await call(path, { body: '{', headers: { 'content-type': 'x/y' } }),
    415,
    'unsupported-media-type',
  )
  assertProblem(await call(path, { form: { Body: 'x'.repeat(20_000) } }), 413, 'body-too-large')
  for (const unknown of ['/v1/delivery-reports/twilio/msg_1', `/v1/delivery-reports/sms_gateway/${id}`]) {
    assertProblem(await call(unknown, { form }), 404, 'not-found')
  }
  assert.deepEqual((await readMessage(call, id)).reports, [])
  assert.equal((await readMessage(call, id)).status, 'accepted')
  assert.ok(!server.logLines.some((line) => line.includes(authToken)))
})

test('Twilio is asked for reports only where it can bring them, and where they can be believed', async (t) => {
  const gateway = await startGateway(t)
  const asked = async (call: Call, credentials?: object) => {
    await useTwilio(call, gateway, credentials)
    return (await send(call, gateway, 'SM1')).form.StatusCallback
  }
  const { call } = await startKnownServer(t, 'https://otp.example.com:8443')
  assert.match(
    (await asked(call)) ?? '',
    /^https:\/\/otp\.example\.com:8443\/v1\/delivery-reports\/twilio\/msg_/,
  )
  assert.equal(await asked(call, { api_key_sid: 'SK1', api_key_secret: 'secret' }), undefined)
})

test('reports that come at once, and to another tenant, leave the story of the message whole', async (t) => {
  const { call, server } = await startKnownServer(t)
  const { body } = await call('/v1/verifications', { body: { to } })
  const reports = createReportStore(createDb(openPool(t, server)))
  const { id } = body.message
  assert.equal(await reports.record('another', id, { status: 'failed' }), false)
  assert.deepEqual(await reports.listProviders('another', id, 'inbox'), [])
  const all = reportedStatuses.flatMap((status) => [status, status])
  const recorded = await Promise.all(all.map((status) => reports.record('default', id, { status })))
  assert.ok(recorded.every(Boolean))
  const known = (await readMessage(call, id)).reports.map(({ status }) => status)
  assert.equal(known.filter((status) => finals.some((final) => final === status)).length, 1)
  assert.ok(finals.some((final) => final === known.at(-1)))
})

test('in whatever order reports come, what is known only ever moves on, and ends with one final report', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...reportedStatuses), { maxLength: 12 }), (coming) => {
      const known: ReportedStatus[] = []
      for (const status of coming) if (isNews(status, known)) known.push(status)
      const places = known.map((status) => Math.min(reportedStatuses.indexOf(status), 3))
      assert.deepEqual(places, [...new Set(places)].sort())
      assert.equal(
        known.some((status) => finals.includes(status)),
        coming.some((status) => finals.includes(status)),
      )
    }),
  )
})
