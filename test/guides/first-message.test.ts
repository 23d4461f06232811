import assert from 'node:assert/strict'
import test from 'node:test'
import { startGateway } from '#test/support/gateway.ts'
import { followGuide } from './follow-guide.ts'

test('who follows docs/guides/first-message.md sees what it says', { timeout: 180_000 }, async (t) => {
  const account = {
    YOUR_ACCOUNT_SID: 'AC00000000000000000000000000000001',
    YOUR_AUTH_TOKEN: 'the right token',
  }
  const twilio = await startGateway(t)
  const credentials = Buffer.from(Object.values(account).join(':')).toString('base64')
  twilio.answer(({ headers, method }) => {
    if (headers.authorization !== `Basic ${credentials}`)
      return { status: 401, body: { code: 20003, message: 'Authenticate', status: 401 } }
    return method === 'GET' ? { body: {} } : { status: 201, body: { sid: 'SM1', status: 'queued' } }
  })

  await followGuide(t, 'first-message.md', {
    notes: { ...account, YOUR_TWILIO_NUMBER: '+15005550006', YOUR_NUMBER: '+442079460123' },
    // Twilio stands on loopback here, where the server must be allowed to call it.
    instead: { 'https://api.twilio.com': twilio.url },
    env: { OTPOST_EGRESS_ALLOW: '127.0.0.1' },
  })
  const texts = twilio.requests.filter(({ path }) => path.endsWith('/Messages.json'))
  assert.equal(texts[0]?.form?.To, '+442079460123')
})
