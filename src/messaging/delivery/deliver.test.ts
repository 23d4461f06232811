import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parsePhoneNumber } from '../phone-number.ts'
import type { DeliveryOutcome, OutgoingMessage, ReadyCandidate } from '../types.ts'
import { deliver } from './deliver.ts'

const recipient = parsePhoneNumber('+442079460123')
assert.ok(recipient)
const message: OutgoingMessage = {
  id: 'msg_1',
  tenantId: 'default',
  recipient,
  body: 'Your code is 123456',
  code: '123456',
  deliveryMethod: 'text',
  purpose: 'login',
  locale: 'en',
  expiresAt: new Date(),
  origin: {},
  context: { tenant: { name: 'default', friendlyName: 'Otpost', host: 'localhost:3000' } },
}
const accepted: DeliveryOutcome = { ok: true }

/** What happens, in order, when the candidates answer like this. */
async function follow(...outcomes: readonly [DeliveryOutcome, ...DeliveryOutcome[]]) {
  const events: string[] = []
  const candidate = (outcome: DeliveryOutcome, index: number): ReadyCandidate => ({
    providerId: `p${index + 1}`,
    kind: 'test',
    deliveryMethods: ['text'],
    timeoutMs: 1_000,
    provider: {
      async send() {
        events.push(`call p${index + 1}`)
        return outcome
      },
    },
  })
  const [first, ...others] = outcomes
  const candidates = [
    candidate(first, 0),
    ...others.map((outcome, index) => candidate(outcome, index + 1)),
  ] as const
  const { outcome } = await deliver(
    { message, candidates, awaited: true },
    {
      store: {
        recordRefusal: () => assert.fail('a message that is delivered is not refused'),
        openMessage: () => assert.fail('the message is there before delivery begins'),
        open: () => assert.fail('the first attempt is there before delivery begins'),
        openAttempt: async ({ providerId, attempt }) => void events.push(`open ${attempt} for ${providerId}`),
        settle: async ({ attempt }) => void events.push(`settle ${attempt}`),
      },
      observer: { messageSettled: () => {} },
      now: Date.now,
    },
  )
  return { events, outcome }
}

test('after a failure that sent nothing the next candidate is called, its attempt written first', async () => {
  const { events, outcome } = await follow(
    { ok: false, kind: 'unreachable', providerErrorCode: 'ECONNREFUSED' },
    accepted,
  )
  assert.deepEqual(events, ['call p1', 'settle 1', 'open 2 for p2', 'call p2', 'settle 2'])
  assert.equal(outcome.ok, true)
})

for (const failure of [
  { ok: false, kind: 'timeout' },
  { ok: false, kind: 'unreachable', providerErrorCode: 'ECONNRESET' },
  { ok: false, kind: 'invalid_phone_number' },
] as const) {
  test(`nobody else is called after ${failure.kind} ${'providerErrorCode' in failure ? failure.providerErrorCode : ''}`, async () => {
    const { events, outcome } = await follow(failure, accepted)
    assert.deepEqual(events, ['call p1', 'settle 1'])
    assert.deepEqual(outcome, failure)
  })
}

test('nobody else is called in place of a provider that asks to be tried again', async () => {
  const failure = { ok: false, kind: 'delivery_rejected', retryRequested: true } as const
  const { events, outcome } = await follow(failure, accepted)
  assert.deepEqual(events, ['call p1', 'settle 1'])
  assert.deepEqual(outcome, failure)
})
