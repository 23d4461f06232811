// Scripts as people wrote them for Auth0 and Authgear, unchanged, against stub gateways: saved, built and deployed
// through the APIs, then used by a message. Packages come from the npm registry when a script is deployed.

import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { type TestContext, test } from 'node:test'
import { type Gateway, type GatewayAnswer, type GatewayRequest, startGateway } from '#test/support/gateway.ts'
import { callNative } from '#test/support/native.ts'
import { startTestServer, type TestServer } from '#test/support/server.ts'
import { waitFor } from '#test/support/wait-for.ts'

interface ScriptCase {
  readonly name: string
  /** A file of `operators/`; the dialect stands in its name. */
  readonly script: string
  readonly dependencies?: Readonly<Record<string, string>>
  readonly secrets?: Readonly<Record<string, string>>
  readonly trigger?: { readonly id: string; readonly version: string }
  readonly to?: string
  readonly organization?: string
  readonly request?: { readonly ip?: string }
  /** How many messages are sent, one after the other. */
  readonly sends?: number
  readonly answers: readonly GatewayAnswer[]
  /** What the gateway got, in order; only what is named is compared. */
  readonly requests: readonly Partial<
    Record<'method' | 'path' | 'headers' | 'form' | 'json' | 'body', unknown>
  >[]
  /** The last message's attempt, as the message log shows it. */
  readonly attempt: Readonly<Record<string, unknown>>
}

const cases: readonly ScriptCase[] = JSON.parse(
  await readFile(new URL('cases.json', import.meta.url), 'utf8'),
)

test('scripts by others deliver unchanged', { timeout: 300_000 }, async (t) => {
  const server = await startTestServer(t)
  const token = await server.managementToken()
  for (const [index, scriptCase] of cases.entries()) {
    await t.test(scriptCase.name, async (t) => {
      const gateway = await startGateway(t)
      gateway.answerNext(...scriptCase.answers)
      await usePhoneProvider(server, token, scriptCase, gateway, `script ${index}`)
      await sendAndCompare(t, server, scriptCase, gateway)
    })
  }
})

async function usePhoneProvider(
  server: TestServer,
  token: string,
  { script, dependencies = {}, secrets = {}, trigger }: ScriptCase,
  gateway: Gateway,
  name: string,
): Promise<void> {
  const source = await readFile(new URL(`operators/${script}`, import.meta.url), 'utf8')
  const code = source.replaceAll('{{gateway}}', gateway.url)
  const filled = Object.entries(secrets).map(([key, value]) => ({
    name: key,
    value: value.replaceAll('{{gateway}}', gateway.url),
  }))
  const manage = async (path: string, method: string, body?: unknown) => {
    const answer = await server.call(`/api/v2${path}`, { method, token, body })
    assert.ok(answer.status < 300, `${method} ${path}: ${answer.text}`)
    return answer.body
  }
  const [, dialect] = script.split('.')
  if (dialect === 'authgear') return choose(server, { kind: 'script', script: { source: code } })
  if (dialect === 'hook') {
    const triggerId = 'send-phone-message'
    const hook = await manage('/hooks', 'POST', {
      name,
      script: code,
      triggerId,
      dependencies,
      enabled: true,
    })
    const values = Object.fromEntries(filled.map((secret) => [secret.name, secret.value]))
    await manage(`/hooks/${hook.id}/secrets`, 'POST', values)
    return choose(server, { kind: 'hook', hook: { id: hook.id } })
  }
  const action = await manage('/actions/actions', 'POST', {
    name,
    supported_triggers: [trigger ?? { id: 'custom-phone-provider', version: 'v1' }],
    code,
    dependencies: Object.entries(dependencies).map(([pkg, version]) => ({ name: pkg, version })),
    secrets: filled,
  })
  await waitFor(
    'the Action is built',
    async () => {
      const { status, errors } = await manage(`/actions/actions/${action.id}`, 'GET')
      assert.notEqual(status, 'failed', JSON.stringify(errors))
      return status === 'built'
    },
    120_000,
  )
  await manage(`/actions/actions/${action.id}/deploy`, 'POST')
  return choose(server, { kind: 'action', action: { id: action.id } })
}

async function choose(server: TestServer, body: unknown): Promise<void> {
  const answer = await callNative(server, '/phone-provider', { method: 'PUT', body })
  assert.equal(answer.status, 200, answer.text)
}

async function sendAndCompare(
  _t: TestContext,
  server: TestServer,
  { to = '+442079460123', organization, request, sends = 1, requests, attempt }: ScriptCase,
  gateway: Gateway,
): Promise<void> {
  let id = ''
  for (let sent = 0; sent < sends; sent += 1) {
    const answer = await callNative(server, '/verifications', {
      method: 'POST',
      body: { to, ...(organization && { organization }), ...(request && { request }) },
    })
    const expected = attempt.outcome === 'accepted' ? 201 : undefined
    if (expected) assert.equal(answer.status, expected, answer.text)
    const { body } = await callNative(server, '/messages?limit=1')
    id = body.messages[0].id
  }
  const { body: message } = await callNative(server, `/messages/${id}`)
  assert.partialDeepStrictEqual(message.attempts.at(-1), attempt, JSON.stringify(message))
  assert.equal(gateway.requests.length, requests.length, JSON.stringify(gateway.requests))
  for (const [index, wanted] of requests.entries()) compare(gateway.requests[index], wanted)
}

/** `{{text}}` and `{{code}}` stand for the text and the code of this send, which must agree with each other. */
function compare(got: GatewayRequest | undefined, wanted: ScriptCase['requests'][number]): void {
  assert.ok(got)
  const { headers, body, ...rest } = wanted
  const code = /\b\d{6}\b/.exec(decodeURIComponent(got.body.replaceAll('+', ' ')))?.[0] ?? ''
  const fill = (value: unknown) =>
    JSON.parse(
      JSON.stringify(value)
        .replaceAll('{{text}}', `${code} is your verification code for Otpost. Do not share it with anyone.`)
        .replaceAll('{{code}}', code),
    )
  assert.partialDeepStrictEqual(
    { ...got, headers: { ...got.headers } },
    fill({ ...rest, ...(headers ? { headers } : {}) }),
  )
  if (body !== undefined) assert.partialDeepStrictEqual(JSON.parse(got.body), fill(body))
}
