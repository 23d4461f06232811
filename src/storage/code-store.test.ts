// The laws of a code on a real PostgreSQL, whatever order tries arrive in: it is good once, and only so many tries at
// it are ever checked.

import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { after, test } from 'node:test'
import fc from 'fast-check'
import type { CodeKey } from '#src/messaging/code-key.ts'
import { loginKey } from '#src/messaging/code-key.ts'
import { MessagingError } from '#src/messaging/errors.ts'
import { createTimedId, createUserId } from '#src/messaging/ids.ts'
import { bruteForceLimit, triesPerCode } from '#src/messaging/limits.ts'
import { type IssuedCode, issueCode } from '#src/messaging/otp/issue-code.ts'
import { parsePhoneNumber } from '#src/messaging/phone-number.ts'
import { verifyCode } from '#src/messaging/verify-code.ts'
import { createTestDatabase } from '#test/support/database.ts'
import { createCodeStore } from './code-store.ts'
import { createSeal } from './seal.ts'
import { createSendStore } from './send-store.ts'

const { pool } = await createTestDatabase({ after })
await pool.query(
  `insert into otpost.tenants (id, name, friendly_name, locales) values ('default', 'default', 'x', '{en}') on conflict do nothing`,
)
const seal = createSeal(randomBytes(32))
const { hashCode } = seal
const codes = createCodeStore(pool)
const sends = createSendStore(pool, seal)
const recipient = parsePhoneNumber('+442079460123') ?? assert.fail()
let keys = 0
const newKey = (): CodeKey => loginKey('default', 'con_1', `+4420${70_000_000 + keys++}`)

async function issue(key: CodeKey): Promise<IssuedCode> {
  const issued = issueCode(key, { length: 6, ttlSeconds: 300, maxTries: triesPerCode }, hashCode, Date.now())
  const { verdict } = await sends.open({
    ...key,
    codeId: issued.codeId,
    codeHash: issued.codeHash,
    maxTries: triesPerCode,
    ttlSeconds: 300,
    proposedUserId: createUserId('sms'),
    allowSignup: true,
    limitedIp: undefined,
    guardedIp: undefined,
    failureLimit: undefined,
    messageId: createTimedId('msg'),
    recipient,
    purpose: 'login',
    deliveryMethod: 'text',
    locale: 'en',
    maskedText: undefined,
    clientId: undefined,
    organization: undefined,
    origin: {},
    providerId: 'phone_provider',
    providerKind: 'inbox',
  })
  assert.equal(verdict, 'open')
  return issued
}

type Judgement = 'approved' | 'wrong' | 'not checked'

async function attempt(key: CodeKey, code: string, ip?: string): Promise<Judgement> {
  const guard = ip === undefined ? undefined : { ip, limit: bruteForceLimit, blocks: true }
  try {
    await verifyCode({ key, code, guard }, { codes, hashCode })
    return 'approved'
  } catch (error) {
    assert.ok(error instanceof MessagingError, String(error))
    return error.detail.attemptsLeft === undefined ? 'not checked' : 'wrong'
  }
}

const wrong = (code: string) => String((Number(code) + 1) % 1_000_000).padStart(6, '0')
const count = (results: readonly Judgement[], wanted: Judgement) =>
  results.filter((result) => result === wanted).length

const tries = fc.array(fc.constantFrom('right', 'wrong'), { minLength: 1, maxLength: 12 })

test('one after the other: the right code among the first three tries is good once, and nothing after that', async () => {
  await fc.assert(
    fc.asyncProperty(tries, async (order) => {
      const key = newKey()
      const { code } = await issue(key)
      const expected: Judgement[] = []
      for (const [index, kind] of order.entries()) {
        const over = expected.includes('approved') || index >= triesPerCode
        expected.push(over ? 'not checked' : kind === 'right' ? 'approved' : 'wrong')
      }
      const results: Judgement[] = []
      for (const kind of order) results.push(await attempt(key, kind === 'right' ? code : wrong(code)))
      assert.deepEqual(results, expected)
    }),
    { numRuns: 40 },
  )
})

test('all at once: at most one is approved, at most three are checked', async () => {
  await fc.assert(
    fc.asyncProperty(tries, async (order) => {
      const key = newKey()
      const { code } = await issue(key)
      const results = await Promise.all(
        order.map((kind) => attempt(key, kind === 'right' ? code : wrong(code))),
      )
      const approved = count(results, 'approved')
      assert.ok(approved <= 1)
      assert.ok(count(results, 'wrong') + approved <= triesPerCode)
      if (order.length <= triesPerCode && order.includes('right')) assert.equal(approved, 1)
      assert.equal((await attempt(key, code)) === 'approved', approved === 0 && order.length < triesPerCode)
    }),
    { numRuns: 40 },
  )
})

test('issuing anew among the tries: never more than one approval and three checked tries for each code issued', async () => {
  const step = fc.constantFrom('issue', 'right', 'first', 'wrong')
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 16 }), fc.boolean(), async (steps, atOnce) => {
      const key = newKey()
      const first = await issue(key)
      let latest = first
      let issued = 1
      const results: Judgement[] = []
      const pending: Promise<unknown>[] = []
      for (const kind of steps) {
        const work = async () => {
          if (kind === 'issue') {
            issued += 1
            latest = await issue(key)
          } else {
            const code = { right: latest.code, first: first.code, wrong: wrong(latest.code) }[kind]
            results.push(await attempt(key, code))
          }
        }
        if (atOnce) pending.push(work())
        else await work()
      }
      await Promise.all(pending)
      assert.ok(count(results, 'approved') <= issued)
      assert.ok(count(results, 'approved') + count(results, 'wrong') <= issued * triesPerCode)
    }),
    { numRuns: 30 },
  )
})

test('a code good for one number, connection or tenant is good for no other', async () => {
  const key = newKey()
  const { code } = await issue(key)
  for (const other of [
    { ...key, identifier: '+442079460999' },
    loginKey(key.tenantId, 'con_2', key.identifier),
    { ...key, tenantId: 'other' },
  ])
    assert.equal(await attempt(other, code), 'not checked')
  assert.equal(await attempt(key, code), 'approved')
})
