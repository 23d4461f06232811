// The rows of Authgear's compatibility fixtures (contract authgear.md 7.1) that are about a webhook or a script, as data:
// the files beside this one, in authgear/. Each case names its row.

import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { type TestContext, test } from 'node:test'
import { signBody } from '#src/contracts/authgear/signature.ts'
import type { OutgoingMessage } from '#src/messaging/types.ts'
import { createProvider, findConfigProblems, prepareProvider } from '#src/providers/create-provider.ts'
import type { ProviderTools } from '#src/providers/define-provider.ts'
import { findProviderKind } from '#src/providers/registry.ts'
import script from '#src/providers/script/index.ts'
import { type GatewayAnswer, type GatewayFault, startGateway } from '#test/support/gateway.ts'
import { startScripts } from '#test/support/scripts.ts'
import { createMessage, emptyContext, noScripts, startProvider } from './contract.ts'
import { createToldMessage } from './told-message.ts'

interface Row {
  /** Of the table in the contract. */
  readonly row: number
  readonly name: string
}

interface ExpectedOutcome {
  readonly ok: boolean
  /** Of any other member: what it is, or null when it must not be there. */
  readonly [member: string]: unknown
}

interface WebhookRow extends Row {
  readonly timeout?: number
  readonly bodies?: readonly string[]
  readonly answers: readonly (GatewayAnswer | GatewayFault)[]
  readonly outcome: ExpectedOutcome
}

interface ScriptRow extends Row {
  readonly timeout?: number
  readonly secrets?: Readonly<Record<string, string>>
  readonly sources: readonly string[]
  readonly outcome: ExpectedOutcome
  readonly detailIncludes?: string
}

interface CheckRow extends Row {
  readonly sources: readonly string[]
  /** What the first problem says, as a pattern; null when there must be none. */
  readonly problem: string | null
}

interface ConfigRow extends Row {
  readonly kind: string
  readonly configs: readonly Readonly<Record<string, unknown>>[]
  /** By field; `headers.*` is any header. */
  readonly problems: Readonly<Record<string, string>>
}

interface PayloadRow extends Row {
  readonly message: Partial<OutgoingMessage>
  readonly payload: Readonly<Record<string, unknown>>
}

const secret = 'abcdefghijklmnopqrstuvwxyz012345'
const context = { ...emptyContext, webhookKeys: [{ id: 'key_1', secret, createdAt: new Date(0) }] }

for (const { row, name, timeout, bodies = [createMessage().body], answers, outcome } of rows<WebhookRow>(
  'webhook',
)) {
  test(`row ${row}, webhook: ${name}`, async (t) => {
    for (const answer of answers) {
      for (const body of bodies) {
        const gateway = await startGateway(t)
        gateway.answer(answer)
        const config = { url: `${gateway.url}/sms`, ...(timeout && { timeout }) }
        const provider = startProvider(t, 'webhook', config, { context })
        const sent = await provider.send(createMessage({ body }), deadlineOf('webhook', config))
        assertOutcome(sent, outcome, answer)
        assert.equal(gateway.requests.length, 1)
        const [request] = gateway.requests
        assert.equal(request?.headers['x-authgear-body-signature'], signBody(secret, request?.body ?? ''))
        assert.partialDeepStrictEqual(request?.json, { body })
      }
    }
  })
}

for (const { row, name, message, payload } of rows<PayloadRow>('payload')) {
  test(`row ${row}, payload: ${name}`, async (t) => {
    const gateway = await startGateway(t)
    const provider = startProvider(t, 'webhook', { url: gateway.url }, { context })
    await provider.send(createToldMessage(message), never())
    const [request] = gateway.requests
    assert.deepEqual(request?.json, payload)
    assert.deepEqual(Object.keys(JSON.parse(request?.body ?? '')), Object.keys(payload))
  })
}

for (const { row, kind, name, configs, problems } of rows<ConfigRow>('config')) {
  test(`row ${row}, ${kind}: ${name}`, () => {
    const definition = findProviderKind(kind)
    assert.ok(definition)
    for (const config of configs) {
      const found: [string, string][] = findConfigProblems(definition, config, context).map(
        ({ path, message }) => [path.replace(/^(headers|secrets)\..*/s, '$1.*'), message],
      )
      assert.deepEqual(Object.fromEntries(found), problems, JSON.stringify(config))
    }
  })
}

test('scripts', async (t) => {
  const scripts = await startScripts(t)
  const tools: ProviderTools = { sendHttp: () => assert.fail(), keepMessage: () => assert.fail(), scripts }

  for (const { row, name, timeout, secrets, sources, outcome, detailIncludes } of rows<ScriptRow>('script')) {
    await t.test(`row ${row}, script: ${name}`, async (t) => {
      for (const source of sources) {
        const config = { source, ...(timeout && { timeout }), ...(secrets && { secrets }) }
        const sent = await send(t, scripts, config)
        assertOutcome(sent, outcome, source)
        if (detailIncludes !== undefined) assert.ok(!sent.ok && sent.detail?.includes(detailIncludes), source)
        assert.ok(sent.console)
        if (timeout)
          assertOutcome(await send(t, scripts, { source: 'export default () => null' }), { ok: true }, source)
      }
    })
  }

  for (const { row, name, sources, problem } of rows<CheckRow>('check')) {
    await t.test(`row ${row}, check: ${name}`, async () => {
      for (const source of sources) {
        const [first] = await prepareProvider(script, { source }, tools, emptyContext)
        if (problem === null) assert.equal(first, undefined)
        else assert.match(first?.message ?? '', new RegExp(problem))
        assert.equal(first?.path ?? 'source', 'source')
      }
    })
  }
})

function send(t: TestContext, scripts: ProviderTools['scripts'], config: Record<string, unknown>) {
  return startProvider(t, 'script', config, { scripts }).send(createMessage(), deadlineOf('script', config))
}

/** What ends a call that takes longer than its configuration allows, as delivering does. */
function deadlineOf(kind: string, config: Record<string, unknown>): AbortSignal {
  const tools = { sendHttp: () => assert.fail(), keepMessage: () => assert.fail(), scripts: noScripts }
  const created = createProvider(kind, config, tools, context)
  assert.ok(created.ok)
  return AbortSignal.timeout(created.timeoutMs)
}

function assertOutcome(actual: object, expected: ExpectedOutcome, of: unknown): void {
  for (const [member, value] of Object.entries(expected)) {
    const found: unknown = Object.entries(actual).find(([name]) => name === member)?.[1]
    assert.deepEqual(found ?? null, value, `${member} of ${JSON.stringify(actual)} for ${JSON.stringify(of)}`)
  }
}

function never(): AbortSignal {
  return new AbortController().signal
}

function rows<T extends Row>(file: string): readonly T[] {
  return JSON.parse(readFileSync(new URL(`authgear/${file}.json`, import.meta.url), 'utf8'))
}
