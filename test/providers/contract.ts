import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { type TObject, Type } from 'typebox'
import { Check } from 'typebox/value'
import { createEgress } from '#src/egress/create-egress.ts'
import type { DeliveryOutcome, OutgoingMessage, PhoneNumber, Provider } from '#src/messaging/types.ts'
import { failureKinds } from '#src/messaging/types.ts'
import { findSecretPaths } from '#src/providers/config-schema.ts'
import { createProvider } from '#src/providers/create-provider.ts'
import type { ProviderDefinition, ProviderTools } from '#src/providers/define-provider.ts'
import { findProviderKind } from '#src/providers/registry.ts'
import type { ScriptTools } from '#src/sandbox/script-tools.ts'
import { iconPattern, type ProviderContext } from '#src/settings/phone-provider.ts'
import { type Gateway, type GatewayAnswer, type GatewayFault, startGateway } from '#test/support/gateway.ts'
import { waitFor } from '#test/support/wait-for.ts'

// What every provider kind promises, run against a real server over the real egress. A kind adds what its own contract
// says: the exact request, and the outcome of every documented reply.

export interface ContractCases {
  /** A valid configuration with every secret set, which sends to this address. */
  config(gatewayUrl: string): Record<string, unknown>
  /** What the kind needs of its tenant; nothing unless said. */
  readonly context?: ProviderContext
  /** Present when the kind calls somebody over HTTP. */
  readonly http?: {
    readonly requests: readonly RequestCase[]
    readonly replies: readonly ReplyCase[]
    /** A refusal in the vendor's own form with this sentence in it. */
    refusalSaying(text: string): GatewayAnswer
    readonly timeoutCode?: string
  }
}

interface Variation {
  readonly name: string
  readonly message?: Partial<OutgoingMessage>
  /** Added to `config`; a field that is undefined is taken away. */
  readonly config?: Record<string, unknown>
}

export interface RequestCase extends Variation {
  readonly method: string
  readonly path: string
  /** All headers but those that HTTP itself needs. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

export interface ReplyCase extends Variation {
  readonly answer: GatewayAnswer
  /** What the outcome has at least. */
  readonly outcome: Partial<DeliveryOutcome>
}

export function createMessage(changes: Partial<OutgoingMessage> = {}): OutgoingMessage {
  return {
    id: 'msg_1',
    tenantId: 'ten_1',
    recipient: phoneNumber('+442079460123'),
    body: 'Your code is 938417 & more',
    code: '938417',
    deliveryMethod: 'text',
    purpose: 'login',
    locale: 'en',
    expiresAt: new Date(Date.now() + 300_000),
    origin: { ip: '203.0.113.9', userAgent: 'Mozilla/5.0 (X11)' },
    context: { tenant: { name: 'default', friendlyName: 'Otpost', host: 'localhost:3000' } },
    ...changes,
  }
}

export function phoneNumber(text: string): PhoneNumber {
  return text as PhoneNumber // A test's own number, which no parser needs to check.
}

/** A provider of the kind, as the product makes it. */
export function startProvider(
  t: TestContext,
  kind: string,
  config: Record<string, unknown>,
  {
    allow = ['127.0.0.1'],
    context = emptyContext,
    ...tools
  }: Partial<ProviderTools> & { allow?: string[]; context?: ProviderContext } = {},
): Provider {
  const egress = createEgress({ allow })
  t.after(egress.close)
  const created = createProvider(
    kind,
    config,
    {
      sendHttp: egress.sendHttp,
      keepMessage: () => Promise.resolve(),
      scripts: noScripts,
      ...tools,
    },
    context,
  )
  assert.ok(created.ok, created.ok ? '' : JSON.stringify(created.problems))
  return created.provider
}

export function providerContract<Schema extends TObject>(
  definition: ProviderDefinition<Schema>,
  cases: ContractCases,
): void {
  const { kind, timeoutMs, deliveryMethods } = definition
  const { http, context = emptyContext } = cases
  const never = () => new AbortController().signal
  const named = (name: string, run: (t: TestContext) => Promise<void>) => test(`${kind}: ${name}`, run)
  const start = async (
    t: TestContext,
    variation: Record<string, unknown> = {},
    tools: Partial<ProviderTools> = {},
  ) => {
    const gateway = await startGateway(t)
    const config = { ...cases.config(gateway.url), ...variation }
    const provider = startProvider(t, kind, withoutUndefined(config), { context, ...tools })
    return { gateway, config, provider }
  }
  const assertSilent = (
    outcome: DeliveryOutcome,
    message: OutgoingMessage,
    config: Record<string, unknown>,
  ) => {
    const hidden = [message.body, message.code, ...secretsIn(definition.config, config)]
    for (const secret of hidden) {
      assert.ok(
        !JSON.stringify(outcome).includes(secret),
        `the outcome tells ${secret}: ${JSON.stringify(outcome)}`,
      )
    }
    if (!outcome.ok) assert.ok(failureKinds.includes(outcome.kind))
  }

  named('is registered, and says what it delivers and how long it may take', async () => {
    assert.equal(findProviderKind(kind)?.config, definition.config)
    assert.ok(deliveryMethods.length > 0)
    const longest = typeof timeoutMs === 'number' ? timeoutMs : 60_000
    assert.ok(longest > 0 && longest <= 60_000)
  })

  named('describes itself well enough for a form and for its page in the docs', async () => {
    const { title, description, icon = 'M0 0', config } = definition
    assert.ok(title.length > 0 && title.length <= 40)
    assert.ok(description.length <= 120 && description.endsWith('.'), 'a sentence')
    assert.ok(icon.length <= 2048 && new RegExp(iconPattern).test(icon), 'the path of an icon')
    assertFieldsDescribed(config)
    for (const example of 'examples' in config && Array.isArray(config.examples) ? config.examples : [])
      assert.ok(Check(config, example), JSON.stringify(example))
  })

  named('an aborted call resolves to timeout', async (t) => {
    const { gateway, provider, config } = await start(
      t,
      {},
      { keepMessage: () => new Promise<void>(() => {}), scripts: endlessScripts },
    )
    gateway.answer('hang')
    const abort = new AbortController()
    const sent = provider.send(createMessage(), abort.signal)
    if (http) await gateway.waitForRequest()
    abort.abort()
    const outcome = await sent
    assert.partialDeepStrictEqual(outcome, {
      ok: false,
      kind: 'timeout',
      providerErrorCode: http?.timeoutCode ?? 'ETIMEDOUT',
    })
    assertSilent(outcome, createMessage(), config)
    await waitFor('the connection is closed', () => gateway.openConnections() === 0, 5_000)
  })

  named('a call that was aborted before it began is a timeout and is not made', async (t) => {
    let kept = 0
    const keepMessage = async () => {
      kept += 1
    }
    const { gateway, provider } = await start(t, {}, { keepMessage, scripts: noScripts })
    assert.partialDeepStrictEqual(await provider.send(createMessage(), AbortSignal.abort()), {
      kind: 'timeout',
    })
    assert.equal(gateway.requests.length + kept, 0)
  })

  named('a bug below it becomes an outcome that quotes nothing', async (t) => {
    const fail = (): never => {
      throw new TypeError(createMessage().body)
    }
    const { provider, config } = await start(
      t,
      {},
      {
        sendHttp: fail,
        keepMessage: fail,
        scripts: { ...endlessScripts, run: fail },
      },
    )
    const outcome = await provider.send(createMessage(), never())
    assert.partialDeepStrictEqual(outcome, {
      ok: false,
      kind: 'unknown_error',
      providerErrorCode: 'TypeError',
    })
    assertSilent(outcome, createMessage(), config)
  })

  if (!http) return

  for (const { name, message, config, ...expected } of http.requests) {
    named(`sends ${name}`, async (t) => {
      const { gateway, provider } = await start(t, config)
      await provider.send(createMessage(message), never())
      assert.equal(gateway.requests.length, 1)
      assert.deepEqual(onTheWire(gateway), expected)
    })
  }

  for (const { name, message, config: variation, answer, outcome: expected } of http.replies) {
    named(`understands ${name}`, async (t) => {
      const { gateway, provider, config } = await start(t, variation)
      gateway.answer(answer)
      const outcome = await provider.send(createMessage(message), never())
      assert.partialDeepStrictEqual(outcome, expected)
      assert.equal(outcome.httpStatus, answer.status ?? 200)
      assertSilent(outcome, createMessage(message), config)
    })
  }

  named('what a vendor quotes back does not get into the outcome', async (t) => {
    const { gateway, provider, config } = await start(t)
    gateway.answer(({ body, headers, form }) =>
      http.refusalSaying(
        `${body} ${form?.Body} ${form?.Twiml} ${headers.authorization} ${JSON.stringify(config)}`,
      ),
    )
    const outcome = await provider.send(createMessage(), never())
    assert.equal(outcome.ok, false)
    assertSilent(outcome, createMessage(), config)
    const [, credentials = 'no credentials'] = gateway.requests[0]?.headers.authorization?.split(' ') ?? []
    assert.ok(!JSON.stringify(outcome).includes(credentials))
    if (!outcome.ok) assert.ok((outcome.detail ?? '').length <= 300)
  })

  for (const [name, answer] of Object.entries(garbage)) {
    named(`a refusal with ${name} is a failure of a known kind`, async (t) => {
      for (const status of [400, 500, 502]) {
        const { gateway, provider } = await start(t)
        gateway.answer({ ...answer, status })
        const outcome = await provider.send(createMessage(), never())
        assert.ok(
          !outcome.ok && /^(unknown_error|unexpected_response)$/.test(outcome.kind),
          JSON.stringify(outcome),
        )
        assert.equal(outcome.httpStatus, status)
      }
    })
  }

  named('a redirect is not followed', async (t) => {
    const { gateway, provider } = await start(t)
    gateway.answer({ status: 308, headers: { location: `${gateway.url}/elsewhere` } })
    const outcome = await provider.send(createMessage(), never())
    assert.partialDeepStrictEqual(outcome, { ok: false, kind: 'unexpected_response', httpStatus: 308 })
    assert.equal(gateway.requests.length, 1)
  })

  for (const [fault, providerErrorCode] of [
    ['drop', 'ECONNRESET'],
    ['garbage', 'EPROTO'],
  ] satisfies [GatewayFault, string][]) {
    named(`a server that does ${fault} is unreachable, and is called once`, async (t) => {
      const { gateway, provider, config } = await start(t)
      gateway.answer(fault)
      const outcome = await provider.send(createMessage(), never())
      assert.partialDeepStrictEqual(outcome, { ok: false, kind: 'unreachable', providerErrorCode })
      assert.equal(gateway.requests.length, 1)
      assertSilent(outcome, createMessage(), config)
    })
  }

  named('nobody listening is unreachable', async (t) => {
    const { gateway, provider } = await start(t)
    await gateway.close()
    const outcome = await provider.send(createMessage(), never())
    assert.partialDeepStrictEqual(outcome, {
      ok: false,
      kind: 'unreachable',
      providerErrorCode: 'ECONNREFUSED',
    })
  })

  named('a refusal of the egress guard is unreachable, and says how to allow the address', async (t) => {
    const gateway = await startGateway(t)
    const provider = startProvider(t, kind, cases.config(gateway.url), { allow: [], context })
    const outcome = await provider.send(createMessage(), never())
    assert.partialDeepStrictEqual(outcome, {
      ok: false,
      kind: 'unreachable',
      providerErrorCode: 'EGRESS_REFUSED',
    })
    assert.match((!outcome.ok && outcome.detail) || '', /127\.0\.0\.1.*OTPOST_EGRESS_ALLOW/)
    assert.equal(gateway.requests.length, 0)
  })
}

const garbage: Readonly<Record<string, GatewayAnswer>> = {
  'no body': {},
  'a page of HTML': { headers: { 'content-type': 'text/html' }, body: '<!doctype html><h1>Bad gateway</h1>' },
  'half a JSON text': { headers: { 'content-type': 'application/json' }, body: '{"code": 21' },
  'a JSON text of another shape': { body: [null, 1, { code: {} }] },
  'a JSON null': { body: null },
}

function onTheWire(gateway: Gateway) {
  const [request] = gateway.requests
  assert.ok(request)
  const { host: _, connection: __, 'content-length': ___, ...headers } = request.headers
  return { method: request.method, path: request.path, headers, body: request.body }
}

function withoutUndefined(config: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(config).filter(([, value]) => value !== undefined))
}

function secretsIn(schema: TObject, config: unknown): string[] {
  return findSecretPaths(schema)
    .flatMap((path) => valuesAt(config, path))
    .filter((secret) => typeof secret === 'string')
}

function valuesAt(value: unknown, [step, ...deeper]: readonly string[]): unknown[] {
  if (step === undefined) return [value]
  if (!isRecord(value)) return []
  const next = step === '*' ? Object.values(value) : [value[step]]
  return next.flatMap((inside) => valuesAt(inside, deeper))
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}

/** Of a tenant that has nothing a provider could need. */
export const emptyContext: ProviderContext = { tenantId: 'ten_1', webhookKeys: [], actions: [], hooks: [] }

/** For providers that run no scripts. */
export const noScripts: ScriptTools = {
  run: () => assert.fail('no script runs here'),
  prepare: () => assert.fail('no script is built here'),
  loadBuild: () => assert.fail('no script is loaded here'),
  checkTypes: () => assert.fail('no script is checked here'),
  checkExport: () => assert.fail('no script is checked here'),
  recordExecution: () => assert.fail('no Action runs here'),
}

/** For providers whose script never ends by itself. */
const endlessScripts: ScriptTools = {
  ...noScripts,
  prepare: () => Promise.resolve('build'),
  recordExecution: () => Promise.resolve('execution'),
  run: (_call, signal) =>
    new Promise((resolve) => {
      const error = { name: 'TimeoutError', message: 'stopped' }
      signal.addEventListener('abort', () =>
        resolve({
          result: { end: 'failed', kind: 'timed_out', error },
          console: [],
          consoleTruncated: false,
          refusedAddresses: [],
          durationMs: 1,
        }),
      )
    }),
}

/** Each field has words, and a name that can stand in a path; what hides a field is beside it, and it may be absent. */
function assertFieldsDescribed({ properties, required }: TObject): void {
  for (const [name, field] of Object.entries(properties)) {
    assert.match(name, /^[a-z][a-z0-9_]*$/)
    assert.ok('title' in field && typeof field.title === 'string', `${name} has a title`)
    if (Type.IsObject(field)) assertFieldsDescribed(field)
    if (!('x-shown-when' in field)) continue
    assert.ok(!required?.some((each) => each === name), `${name} can be hidden, so it is optional`)
    for (const [other, values] of Object.entries(field['x-shown-when'] ?? {})) {
      const sibling = properties[other] ?? assert.fail(`${name} depends on ${other}, which is not beside it`)
      for (const value of values) assert.ok(Check(sibling, value), `${other} can be ${value}`)
    }
  }
}
