import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { decodeBase64Secret } from './base64-secret.ts'

test('what was encoded is decoded, in either alphabet, with or without padding', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1, maxLength: 64 }), (bytes) => {
      const standard = Buffer.from(bytes).toString('base64')
      const url = Buffer.from(bytes).toString('base64url')
      for (const text of [
        standard,
        standard.replace(/=+$/, ''),
        url,
        url + '='.repeat((4 - (url.length % 4)) % 4),
      ]) {
        assert.deepEqual(decodeBase64Secret(text), Buffer.from(bytes), text)
      }
    }),
  )
})

test('anything else is not decoded', () => {
  for (const text of [
    '',
    '=',
    '==',
    'A',
    'AAAAA',
    'AA=A',
    'AAAA===',
    'AA AA',
    'AAAA\n',
    'AA.A',
    'Zürich',
    '••••••••',
  ]) {
    assert.equal(decodeBase64Secret(text), undefined, JSON.stringify(text))
  }
})
