import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import type { ScriptResult } from '#src/sandbox/types.ts'
import type { Action, ActionVersion } from '#src/settings/records.ts'
import { createMessage, emptyContext, providerContract, startProvider } from '#test/providers/contract.ts'
import { failedRun, runsThatEnd } from '#test/providers/script-runs.ts'
import { createToldMessage } from '#test/providers/told-message.ts'
import { findConfigProblems } from '../create-provider.ts'
import action from './index.ts'

const never = () => new AbortController().signal
const version: ActionVersion = {
  id: 'ver_1',
  actionId: 'act_1',
  number: 1,
  code: 'exports.onExecuteCustomPhoneProvider = async () => {}',
  runtime: 'node22',
  dependencies: [{ name: 'axios', version: '1.7.9' }],
  secrets: [{ name: 'API_KEY', value: 'key-of-the-vendor', updatedAt: new Date(0) }],
  buildId: 'build-1',
  builtAt: new Date(0),
  createdAt: new Date(0),
  updatedAt: new Date(0),
}
const deployed: Action = {
  id: 'act_1',
  name: 'Send by Acme',
  triggerId: 'custom-phone-provider',
  triggerVersion: 'v1',
  code: 'a draft, which never runs',
  runtime: 'node22',
  dependencies: [],
  secrets: [],
  status: 'built',
  problems: [],
  buildId: 'build-2',
  deployed: version,
  allChangesDeployed: false,
  createdAt: new Date(0),
  updatedAt: new Date(0),
}
const { deployed: _, ...draft } = deployed
const context = { ...emptyContext, actions: [deployed] }
const printed = [{ level: 'log', text: 'sent' }] as const

providerContract(action, { config: () => ({}), context })

async function send(
  t: TestContext,
  result: ScriptResult,
  { message = createMessage(), actions = context.actions, config = {} } = {},
) {
  const runs = runsThatEnd(result, { console: printed })
  const options = { context: { ...emptyContext, actions }, scripts: runs.scripts }
  const outcome = await startProvider(t, 'action', config, options).send(message, never())
  return { ...runs, outcome }
}

const user = {
  user_id: 'sms|5f1',
  created_at: '2026-01-02T03:04:05.678Z',
  updated_at: '2026-02-03T04:05:06.789Z',
  email_verified: false,
  app_metadata: {},
  user_metadata: { plan: 'gold' },
  name: 'A name',
  email: 'a@example.com',
  phone_number: '+442079460123',
  phone_verified: true,
}
const request = {
  geoip: {},
  hostname: 'login.example.com',
  ip: '203.0.113.9',
  language: 'en-US,en;q=0.9',
  method: 'POST',
  user_agent: 'Mozilla/5.0 (X11)',
}
const client = { client_id: 'my client', name: 'My app', metadata: { region: 'eu' } }
const secrets = { API_KEY: 'key-of-the-vendor' }

test('action: custom-phone-provider gets the whole event', async (t) => {
  const { context } = createToldMessage()
  const presentation = {
    supportEmail: 'help@example.com',
    supportUrl: 'https://example.com/help',
    logoUrl: 'https://example.com/logo.png',
  }
  const message = createToldMessage({
    from: '+15005550006',
    context: { ...context, tenant: { ...context.tenant, ...presentation } },
  })
  const { calls } = await send(t, { end: 'returned', value: null }, { message })
  const [{ loadBuild: _, ...call } = assert.fail()] = calls
  assert.deepEqual(call, {
    tenantId: 'ten_1',
    buildId: 'build-1',
    cacheScope: 'custom-phone-provider',
    entry: {
      dialect: 'action',
      handler: 'onExecuteCustomPhoneProvider',
      event: {
        client,
        connection: { id: 'con_1', name: 'sms', strategy: 'sms', metadata: {} },
        notification: {
          as_text: 'Your code is 938417 & more',
          as_voice: 'Your code is 938417 & more',
          code: '938417',
          delivery_method: 'text',
          from: '+15005550006',
          locale: 'en_US',
          message_type: 'otp_verify',
          recipient: '+442079460123',
        },
        organization: { id: 'org_1', name: 'org_1', display_name: 'org_1', metadata: {} },
        request,
        secrets,
        tenant: {
          id: 'acme',
          friendly_name: 'Acme Inc',
          logo_url: 'https://example.com/logo.png',
          support_email: 'help@example.com',
          support_url: 'https://example.com/help',
        },
        transaction: { correlation_id: 'msg_1' },
        user,
      },
    },
  })
})

test('action: send-phone-message gets the whole event', async (t) => {
  const actions = [{ ...deployed, triggerId: 'send-phone-message', triggerVersion: 'v2' }]
  const message = createToldMessage({ deliveryMethod: 'voice', purpose: 'mfa_enrollment' })
  const { calls } = await send(
    t,
    { end: 'returned', value: null },
    { message, actions, config: { id: 'act_1' } },
  )
  const [{ loadBuild: _, ...call } = assert.fail()] = calls
  assert.deepEqual(call, {
    tenantId: 'ten_1',
    buildId: 'build-1',
    cacheScope: 'send-phone-message',
    entry: {
      dialect: 'action',
      handler: 'onExecuteSendPhoneMessage',
      event: {
        client,
        message_options: {
          action: 'enrollment',
          code: '938417',
          message_type: 'voice',
          recipient: '+442079460123',
          text: 'Your code is 938417 & more',
        },
        request,
        secrets,
        tenant: { id: 'acme' },
        transaction: { correlation_id: 'msg_1' },
        user,
      },
    },
  })
})

test('action: of a message that nobody knows more of, what the contract promises is still there', async (t) => {
  const message = createMessage({ origin: {}, purpose: 'password_reset', deliveryMethod: 'voice' })
  const { calls } = await send(t, { end: 'returned', value: null }, { message })
  const [{ entry } = assert.fail()] = calls
  assert.ok(entry.dialect === 'action')
  assert.deepEqual(entry.event, {
    client: { client_id: '', name: '', metadata: {} },
    notification: {
      as_text: 'Your code is 938417 & more',
      as_voice: 'Your code is 938417 & more',
      code: '938417',
      delivery_method: 'voice',
      locale: 'en',
      message_type: 'change_password',
      recipient: '+442079460123',
    },
    request: { geoip: {}, ip: '', method: 'POST' },
    secrets,
    tenant: { id: 'default', friendly_name: 'Otpost' },
    transaction: { correlation_id: 'msg_1' },
    user: {
      user_id: '',
      created_at: '',
      updated_at: '',
      email_verified: false,
      app_metadata: {},
      user_metadata: {},
      name: '+442079460123',
      phone_number: '+442079460123',
      phone_verified: false,
    },
  })
})

test('action: each end of a run has its outcome, and a record', async (t) => {
  const ran = { console: printed, executionId: 'exe_1' }
  for (const [result, outcome] of [
    [{ end: 'returned', value: { anything: true } }, { ok: true }],
    [
      { end: 'dropped', reason: 'no 938417 today' },
      { ok: false, kind: 'delivery_rejected', detail: 'no [hidden] today' },
    ],
    [
      { end: 'retry', reason: 'busy' },
      { ok: false, kind: 'delivery_rejected', retryRequested: true, detail: 'busy' },
    ],
    [
      failedRun('threw', 'key-of-the-vendor'),
      { ok: false, kind: 'script_failed', detail: 'TypeError: [hidden]' },
    ],
  ] satisfies [ScriptResult, object][]) {
    const { outcome: actual, executions } = await send(t, result)
    assert.deepEqual(actual, { ...outcome, ...ran })
    assert.equal(executions.length, 1)
    const [{ startedAt, endedAt, ...execution } = assert.fail()] = executions
    assert.ok(startedAt.getTime() <= endedAt.getTime())
    assert.deepEqual(execution, {
      triggerId: 'custom-phone-provider',
      actionName: 'Send by Acme',
      ...(result.end === 'failed' && { error: { name: 'TypeError', message: '[hidden]' } }),
    })
  }
})

test('action: a message that was sent stays sent when its record cannot be kept', async (t) => {
  const { scripts } = runsThatEnd({ end: 'returned', value: null })
  const recordExecution = () => Promise.reject(new Error('no database'))
  const provider = startProvider(t, 'action', {}, { context, scripts: { ...scripts, recordExecution } })
  assert.deepEqual(await provider.send(createMessage(), never()), { ok: true, console: [] })
})

test('action: without an id, the Action that was deployed last for phone messages runs', async (t) => {
  const later = { ...version, id: 'ver_2', buildId: 'build-3', createdAt: new Date(1) }
  const actions = [
    {
      ...deployed,
      id: 'act_2',
      triggerId: 'send-phone-message',
      deployed: { ...later, createdAt: new Date(2) },
    },
    deployed,
    { ...deployed, id: 'act_3', deployed: later },
    { ...draft, id: 'act_4' },
  ]
  const { calls } = await send(t, { end: 'returned', value: null }, { actions })
  assert.equal(calls[0]?.buildId, 'build-3')
})

test('action: only an Action that is deployed and delivers messages will do', () => {
  const problems = (config: object, ...actions: Action[]) =>
    findConfigProblems(action, config, { ...emptyContext, actions }).map(
      ({ path, message }) => `${path}: ${message}`,
    )
  const other = { ...deployed, triggerId: 'post-login' }
  assert.deepEqual(problems({}, deployed), [])
  assert.deepEqual(problems({ id: 'act_1' }, deployed), [])
  assert.deepEqual(problems({}), ['id: no Action of custom-phone-provider is deployed'])
  assert.deepEqual(problems({}, draft), ['id: no Action of custom-phone-provider is deployed'])
  assert.deepEqual(problems({ id: 'act_1' }, draft), ['id: names an Action that is not deployed'])
  assert.deepEqual(problems({ id: 'act_1' }, other), [
    'id: names no Action of custom-phone-provider or send-phone-message',
  ])
})
