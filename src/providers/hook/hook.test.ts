import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import type { ScriptResult } from '#src/sandbox/types.ts'
import type { Hook } from '#src/settings/records.ts'
import { createMessage, emptyContext, providerContract, startProvider } from '#test/providers/contract.ts'
import { failedRun, runsThatEnd } from '#test/providers/script-runs.ts'
import { createToldMessage } from '#test/providers/told-message.ts'
import { findConfigProblems } from '../create-provider.ts'
import hook from './index.ts'

const never = () => new AbortController().signal
const saved: Hook = {
  id: 'hok_1',
  name: 'send',
  triggerId: 'send-phone-message',
  enabled: true,
  script: 'module.exports = () => {}',
  dependencies: [{ name: 'ipaddr.js', version: '1.9.0' }],
  secrets: [{ name: 'API_KEY', value: 'key-of-the-vendor', updatedAt: new Date(0) }],
  createdAt: new Date(0),
  updatedAt: new Date(0),
}
const context = { ...emptyContext, hooks: [{ ...saved, id: 'hok_0', enabled: false }, saved] }

providerContract(hook, { config: () => ({}), context })

function send(t: TestContext, result: ScriptResult, message = createMessage()) {
  const runs = runsThatEnd(result, { console: [{ level: 'info', text: 'sent' }] })
  const sent = startProvider(t, 'hook', {}, { context, scripts: runs.scripts }).send(message, never())
  return { ...runs, sent }
}

test('hook: is called with every key of the context', async (t) => {
  const { calls, sent } = send(
    t,
    { end: 'returned', value: {} },
    createToldMessage({ deliveryMethod: 'voice' }),
  )
  await sent
  const [{ loadBuild: _, ...call } = assert.fail()] = calls
  assert.deepEqual(call, {
    tenantId: 'ten_1',
    buildId: 'build of hook',
    entry: {
      dialect: 'hook',
      recipient: '+442079460123',
      text: 'Your code is 938417 & more',
      context: {
        message_type: 'voice',
        action: 'second-factor-authentication',
        language: 'en-US',
        code: '938417',
        ip: '::ffff:203.0.113.9',
        request: { ip: '::ffff:203.0.113.9' },
        user_agent: 'Mozilla/5.0 (X11)',
        client: { client_id: 'my client', name: 'My app', client_metadata: { region: 'eu' } },
        user: {
          user_id: 'sms|5f1',
          name: 'A name',
          email: 'a@example.com',
          app_metadata: {},
          user_metadata: { plan: 'gold' },
        },
        organization: { id: 'org_1', name: 'org_1', display_name: 'org_1', metadata: {} },
        webtask: { secrets: { API_KEY: 'key-of-the-vendor' } },
      },
    },
  })
})

test('hook: of a message that nobody knows more of, every object of the context is still there', async (t) => {
  const { calls, sent } = send(
    t,
    { end: 'returned', value: {} },
    createMessage({ purpose: 'mfa_enrollment', origin: {} }),
  )
  await sent
  assert.partialDeepStrictEqual(calls[0]?.entry, {
    context: {
      message_type: 'sms',
      action: 'enrollment',
      language: 'en',
      ip: '::',
      request: { ip: '::' },
      user_agent: '',
      client: { client_id: '', name: '', client_metadata: {} },
      user: { user_id: '', name: '+442079460123', app_metadata: {}, user_metadata: {} },
    },
  })
})

test('hook: whatever it calls back with is a success, and an id in it is kept', async (t) => {
  for (const [value, providerMessageId] of [
    [null, undefined],
    [{}, undefined],
    ['queued', undefined],
    [[1], undefined],
    [{ MessageID: 7 }, undefined],
    [{ MessageID: '998a9ad1' }, '998a9ad1'],
    [{ MessageID: '', sid: 'SM1' }, 'SM1'],
  ] as const) {
    const outcome = await send(t, { end: 'returned', value }).sent
    assert.deepEqual(outcome, {
      ok: true,
      ...(providerMessageId !== undefined && { providerMessageId }),
      console: [{ level: 'info', text: 'sent' }],
    })
  }
})

test('hook: an error that it calls back with is a failure that quotes nothing', async (t) => {
  const outcome = await send(t, failedRun('threw', 'no 938417 with key-of-the-vendor')).sent
  assert.deepEqual(outcome, {
    ok: false,
    kind: 'script_failed',
    detail: 'TypeError: no [hidden] with [hidden]',
    console: [{ level: 'info', text: 'sent' }],
  })
})

test('hook: only a Hook of the trigger that is enabled will do', () => {
  const problems = (config: object, ...hooks: Hook[]) =>
    findConfigProblems(hook, config, { ...emptyContext, hooks }).map(
      ({ path, message }) => `${path}: ${message}`,
    )
  const other = { ...saved, triggerId: 'pre-user-registration' }
  const disabled = { ...saved, enabled: false }
  assert.deepEqual(problems({}, disabled, saved), [])
  assert.deepEqual(problems({ id: 'hok_1' }, saved), [])
  assert.deepEqual(problems({}), ['id: no Hook of send-phone-message is enabled'])
  assert.deepEqual(problems({}, disabled), ['id: no Hook of send-phone-message is enabled'])
  assert.deepEqual(problems({ id: 'hok_1' }, other), ['id: names no Hook of send-phone-message'])
  assert.deepEqual(problems({ id: 'hok_1' }, disabled), ['id: names a Hook that is not enabled'])
})
