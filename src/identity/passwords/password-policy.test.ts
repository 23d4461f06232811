import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type PasswordPolicy, passwordPolicies } from '#src/settings/database-options.ts'
import { checkPasswordPolicy, describeRules } from './password-policy.ts'

const accepted: Readonly<Record<string, readonly PasswordPolicy[]>> = {
  '': [],
  a: ['none'],
  abcdef: ['none', 'low'],
  abcdefgh: ['none', 'low'],
  Abcdefg1: ['none', 'low', 'fair', 'good'],
  'abcdefg1!': ['none', 'low', 'good'],
  'ABCDEFG1!': ['none', 'low', 'good'],
  'Abcdefgh1!': [...passwordPolicies],
  'Aaabcdefg1!': ['none', 'low', 'fair', 'good', 'excellent'],
  'Abcccdefg1!': ['none', 'low', 'fair', 'good'],
  Äpfel123: ['none', 'low', 'fair', 'good'],
  'пароль 12Я': [...passwordPolicies],
}

for (const [password, policies] of Object.entries(accepted)) {
  test(`"${password}" is accepted by: ${policies.join(', ') || 'no policy'}`, () => {
    const found = passwordPolicies.filter(
      (passwordPolicy) => checkPasswordPolicy(password, { passwordPolicy }).verified,
    )
    assert.deepEqual(found, policies)
  })
}

test('a minimum length takes the place of the policy’s own', () => {
  const shorter = { passwordPolicy: 'low', minPasswordLength: 3 } as const
  assert.equal(checkPasswordPolicy('abc', shorter).verified, true)
  const longer = { passwordPolicy: 'none', minPasswordLength: 12 } as const
  assert.equal(checkPasswordPolicy('elevenchars', longer).verified, false)
})

test('a length counts characters, however many bytes they take', () => {
  const policy = { passwordPolicy: 'none', minPasswordLength: 2 } as const
  assert.equal(checkPasswordPolicy('😀', policy).verified, false)
  assert.equal(checkPasswordPolicy('😀😀', policy).verified, true)
})

test('the rules are told as Auth0 tells them', () => {
  const { rules } = checkPasswordPolicy('aaa', { passwordPolicy: 'excellent' })
  assert.deepEqual(
    rules.map(({ code, verified }) => [code, verified]),
    [
      ['lengthAtLeast', false],
      ['containsAtLeast', false],
      ['identicalChars', false],
    ],
  )
  assert.equal(
    describeRules(rules),
    [
      '* At least 10 characters in length',
      '* Contain at least 3 of the following 4 types of characters:',
      ' * lower case letters (a-z)',
      ' * upper case letters (A-Z)',
      ' * numbers (i.e. 0-9)',
      ' * special characters (e.g. !@#$%^&*)',
      '* No more than 2 identical characters in a row (e.g., "aaa" not allowed)',
    ].join('\n'),
  )
})
