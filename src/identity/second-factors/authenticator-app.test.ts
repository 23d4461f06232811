import assert from 'node:assert/strict'
import { test } from 'node:test'
import { user } from '#test/support/token-server.ts'
import { barcodeUri, createAppSecret, findTimeStep } from './authenticator-app.ts'

// "12345678901234567890" of RFC 6238, appendix B, in base32; its codes cut to six digits.
const secret = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ'
const published = [
  [59, '287082'],
  [1_111_111_109, '081804'],
  [1_111_111_111, '050471'],
  [1_234_567_890, '005924'],
  [2_000_000_000, '279037'],
] as const

test("the RFC's codes are those of their time steps", () => {
  for (const [seconds, code] of published) {
    assert.equal(findTimeStep(secret, code, seconds * 1000), Math.floor(seconds / 30))
  }
})

test('a clock may be one step off, and no more', () => {
  const step = Math.floor(1_234_567_890 / 30)
  for (const steps of [-1, 0, 1]) {
    assert.equal(findTimeStep(secret, '005924', (1_234_567_890 + steps * 30) * 1000), step)
  }
  for (const steps of [-2, 2]) {
    assert.equal(findTimeStep(secret, '005924', (1_234_567_890 + steps * 30) * 1000), undefined)
  }
})

test('what is no code of six digits is none', () => {
  for (const code of ['', '5924', '0005924', 'abcdef', '00592é']) {
    assert.equal(findTimeStep(secret, code, 1_234_567_890_000), undefined)
  }
})

test('secrets are of 160 bits and differ', () => {
  assert.match(createAppSecret(), /^[A-Z2-7]{32}$/)
  assert.notEqual(createAppSecret(), createAppSecret())
})

test('the URI names tenant and user, whatever letters they have', () => {
  const tenant = { id: 't', name: 't', friendlyName: 'Ac & Me', hosts: [], locales: ['en'] }
  const uri = barcodeUri({ tenant }, { ...user, email: 'a+b@example.com' }, secret)
  assert.equal(
    uri,
    `otpauth://totp/Ac%20%26%20Me:a%2Bb%40example.com?secret=${secret}&issuer=Ac%20%26%20Me&algorithm=SHA1&digits=6&period=30`,
  )
})
