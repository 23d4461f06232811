import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createEgress } from '#src/egress/create-egress.ts'
import {
  createMessage,
  emptyContext,
  providerContract,
  type ReplyCase,
  startProvider,
} from '#test/providers/contract.ts'
import { startGateway } from '#test/support/gateway.ts'
import { findConfigProblems } from '../create-provider.ts'
import { twilioErrors } from './error-codes.ts'
import twilio from './index.ts'
import { speak } from './twiml.ts'

const sid = 'AC00000000000000000000000000000001'
const authToken = 'a-token-of-thirty-two-characters'
const from = '+15005550006'
const basic = (user: string, password: string) =>
  `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`
const headers = {
  authorization: basic(sid, authToken),
  'content-type': 'application/x-www-form-urlencoded',
}
const texts = { method: 'POST', path: `/2010-04-01/Accounts/${sid}/Messages.json`, headers }
const calls = { method: 'POST', path: `/2010-04-01/Accounts/${sid}/Calls.json`, headers }
const sent = { sid: 'SM1', status: 'queued', error_code: null, error_message: null, num_segments: '1' }
const refusal = (status: number, code: number, message = 'No.') => ({
  status,
  body: { code, message, more_info: `https://www.twilio.com/docs/errors/${code}`, status },
})
const voice = createMessage({ deliveryMethod: 'voice', locale: 'en-GB' })

/** Every row of the table, in a refusal and inside a 201. */
const documented = twilioErrors.flatMap(({ code, kind, means }): ReplyCase[] => [
  {
    name: `error ${code}`,
    answer: refusal(400, code),
    outcome: { ok: false, kind, httpStatus: 400, providerErrorCode: String(code), detail: 'No.' },
  },
  {
    name: `a 201 with error ${code}`,
    answer: { status: 201, body: { ...sent, status: 'failed', error_code: code } },
    outcome: {
      ok: false,
      kind,
      httpStatus: 201,
      providerErrorCode: String(code),
      detail: means,
    },
  },
])

providerContract(twilio, {
  config: (base_url) => ({ sid, auth_token: authToken, from, base_url }),
  http: {
    refusalSaying: (text) => refusal(400, 21211, text),
    requests: [
      {
        name: 'a text',
        ...texts,
        body: 'To=%2B442079460123&From=%2B15005550006&Body=Your+code+is+938417+%26+more',
      },
      {
        name: 'a text through a messaging service',
        ...texts,
        config: { from: undefined, messaging_service_sid: 'MG1' },
        body: 'To=%2B442079460123&MessagingServiceSid=MG1&Body=Your+code+is+938417+%26+more',
      },
      {
        name: 'a text through a messaging service when there is a sender as well',
        ...texts,
        config: { messaging_service_sid: 'MG1' },
        body: 'To=%2B442079460123&MessagingServiceSid=MG1&Body=Your+code+is+938417+%26+more',
      },
      {
        name: 'a text with an API key',
        ...texts,
        headers: { ...headers, authorization: basic('SK1', 'secret of the key') },
        config: { api_key_sid: 'SK1', api_key_secret: 'secret of the key' },
        body: 'To=%2B442079460123&From=%2B15005550006&Body=Your+code+is+938417+%26+more',
      },
      {
        name: 'a text whose template names a sender',
        ...texts,
        message: createMessage({ from: 'ACME' }),
        body: 'To=%2B442079460123&From=ACME&Body=Your+code+is+938417+%26+more',
      },
      {
        name: 'a text whose template names a sender, through a messaging service',
        ...texts,
        config: { messaging_service_sid: 'MG1' },
        message: createMessage({ from: 'ACME' }),
        body: 'To=%2B442079460123&MessagingServiceSid=MG1&Body=Your+code+is+938417+%26+more',
      },
      ...(
        [
          ['+15005550009', '+15005550009'],
          ['ACME', from],
        ] as const
      ).map(([named, caller]) => ({
        name: `a call whose template names ${named}`,
        ...calls,
        message: { ...voice, from: named },
        body: new URLSearchParams({
          To: '+442079460123',
          From: caller,
          Twiml: speak(voice.body, voice.code, 'en-GB'),
        }).toString(),
      })),
      {
        name: 'a call',
        ...calls,
        message: voice,
        body: new URLSearchParams({
          To: '+442079460123',
          From: from,
          Twiml: speak(voice.body, voice.code, 'en-GB'),
        }).toString(),
      },
    ],
    replies: [
      {
        name: 'a 201',
        answer: { status: 201, body: sent },
        outcome: { ok: true, providerMessageId: 'SM1', httpStatus: 201 },
      },
      {
        name: 'a 201 for a call',
        message: voice,
        answer: { status: 201, body: { sid: 'CA1', status: 'queued' } },
        outcome: { ok: true, providerMessageId: 'CA1', httpStatus: 201 },
      },
      ...['failed', 'undelivered', 'canceled'].map((status) => ({
        name: `a 201 that is ${status}`,
        answer: { status: 201, body: { ...sent, status } },
        outcome: {
          ok: false as const,
          kind: 'delivery_rejected' as const,
          detail: `Twilio calls it ${status}`,
        },
      })),
      {
        name: 'a 201 with an error code that is new to us',
        answer: { status: 201, body: { ...sent, error_code: 39999, error_message: 'New' } },
        outcome: { ok: false, kind: 'delivery_rejected', providerErrorCode: '39999', detail: 'New' },
      },
      ...documented,
      {
        name: 'an error code that is new to us',
        answer: refusal(400, 29999, "The 'To' number +442079460123 is odd"),
        outcome: {
          ok: false,
          kind: 'unknown_error',
          providerErrorCode: '29999',
          detail: "The 'To' number +442079460123 is odd",
        },
      },
      {
        name: 'a 401',
        answer: refusal(401, 20003, 'Authenticate'),
        outcome: {
          ok: false,
          kind: 'authentication_failed',
          providerErrorCode: '20003',
          detail: 'Authenticate',
        },
      },
      {
        name: 'a 401 with nothing more',
        answer: { status: 401 },
        outcome: { ok: false, kind: 'authentication_failed', detail: 'Twilio answered 401' },
      },
      { name: 'a 429', answer: { status: 429 }, outcome: { ok: false, kind: 'rate_limited' } },
      {
        name: 'a 429 with its code',
        answer: refusal(429, 20429, 'Too Many Requests'),
        outcome: { ok: false, kind: 'rate_limited', providerErrorCode: '20429' },
      },
      {
        name: 'a 503 in its own form',
        answer: refusal(503, 20503, 'Service unavailable'),
        outcome: { ok: false, kind: 'unexpected_response', providerErrorCode: '20503' },
      },
      ...['', '<html>', '{"sid":', '{}', 'null', '{"sid":""}', '[]'].map((body) => ({
        name: `a 200 that says ${body || 'nothing'}`,
        answer: { body },
        outcome: { ok: false as const, kind: 'unknown_error' as const, httpStatus: 200 },
      })),
    ],
  },
})

test('twilio: a call without a sender is not made', async (t) => {
  const gateway = await startGateway(t)
  const config = { sid, auth_token: authToken, messaging_service_sid: 'MG1', base_url: gateway.url }
  const outcome = await startProvider(t, 'twilio', config).send(voice, new AbortController().signal)
  assert.partialDeepStrictEqual(outcome, { ok: false, kind: 'unsupported_request' })
  assert.equal(gateway.requests.length, 0)
})

test('twilio: an API key stands in for the auth token, with its secret and not without', () => {
  const problems = (config: Record<string, string>) =>
    findConfigProblems(twilio, { sid, from, ...config }, emptyContext).map(({ path }) => path)
  assert.deepEqual(problems({}), ['auth_token'])
  assert.deepEqual(problems({ api_key_sid: 'SK1' }), ['api_key_secret'])
  assert.deepEqual(problems({ api_key_secret: 'secret', auth_token: authToken }), ['api_key_sid'])
  assert.deepEqual(problems({ api_key_sid: 'SK1', api_key_secret: 'secret' }), [])
})

test('twilio: an API key is checked by what it may read', async (t) => {
  const gateway = await startGateway(t)
  const egress = createEgress({ allow: ['127.0.0.1'] })
  t.after(egress.close)
  const config = { sid, api_key_sid: 'SK1', api_key_secret: 'secret of the key', base_url: gateway.url }
  const check = () => twilio.checkCredentials?.(config, egress.sendHttp, AbortSignal.timeout(5_000))
  gateway.answerNext({ body: { messages: [] } }, refusal(401, 20003, 'not secret of the key'))
  assert.deepEqual(await check(), { ok: true })
  const refused = await check()
  assert.partialDeepStrictEqual(refused, { ok: false, kind: 'authentication_failed' })
  assert.ok(!JSON.stringify(refused).includes('secret of the key'))
  const [request] = gateway.requests
  assert.equal(request?.path, `/2010-04-01/Accounts/${sid}/Messages.json?PageSize=1`)
  assert.equal(request?.headers.authorization, basic('SK1', 'secret of the key'))
})

test('twilio: the table has each code once, with a link to its page', () => {
  assert.equal(new Set(twilioErrors.map(({ code }) => code)).size, twilioErrors.length)
  for (const { code, link } of twilioErrors)
    assert.equal(link, `https://www.twilio.com/docs/api/errors/${code}`)
})
