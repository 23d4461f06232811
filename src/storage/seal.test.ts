import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { test } from 'node:test'
import fc from 'fast-check'
import { loginKey } from '#src/messaging/code-key.ts'
import { createSeal } from './seal.ts'

const secretKey = randomBytes(32)
const seal = createSeal(secretKey)
const other = createSeal(randomBytes(32))

test('what was sealed opens as it was, with the same key made anew', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.string(), (clear, where) => {
      assert.equal(createSeal(secretKey).open(where, seal.seal(where, clear)), clear)
    }),
  )
})

test('a sealed value that was changed, cut, moved, or sealed with another key does not open', () => {
  fc.assert(
    fc.property(fc.string(), fc.nat(), fc.integer({ min: 1, max: 255 }), (clear, at, change) => {
      const sealed = seal.seal('here', clear)
      const changed = Buffer.from(sealed)
      const index = at % changed.length
      changed.writeUInt8((changed[index] ?? 0) ^ change, index)
      assert.throws(() => seal.open('here', changed))
      assert.throws(() => seal.open('here', sealed.subarray(0, index)))
      assert.throws(() => seal.open('there', sealed))
      assert.throws(() => other.open('here', sealed), /OTPOST_SECRET_KEY is not the key/)
    }),
  )
})

test('the same text sealed twice looks different, and never holds the text', () => {
  const clear = 'a secret that is long enough'
  const [one, two] = [seal.seal('here', clear), seal.seal('here', clear)]
  assert.notDeepEqual(one, two)
  assert.ok(!one.includes(clear))
})

test("a code's hash changes with its code, its id, and whom it was sent to, wherever one part ends", () => {
  const part = fc.string({ unit: fc.constantFrom('a', '1', '|', '/', ' ') })
  const hashed = fc.tuple(part, part, part, part, part)
  const hash = ([tenantId, scope, identifier, codeId, code]: [string, string, string, string, string]) =>
    seal.hashCode(loginKey(tenantId, scope, identifier), codeId, code)
  fc.assert(
    fc.property(hashed, hashed, (one, two) => {
      assert.equal(hash(one) === hash(two), JSON.stringify(one) === JSON.stringify(two))
    }),
  )
  assert.notEqual(hash(['t', 's', 'i', 'c', '1']), other.hashCode(loginKey('t', 's', 'i'), 'c', '1'))
  assert.notEqual(seal.fingerprint, other.fingerprint)
})
