// Who may send for a second factor. Twilio's own address is set by nobody here, so its calls are led to a gateway.

import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { createEgress } from '#src/egress/create-egress.ts'
import { type TenantWithMfa, unsetPhoneProvider } from '#src/settings/phone-provider.ts'
import type { MfaSettings } from '#src/settings/records.ts'
import { defaultTenantSettings } from '#src/settings/tenant-settings.ts'
import { createMessage, noScripts } from '#test/providers/contract.ts'
import { startGateway } from '#test/support/gateway.ts'
import { createCandidates } from './candidates.ts'
import type { ConfigProblem } from './define-provider.ts'

const twilio = { sid: 'AC1', auth_token: 'token', from: '+15005550006', messaging_service_sid: null }

function tenant(mfa: Partial<MfaSettings>, isPhoneConsolidated = false) {
  return {
    tenant: { id: 'ten_1' },
    connections: [],
    webhookKeys: [],
    actions: [],
    actionBindings: [],
    hooks: [],
    phoneProvider: unsetPhoneProvider,
    settings: { isPhoneConsolidated, mfa: { ...defaultTenantSettings.mfa, ...mfa } },
  } satisfies TenantWithMfa & { connections: [] }
}

async function start(t: TestContext) {
  const gateway = await startGateway(t)
  gateway.answer({ status: 201, body: { sid: 'SM1', status: 'queued', error_code: null } })
  const egress = createEgress({ allow: ['127.0.0.0/8'] })
  t.after(() => egress.close())
  const problems: (readonly [string, readonly ConfigProblem[]])[] = []
  const unready: (readonly [string, string])[] = []
  const candidates = createCandidates({
    tools: {
      sendHttp: (request, signal) =>
        egress.sendHttp(
          { ...request, url: request.url.replace('https://api.twilio.com', gateway.url) },
          signal,
        ),
      keepMessage: () => Promise.resolve(),
      scripts: noScripts,
    },
    onProblem: (where, found) => problems.push([where, found]),
    onUnreadyMfa: (tenantId, { selected }) => unready.push([tenantId, selected]),
  })
  return { gateway, candidates, problems, unready }
}

test('the Twilio that is set for second factors sends their messages', async (t) => {
  const { gateway, candidates } = await start(t)
  const [candidate] = candidates.forMfa(tenant({ provider: 'twilio', twilio }))
  assert.ok(candidate && 'provider' in candidate)
  assert.deepEqual([candidate.providerId, candidate.kind], ['mfa', 'twilio'])
  const message = createMessage({ purpose: 'mfa' })
  const outcome = await candidate.provider.send(message, AbortSignal.timeout(5_000))
  assert.equal(outcome.ok, true)
  const [request] = gateway.requests
  assert.equal(request?.path, '/2010-04-01/Accounts/AC1/Messages.json')
  assert.deepEqual(request.form, { To: message.recipient, From: twilio.from, Body: message.body })
})

test("Twilio's settings are not used while it is not selected, nor where all messages go one way", async (t) => {
  const { candidates } = await start(t)
  for (const given of [
    tenant({ twilio }),
    tenant({ provider: 'phone-message-hook', twilio }),
    tenant({ provider: 'twilio', twilio }, true),
  ]) {
    const [candidate] = candidates.forMfa(given)
    assert.deepEqual([candidate?.providerId, candidate?.kind], ['phone_provider', 'inbox'])
  }
})

test("what cannot send is told once per configuration, and the tenant's phone provider sends", async (t) => {
  const { candidates, problems } = await start(t)
  const halfSet = tenant({ provider: 'twilio', twilio: { ...twilio, from: '' } })
  assert.equal(candidates.forMfa(halfSet)[0]?.kind, 'inbox')
  assert.equal(candidates.forMfa(halfSet)[0]?.kind, 'inbox')
  assert.deepEqual(problems, [
    ['mfa', [{ path: 'from', message: 'is required, or messaging_service_sid is' }]],
  ])
})

test('that the phone provider sends in the place of a selected one is told once per configuration', async (t) => {
  const { candidates, unready } = await start(t)
  const unable = [
    tenant({ provider: 'phone-message-hook' }),
    tenant({ provider: 'twilio' }),
    tenant({ provider: 'twilio', twilio: { ...twilio, from: '' } }),
  ]
  for (const given of unable) {
    assert.equal(candidates.forMfa(given)[0]?.kind, 'inbox')
    assert.equal(candidates.forMfa(given)[0]?.kind, 'inbox')
    assert.equal(candidates.findUnreadyMfa(given)?.selected, given.settings.mfa.provider)
  }
  const expected = ['phone-message-hook', 'twilio', 'twilio'].map((selected) => ['ten_1', selected])
  assert.deepEqual(unready, expected)
  for (const given of [
    tenant({}),
    tenant({ provider: 'twilio', twilio }),
    tenant({ provider: 'phone-message-hook' }, true),
  ]) {
    candidates.forMfa(given)
    assert.equal(candidates.findUnreadyMfa(given), undefined)
  }
  assert.deepEqual(unready, expected, 'nothing is told where the selected one sends')
})

test('only the message types that are switched on are sent; texts where none is', async (t) => {
  const { candidates } = await start(t)
  const methods = (mfa: Partial<MfaSettings>) => candidates.forMfa(tenant(mfa))[0]?.deliveryMethods
  assert.deepEqual(methods({ provider: 'twilio', twilio }), ['text'])
  assert.deepEqual(methods({ provider: 'twilio', twilio, deliveryMethods: ['voice'] }), ['voice'])
  assert.deepEqual(methods({ deliveryMethods: ['voice', 'text'] }), ['text', 'voice'])
})

test('providers are made once per configuration, and found again by what the row of an attempt names', async (t) => {
  const { candidates } = await start(t)
  const set = tenant({ provider: 'twilio', twilio })
  const [candidate] = candidates.forMfa(set)
  assert.equal(candidates.forMfa(set)[0], candidate)
  assert.equal(candidates.find(set, 'mfa'), candidate)
  assert.equal(candidates.find(set, 'phone_provider')?.kind, 'inbox')
  // A message that waits is not sent by another provider than the one it was given to.
  assert.equal(candidates.find(tenant({ provider: 'auth0' }), 'mfa'), undefined)
  assert.notEqual(candidates.forMfa(tenant({ provider: 'twilio', twilio }))[0], candidate)
})
