import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Type } from 'typebox'
import {
  maskedSecret,
  newPhoneProvider,
  type PhoneProviderKind,
  prepareSetting,
  readPhoneProvider,
  showPhoneProvider,
} from './phone-provider.ts'
import type { JsonObject } from './records.ts'

const context = { tenantId: 'default', webhookKeys: [], actions: [], hooks: [] }
const kind: PhoneProviderKind = {
  kind: 'pigeon',
  title: 'Pigeon',
  description: 'Flies.',
  icon: undefined,
  deliveryMethods: ['text'],
  config: Type.Object({}),
  signs: false,
  secretPaths: [['token'], ['loft', 'key'], ['rings', '*']],
  findProblems: ({ name }) => (name === undefined ? [{ path: 'name', message: 'is required' }] : []),
  prepare: async ({ name }) => (name === 'Old' ? [{ path: 'name', message: 'does not fly' }] : []),
}
const secrets = {
  token: 'secret-1',
  loft: { key: 'secret-2', size: 5 },
  rings: { left: 'secret-3', '*': 'secret-4' },
}
const settingOf = (config: JsonObject) =>
  newPhoneProvider({ kind: 'pigeon', deliveryMethods: ['text'], config })
const stored = settingOf({ name: 'Bert', ...secrets })
const masked = {
  name: 'Bert',
  token: maskedSecret,
  loft: { key: maskedSecret, size: 5 },
  rings: { left: maskedSecret, '*': maskedSecret },
}

test('every secret is masked, and each mask that comes back stands for what is stored there', () => {
  const shown = showPhoneProvider(stored, [kind])
  assert.deepEqual(shown.pigeon, masked)
  const read = readPhoneProvider(shown, stored, context, [kind])
  assert.ok(read.ok)
  assert.deepEqual(read.setting.config, stored.config)
})

test('a mask where nothing is stored is the only complaint about its field', () => {
  const document = { kind: 'pigeon', pigeon: { ...masked, rings: { right: maskedSecret } } }
  const picky: PhoneProviderKind = {
    ...kind,
    findProblems: () => [{ path: 'rings.right', message: 'is no ring' }],
  }
  assert.deepEqual(readPhoneProvider(document, stored, context, [picky]), {
    ok: false,
    problems: [{ path: 'pigeon.rings.right', message: 'is masked, but no secret is stored' }],
  })
})

test('a setting is prepared only when nothing is wrong with it, and what is found then is named by its field', async () => {
  const problems = (config: JsonObject) => prepareSetting(settingOf(config), context, [kind])
  assert.deepEqual(await problems({ name: 'Bert' }), [])
  assert.deepEqual(await problems({}), [{ path: 'pigeon.name', message: 'is required' }])
  assert.deepEqual(await problems({ name: 'Old' }), [{ path: 'pigeon.name', message: 'does not fly' }])
  assert.deepEqual(await prepareSetting(stored, context, []), [
    { path: 'kind', message: 'is not a known field' },
  ])
})
