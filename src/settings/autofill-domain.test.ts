import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readAutofillDomain } from './autofill-domain.ts'

test('a host name is taken, in lower case', () => {
  for (const [given, domain] of [
    ['login.example.com', 'login.example.com'],
    ['Login.EXAMPLE.com', 'login.example.com'],
    ['localhost', 'localhost'],
    ['xn--mnchen-3ya.example', 'xn--mnchen-3ya.example'],
    ['1password.example', '1password.example'],
  ] as const) {
    assert.equal(readAutofillDomain(given), domain)
  }
})

test('what is no host name, or is longer than one may be, is not', () => {
  for (const given of [
    '',
    ' ',
    'https://example.com',
    'example.com/',
    'example.com:8443',
    'example.com.',
    '.example.com',
    '-a.example.com',
    'a b.example.com',
    'münchen.example',
    '@example.com',
    'example.com\n#1',
    '127.0.0.1',
    '[::1]',
    `${'a'.repeat(64)}.example`,
    `${'a.'.repeat(200)}example`,
  ]) {
    assert.equal(readAutofillDomain(given), undefined, given)
  }
})
