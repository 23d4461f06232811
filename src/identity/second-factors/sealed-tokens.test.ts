import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { test } from 'node:test'
import { createSealedTokens } from './sealed-tokens.ts'

const key = randomBytes(32)
const tokens = createSealedTokens(key)
const malformed = { ok: false, fault: 'malformed' } as const

test('a token opens for its kind and tenant, with a key made anew', async () => {
  const token = await tokens.seal('mfa_token', 'default', { sub: 'someone', scope: 'openid' }, 60)
  const opened = await createSealedTokens(key).open('mfa_token', 'default', token)
  assert.ok(opened.ok)
  assert.equal(opened.claims.sub, 'someone')
  assert.equal(opened.claims.scope, 'openid')
})

test('nothing of it can be read', async () => {
  const token = await tokens.seal('mfa_token', 'default', { sub: 'someone' }, 60)
  for (const part of token.split('.')) {
    assert.doesNotMatch(Buffer.from(part, 'base64url').toString('latin1'), /someone|default|mfa_token/)
  }
})

test('another kind, tenant, deployment, or a changed token is malformed', async () => {
  const token = await tokens.seal('mfa_token', 'default', {}, 60)
  assert.deepEqual(await tokens.open('oob_code', 'default', token), malformed)
  assert.deepEqual(await tokens.open('mfa_token', 'other', token), malformed)
  assert.deepEqual(await createSealedTokens(randomBytes(32)).open('mfa_token', 'default', token), malformed)
  for (const text of [
    '',
    'a.b.c',
    'a.b.c.d.e',
    `${token}.`,
    token.slice(0, -4),
    token.replace('..', '.AAAA.'),
  ]) {
    assert.deepEqual(await tokens.open('mfa_token', 'default', text), malformed, text)
  }
})

test('one whose time is over says so, to its own kind and tenant only', async () => {
  const token = await tokens.seal('mfa_token', 'default', {}, -1)
  assert.deepEqual(await tokens.open('mfa_token', 'default', token), { ok: false, fault: 'expired' })
  assert.deepEqual(await tokens.open('oob_code', 'default', token), malformed)
  assert.deepEqual(await tokens.open('mfa_token', 'other', token), malformed)
})
