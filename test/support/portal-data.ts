// An Otpost that has been in use for a week, for looking at every screen of the portal: what is here is made through the
// APIs, as applications and administrators do it, and delivered by a stub gateway. Only the past is written as rows.

import assert from 'node:assert/strict'
import { passwordlessGrant } from '#src/identity/clients/grant-types.ts'
import { deployAction } from './actions.ts'
import type { Gateway } from './gateway.ts'
import { addAdministrator, type SignedInBrowser } from './portal.ts'
import type { Answer, CallOptions, TestServer } from './server.ts'

/** Where each screen finds something, by the path of its route. */
export type PortalPaths = Readonly<Record<string, readonly string[]>>

type Server = Pick<TestServer, 'url' | 'call'>

export async function addPortalData(
  server: Server,
  by: SignedInBrowser,
  gateway: Gateway,
): Promise<PortalPaths> {
  const call = async (path: string, options: CallOptions = {}): Promise<Answer['body']> => {
    const answer = await by.call(path, options)
    assert.ok(answer.status < 300, `${path}: ${answer.status} ${answer.text}`)
    return answer.body
  }
  const put = (path: string, body: object) => call(path, { method: 'PUT', body })
  const patch = (path: string, body: object) => call(path, { method: 'PATCH', body })

  await patch('/api/v2/tenants/settings', {
    friendly_name: 'Acme',
    enabled_locales: ['en', 'de', 'fr', 'es', 'pt-BR'],
  })
  const connectionIds = await readConnections(call)
  const clientId = await addApplications(call, server)
  const userId = await addUsers(call)
  for (const role of ['editor', 'viewer'] as const) {
    await addAdministrator(server, by, role, `${role}@example.com`)
  }
  await put('/v1/templates/login/en/text', {
    body: 'Acme: {{ code }} is your code. It is good for 5 minutes. Do not tell it to anybody.',
  })
  await put('/v1/templates/login/de/text', {
    body: 'Acme: {{ code }} ist Ihr Code. Er gilt 5 Minuten. Geben Sie ihn niemandem.',
  })
  const hook = await call('/api/v2/hooks', {
    body: { name: 'second-factor-by-gateway', script: hookScript, triggerId: 'send-phone-message' },
  })

  await sendToInbox(server, by)
  await sendThroughTwilio(server, put, gateway)
  const { actionId, messageId } = await sendThroughAction(server, by, call, put)
  await sendThroughWebhook(server, put, gateway)

  return {
    '/messages/$id': [`/messages/${messageId}`],
    '/connections/$id': connectionIds.map((id) => `/connections/${id}`),
    '/applications/$id': [`/applications/${clientId}`],
    '/users/$id': [`/users/${encodeURIComponent(userId)}`],
    '/actions/$id': [`/actions/${actionId}`],
    '/actions/triggers/$trigger': ['/actions/triggers/custom-phone-provider'],
    '/hooks/$id': [`/hooks/${hook.id}`],
    '/templates/$purpose/$locale/$method': ['/templates/login/en/text', '/templates/login/fr/voice'],
    '/settings/$part': [
      '/settings/general',
      '/settings/second-factor',
      '/settings/attack-protection',
      '/settings/countries',
      '/settings/hosts',
      '/settings/administrators',
      '/settings/audit-log',
      '/settings/account',
    ],
    '/$': ['/no/such/page'],
  }
}

type Call = (path: string, options?: CallOptions) => Promise<Answer['body']>
type Put = (path: string, body: object) => Promise<Answer['body']>

async function readConnections(call: Call): Promise<readonly string[]> {
  const connections: { readonly id: string }[] = await call('/api/v2/connections')
  return connections.map(({ id }) => id)
}

async function addApplications(call: Call, { url }: Server): Promise<string> {
  const shop = await call('/api/v2/clients', {
    body: {
      name: 'Acme shop',
      description: 'The app and the web shop',
      app_type: 'native',
      callbacks: ['https://shop.example.com/callback'],
    },
  })
  await call('/api/v2/clients', { body: { name: 'Acme website', app_type: 'spa' } })
  const reports = await call('/api/v2/clients', {
    body: { name: 'Nightly reports', app_type: 'non_interactive', grant_types: ['client_credentials'] },
  })
  await call('/api/v2/client-grants', {
    body: { client_id: reports.client_id, audience: `${url}/api/v2/`, scope: ['read:users', 'read:clients'] },
  })
  assert.ok(shop.client_id)
  return reports.client_id
}

async function addUsers(call: Call): Promise<string> {
  const add = (body: object) => call('/api/v2/users', { body })
  for (const [index, name] of ['Front desk', 'Courier 7', 'Courier 12', 'Night shift'].entries()) {
    await add({
      connection: 'sms',
      phone_number: `+44207946011${index}`,
      phone_verified: index !== 2,
      name,
    })
  }
  const user = await add({
    connection: 'Username-Password-Authentication',
    email: 'warehouse@example.com',
    email_verified: true,
    password: 'A-long-enough-password-1',
    phone_number: '+12025550147',
    phone_verified: true,
    name: 'Warehouse',
    user_metadata: { language: 'en' },
  })
  const path = `/api/v2/users/${encodeURIComponent(user.user_id)}/authentication-methods`
  await call(path, {
    body: { type: 'phone', phone_number: '+12025550147', preferred_authentication_method: 'sms' },
  })
  return user.user_id
}

const start = async (server: Server, to: string, language = 'en') => {
  const { status } = await server.call('/passwordless/start', {
    headers: { 'x-request-language': language },
    body: { client_id: 'demo', connection: 'sms', phone_number: to },
  })
  return status
}

async function sendToInbox(server: Server, by: SignedInBrowser): Promise<void> {
  await start(server, '+442079460101')
  const { messages } = (await by.call('/v1/inbox?limit=1')).body
  const otp = /\d{6}/.exec(messages[0].text)?.[0]
  const form = { grant_type: passwordlessGrant, client_id: 'demo', realm: 'sms', username: '+442079460101' }
  const redeemed = await server.call('/oauth/token', { body: { ...form, otp } })
  assert.equal(redeemed.status, 200, redeemed.text)
  for (const [to, language] of [
    ['+442079460102', 'de'],
    ['+442079460103', 'fr'],
    ['+12025550123', 'pt-BR'],
  ] as const) {
    await start(server, to, language)
  }
  const body = { to: '+442079460104', delivery_method: 'voice', client_id: 'demo' }
  const called = await by.call('/v1/verifications', { body })
  assert.equal(called.status, 201, called.text)
}

async function sendThroughTwilio(server: Server, put: Put, gateway: Gateway): Promise<void> {
  const twilio = { sid: 'AC00000000000000000000000000000000', auth_token: 'token', from: '+15005550006' }
  await put('/v1/phone-provider', { kind: 'twilio', twilio: { ...twilio, base_url: gateway.url } })
  gateway.answer({ status: 201, body: { sid: 'SM00000000000000000000000000000001', status: 'queued' } })
  assert.equal(await start(server, '+12025550124'), 200)
  assert.equal(await start(server, '+442079460105'), 200)
  const refusal = 'The message From/To pair violates a blacklist rule.'
  gateway.answerNext({ status: 400, body: { status: 400, code: 21610, message: refusal } })
  assert.equal(await start(server, '+12025550125'), 400)
}

async function sendThroughWebhook(server: Server, put: Put, gateway: Gateway): Promise<void> {
  await put('/v1/phone-provider', { kind: 'webhook', webhook: { url: `${gateway.url}/sms` } })
  gateway.answer({})
  assert.equal(await start(server, '+442079460106', 'fr'), 200)
  gateway.answerNext({ body: { code: 'delivery_rejected', provider_error_code: '30007' } })
  assert.equal(await start(server, '+442079460107'), 400)
}

async function sendThroughAction(server: Server, by: SignedInBrowser, call: Call, put: Put) {
  const ask = (path: string, method = 'GET', body?: unknown) =>
    by.call(`/api/v2${path}`, { method, ...(body !== undefined && { body }) })
  const actionId = await deployAction(ask, {
    name: 'Send by two carriers',
    code: actionCode,
    secrets: { CARRIER_KEY: 'the key of the carrier' },
  })
  const draft = actionCode.replace('first.example', 'second.example')
  const changed = await by.call(`/api/v2/actions/actions/${actionId}`, {
    method: 'PATCH',
    body: { code: draft },
  })
  assert.equal(changed.status, 200, changed.text)
  await put('/v1/phone-provider', { kind: 'action', action: { id: actionId } })
  assert.equal(await start(server, '+442079460108'), 200)
  const { messages } = await call('/v1/messages?limit=1')
  return { actionId, messageId: messages[0].id }
}

const actionCode = `/**
 * Delivers one message by the carrier for its country.
 *
 * @param {Event} event - What is sent, and to whom.
 * @param {CustomPhoneProviderAPI} api - What can be done besides.
 */
exports.onExecuteCustomPhoneProvider = async (event, api) => {
  const { recipient, delivery_method, as_text } = event.notification
  const carrier = recipient.startsWith('+44') ? 'first.example' : 'third.example'
  console.log('by', carrier, 'as', delivery_method)
  if (event.secrets.CARRIER_KEY === undefined) return api.notification.drop('There is no key')
  console.info(as_text.length, 'characters were taken')
}
`

const hookScript = `module.exports = function (recipient, text, context, cb) {
  console.log('a second factor for', context.client_id)
  cb(null, {})
}
`
