import assert from 'node:assert/strict'
import test from 'node:test'
import { providerKinds } from '#src/providers/registry.ts'
import { newPhoneProvider } from '#src/settings/phone-provider.ts'
import { changeTenant } from '#test/support/change-tenant.ts'
import { callNative } from '#test/support/native.ts'
import { addAdministrator, signIn } from '#test/support/portal.ts'
import { startTestServer } from '#test/support/server.ts'
import { waitFor } from '#test/support/wait-for.ts'

test('every registered kind describes itself, in the order of the registry and of its fields', async (t) => {
  const server = await startTestServer(t)
  const { status, body } = await callNative(server, '/phone-provider/kinds')
  assert.equal(status, 200)
  assert.deepEqual(
    body.kinds.map(({ kind }: { kind: string }) => kind),
    providerKinds.map(({ kind }) => kind),
  )
  const of = (kind: string) => body.kinds.find((each: { kind: string }) => each.kind === kind)
  const { icon, schema, ...webhook } = of('webhook')
  assert.deepEqual(webhook, {
    kind: 'webhook',
    title: 'Webhook',
    description: 'Sends a signed request to your endpoint.',
    delivery_methods: ['text'],
    signed: true,
  })
  assert.match(icon, /^M/)
  assert.deepEqual(Object.keys(schema.properties), ['url', 'timeout', 'headers'])
  assert.deepEqual(schema.required, ['url'])
  assert.deepEqual(schema.properties.timeout, {
    type: 'integer',
    title: 'Timeout (Seconds)',
    description: 'How long it may take to answer.',
    minimum: 1,
    maximum: 60,
    default: 60,
    'x-proposed': 30,
  })
  const [secretHeader] = Object.values<Record<string, unknown>>(schema.properties.headers.patternProperties)
  assert.equal(secretHeader?.writeOnly, true)
  assert.equal(of('twilio').schema.properties.auth_token.writeOnly, true)
  assert.equal(of('twilio').signed, false)
})

test('the kinds are for whoever may read the phone provider, in the portal too', async (t) => {
  const server = await startTestServer(t)
  const viewer = await addAdministrator(server, await signIn(server), 'viewer')
  assert.equal((await viewer.call('/v1/phone-provider/kinds')).status, 200)
})

test('a kind that this version does not know is named, shows nothing of its configuration, and is replaced', async (t) => {
  const server = await startTestServer(t)
  const pigeon = newPhoneProvider({ kind: 'pigeon', deliveryMethods: ['text'], config: { ring: 'secret-1' } })
  await changeTenant(server.env, (writer) => writer.putPhoneProvider(pigeon))
  const read = () => callNative(server, '/phone-provider')
  const shown = await waitFor('the kind', async () => {
    const answer = await read()
    return answer.body.kind === 'pigeon' && answer
  })
  assert.equal(shown.status, 200)
  assert.deepEqual(shown.body, { kind: 'pigeon', delivery_methods: ['text'], disabled: false })
  const replaced = await callNative(server, '/phone-provider', { method: 'PUT', body: { kind: 'inbox' } })
  assert.equal(replaced.status, 200, replaced.text)
  assert.equal((await read()).body.kind, 'inbox')
})
