import assert from 'node:assert/strict'
import { test } from 'node:test'
import { keysIn } from './keys-in-code.ts'

test('keys are found wherever they stand in a script, and words are not taken for keys', () => {
  const code = `
    import { CustomSMSGatewayPayload } from 'https://deno.land/x/authgear_deno_hook@v1.3.0/mod.ts'
    const a = 'sk_live_4eC39HqLyjWDarjtT1zdp7dc', b = "dGhpcyBpcyBhIGtleQ1=="
    export default async (aVeryLongNameOfAParameter) => {
      await fetch(\`https://api.vendor.example/bot110201543AAHdqTcvCH1vGWJx/send?key=0123456789abcdef&to=\${b}\`)
      throw new Error('the vendor does not deliver to this country, 2026-11-21T07:00')
    }`
  assert.deepEqual(keysIn(code), [
    'sk_live_4eC39HqLyjWDarjtT1zdp7dc',
    'dGhpcyBpcyBhIGtleQ1==',
    'bot110201543AAHdqTcvCH1vGWJx',
    '0123456789abcdef',
  ])
})
