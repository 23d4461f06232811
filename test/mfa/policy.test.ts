import assert from 'node:assert/strict'
import { test } from 'node:test'
import { enrolPhone, prepareMfa } from '#test/support/mfa.ts'
import { startTestServer } from '#test/support/server.ts'

test('whoever has a second factor gives it before they may change it, whatever the policy says', async (t) => {
  const server = await startTestServer(t)
  const mfa = await prepareMfa(server)
  const [enrolled, bare] = ['+442079460331', '+442079460332']
  await enrolPhone(mfa, enrolled)
  await mfa.setFactors({ policy: false })
  const access = { audience: `${server.issuer}mfa/`, scope: 'enroll remove:authenticators' }

  assert.equal((await mfa.logIn(enrolled)).status, 200, 'the policy asks nobody')
  const asked = await mfa.logIn(enrolled, access)
  assert.deepEqual([asked.status, asked.body.error], [403, 'mfa_required'])
  assert.deepEqual(asked.body.mfa_requirements, { challenge: [{ type: 'phone' }, { type: 'recovery-code' }] })
  const { body: challenged } = await mfa.challenge(asked.body.mfa_token)
  const code = await mfa.lastCode(enrolled)
  const given = await mfa.verifyOob(asked.body.mfa_token, challenged.oob_code, code)
  assert.deepEqual([given.status, given.body.scope], [200, undefined], 'as it was asked for')

  assert.equal((await mfa.logIn(bare, access)).status, 200, 'who has none has nothing to lose')
})
