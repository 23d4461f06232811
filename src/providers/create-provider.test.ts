import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { JsonObject } from '#src/settings/records.ts'
import { emptyContext, noScripts } from '#test/providers/contract.ts'
import { findSecretPaths } from './config-schema.ts'
import { createProvider } from './create-provider.ts'
import { providerKinds } from './registry.ts'
import script from './script/index.ts'
import smsGateway from './sms-gateway/index.ts'
import twilio from './twilio/index.ts'
import webhook from './webhook/index.ts'

const tools = {
  sendHttp: () => Promise.reject(new Error('not here')),
  keepMessage: () => Promise.resolve(),
  scripts: noScripts,
}

function problemsOf(kind: string, config: unknown): Record<string, string> {
  const created = createProvider(kind, config, tools, emptyContext)
  if (created.ok) return {}
  return Object.fromEntries(created.problems.map(({ path, message }) => [path, message]))
}

const gateway = { gateway_url: 'https://gateway.example/sms' }
const account = { sid: 'AC1', auth_token: 'token', from: '+15005550006' }

test('kinds have different names', () => {
  assert.equal(new Set(providerKinds.map(({ kind }) => kind)).size, providerKinds.length)
})

test('what is right makes a provider', () => {
  for (const [kind, config] of [
    ['inbox', {}],
    ['sms_gateway', gateway],
    ['sms_gateway', { ...gateway, gateway_authentication: null, from: null, any_other_option: {} }],
    ['sms_gateway', { ...gateway, gateway_authentication: { audience: 'a', secret: 's' } }],
    ['twilio', account],
    ['twilio', { ...account, from: null, messaging_service_sid: 'MG1' }],
    ['twilio', { ...account, base_url: 'https://api.dublin.ie1.twilio.com' }],
  ] as const) {
    assert.deepEqual(problemsOf(kind, config), {}, kind)
  }
})

test('all that is wrong is said at once, by field', () => {
  assert.deepEqual(problemsOf('carrier_pigeon', {}), { kind: 'no provider kind is called "carrier_pigeon"' })
  assert.deepEqual(problemsOf('twilio', { from: 1, extra: 1 }), {
    sid: 'is required',
    from: 'must be string',
    extra: 'is not known',
  })
  assert.deepEqual(problemsOf('twilio', { ...account, from: undefined }), {
    from: 'is required, or messaging_service_sid is',
  })
  assert.deepEqual(problemsOf('sms_gateway', { gateway_url: 'urlOfYourGateway', forward_req_info: 'yes' }), {
    gateway_url: 'must be an http or https URL',
    forward_req_info: 'must be boolean or must be "true" or must be "false"',
  })
  assert.deepEqual(
    problemsOf('sms_gateway', {
      ...gateway,
      gateway_authentication: { method: 'basic', audience: 'a', secret: '' },
    }),
    {
      'gateway_authentication.method': 'must be "bearer"',
      'gateway_authentication.secret': 'must not be empty',
    },
  )
  const empty = { audience: 'a', secret: '==', secret_base64_encoded: 'true' }
  assert.deepEqual(problemsOf('sms_gateway', { ...gateway, gateway_authentication: empty }), {
    'gateway_authentication.secret': 'is not base64url',
  })
})

test('a connection whose options carry a provider of their own names its kind and configuration', () => {
  const kindOf = (options: JsonObject) =>
    providerKinds.flatMap(({ kind, fromConnectionOptions }) => {
      const config = fromConnectionOptions?.(options)
      return config ? [[kind, config]] : []
    })
  const common = { strategy: 'sms', name: 'sms', template: '@@password@@' }
  assert.deepEqual(kindOf(common), [])
  assert.deepEqual(kindOf({ ...common, from: '+15005550006', provider: 'twilio' }), [])
  assert.deepEqual(kindOf({ ...common, twilio_sid: null, twilio_token: null }), [])
  assert.deepEqual(
    kindOf({ ...common, twilio_sid: '', twilio_token: 'token' }),
    [],
    'an empty SID names nobody',
  )
  assert.deepEqual(kindOf({ ...common, twilio_token: 'token' }), [['twilio', { auth_token: 'token' }]])

  const own = {
    ...common,
    twilio_sid: 'AC1',
    twilio_token: 'token',
    from: '+15005550006',
    messaging_service_sid: null,
  }
  assert.deepEqual(kindOf(own), [['twilio', account]])
  assert.deepEqual(problemsOf('twilio', kindOf(own)[0]?.[1]), {})

  const gatewayOptions = { ...own, ...gateway, provider: 'sms_gateway' }
  assert.deepEqual(kindOf(gatewayOptions), [['sms_gateway', gatewayOptions]])
  assert.deepEqual(problemsOf('sms_gateway', gatewayOptions), {})
})

test('what is no object is refused', () => {
  for (const config of [undefined, null, 'x', 1, []]) assert.notDeepEqual(problemsOf('twilio', config), {})
})

test('the secrets of a kind are known from its schema', () => {
  assert.deepEqual(findSecretPaths(twilio.config), [['auth_token'], ['api_key_secret']])
  assert.deepEqual(findSecretPaths(smsGateway.config), [['gateway_authentication', 'secret']])
  assert.deepEqual(findSecretPaths(webhook.config), [['headers', '*']])
  assert.deepEqual(findSecretPaths(script.config), [['secrets', '*']])
})
