// Plays one case of a fixture file against a listening server and a gateway that is there. Texts of requests and
// expectations may name values: {{url}} {{issuer}} {{host}} {{gatewayUrl}} {{gatewayHost}} {{gatewayPort}} {{managementClientId}}
// {{managementClientSecret}} {{unique}} (letters and digits of this case alone) {{phone}} (a number of this case alone)
// {{code}} (in the last message, of the gateway or of the inbox) {{wrongCode}}, captured values, and {{repeat:x:1000}}.
// {{name|url}} is encoded for a URL. {{basic:id:secret}} is two captured values as HTTP Basic has them,
// {{liquid:x}} is {{ x }} itself, for templates. {{totp:x}} is what an authenticator app with the captured secret shows
// when the case begins, {{totp:x:1}} half a minute later: both are good for as long as a case takes.

import assert from 'node:assert/strict'
import { randomBytes, randomInt } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Gateway, GatewayRequest } from '#test/support/gateway.ts'
import { appCode } from '#test/support/mfa.ts'
import { type Answer, management, type TestServer } from '#test/support/server.ts'
import type { ContractCase, ContractStep } from './case-schema.ts'
import { type Captures, findDifferences } from './match.ts'

/** How long a step that says `eventually` is asked again. */
const eventuallyMs = 20_000

interface Context {
  readonly server: TestServer
  readonly gateway: Gateway
}

export interface Stage extends Context {
  /** What the setup of the file has captured. */
  readonly known: Captures
}

interface CaseStage extends Context {
  /** What the gateway got before this case. */
  readonly earlierRequests: number
  readonly startedAt: number
}

export async function runSetup(steps: readonly ContractStep[], context: Context): Promise<Stage> {
  return { ...context, known: await runSteps(steps, '*', { ...context, known: new Map() }) }
}

export async function runCase({ steps, token }: ContractCase, stage: Stage): Promise<void> {
  await runSteps(steps, token, stage)
}

async function runSteps(
  steps: readonly ContractStep[],
  token: string | undefined,
  given: Stage,
): Promise<Captures> {
  const { server, gateway, known } = given
  const captures: Captures = new Map<string, unknown>([
    ...known,
    ['url', server.url],
    ['issuer', server.issuer],
    ['host', new URL(server.url).host],
    ['gatewayUrl', gateway.url],
    ['gatewayHost', new URL(gateway.url).host],
    ['gatewayPort', new URL(gateway.url).port],
    ['managementClientId', management.clientId],
    ['managementClientSecret', management.clientSecret],
    ['unique', randomBytes(6).toString('hex')],
    ['phone', `+4477009${randomInt(10_000, 100_000)}`],
  ])
  const stage = { server, gateway, earlierRequests: gateway.requests.length, startedAt: Date.now() }
  for (const [index, step] of steps.entries()) {
    const where = `step ${index + 1}, ${step.request.method} ${step.request.path}`
    try {
      await runStep(step, token, captures, stage)
    } catch (error) {
      throw new Error(`${where}: ${error instanceof Error ? error.message : String(error)}`)
    }
  }
  return captures
}

async function runStep(
  step: ContractStep,
  caseToken: string | undefined,
  captures: Captures,
  stage: CaseStage,
): Promise<void> {
  const { server, gateway } = stage
  const fill = (value: unknown) => fillIn(value, captures, stage)
  const { method, path, headers, body, form, text, token = caseToken ?? null } = step.request
  gateway.answerNext(...(step.gateway?.answers ?? []))
  const received = gateway.requests.length
  const filledToken =
    token === null ? undefined : await readToken(await fillText(token, captures, stage), server)
  const sent = text === undefined ? body : text
  const ask = async () =>
    server.call(await fillText(path, captures, stage), {
      method,
      ...(headers && { headers: textsOf(await fill(headers)) }),
      ...(sent !== undefined && { body: await fill(sent) }),
      ...(form && { form: textsOf(await fill(form)) }),
      ...(filledToken !== undefined && { token: filledToken }),
    })
  const deadline = performance.now() + (step.eventually ? eventuallyMs : 0)
  for (;;) {
    const answer = await ask()
    const differences = await checkAnswer(step.response, answer, captures, fill)
    if (differences.length === 0) break
    if (performance.now() > deadline) {
      throw new Error(`${differences.join('\n')}\nThe answer was ${answer.status} ${answer.text}`)
    }
    await sleep(20)
  }
  await checkGateway(step.gateway?.receives, gateway.requests.slice(received), captures, fill)
}

type Fill = (value: unknown) => Promise<unknown>

async function checkAnswer(
  expected: ContractStep['response'],
  answer: Answer,
  captures: Captures,
  fill: Fill,
): Promise<string[]> {
  const headers = Object.fromEntries(
    Object.keys(expected.headers ?? {}).map((name) => [name, answer.headers.get(name) ?? undefined]),
  )
  const contains = expected.contains ? Object.values(textsOf(await fill({ ...expected.contains }))) : []
  return [
    ...findDifferences(expected.status, answer.status, captures, 'status'),
    ...findDifferences(await fill(expected.headers ?? {}), headers, captures, 'headers'),
    ...(expected.body === '<<empty>>'
      ? findDifferences('', answer.text, captures)
      : expected.body === undefined
        ? []
        : findDifferences(await fill(expected.body), answer.body, captures)),
    ...contains.filter((text) => !answer.text.includes(text)).map((text) => `body: does not contain ${text}`),
  ]
}

async function checkGateway(
  expected: NonNullable<ContractStep['gateway']>['receives'],
  requests: readonly GatewayRequest[],
  captures: Captures,
  fill: Fill,
): Promise<void> {
  if (expected === undefined) return
  const [request, ...more] = requests
  if (expected === 'nothing') {
    assert.equal(requests.length, 0, `the gateway got ${request?.body}`)
    return
  }
  assert.ok(request, 'the gateway got no request')
  assert.equal(more.length, 0, `the gateway got ${requests.length} requests`)
  const { method, path, body: text } = request
  const actual = { method, path, text, body: request.json ?? request.form }
  const { headers = {}, ...rest } = expected
  const differences = [
    ...findDifferences(
      { ...objectOf(await fill(rest)), '<<others>>': '<<any>>' },
      actual,
      captures,
      'gateway',
    ),
    ...findDifferences(
      { ...objectOf(await fill(headers)), '<<others>>': '<<any>>' },
      request.headers,
      captures,
      'gateway headers',
    ),
  ]
  if (differences.length > 0) throw new Error(differences.join('\n'))
}

async function readToken(token: string, server: TestServer): Promise<string> {
  if (token === '*') return server.managementToken()
  return token.startsWith('scope:') ? server.managementToken(token.slice('scope:'.length)) : token
}

/** Fills in every text within a value. A text that is nothing but a name becomes the named value, whatever it is. */
async function fillIn(value: unknown, captures: Captures, stage: CaseStage): Promise<unknown> {
  if (typeof value === 'string') {
    const name = /^\{\{([\w-]+)\}\}$/.exec(value)?.[1]
    return name === undefined ? fillText(value, captures, stage) : namedValue(name, captures, stage)
  }
  if (Array.isArray(value)) return Promise.all(value.map((item) => fillIn(item, captures, stage)))
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).map(async ([key, entry]) => [
    await fillText(key, captures, stage),
    await fillIn(entry, captures, stage),
  ])
  return Object.fromEntries(await Promise.all(entries))
}

async function fillText(text: string, captures: Captures, stage: CaseStage): Promise<string> {
  const parts = text.split(/(\{\{[^}]+\}\})/).map(async (part) => {
    const [, inside] = /^\{\{([^}]+)\}\}$/.exec(part) ?? []
    if (inside === undefined) return part
    const [, repeated, times] = /^repeat:(.):(\d+)$/.exec(inside) ?? []
    if (repeated !== undefined) return repeated.repeat(Number(times))
    const [, liquid] = /^liquid:(.+)$/.exec(inside) ?? []
    if (liquid !== undefined) return `{{ ${liquid} }}`
    const [, appSecret, steps = '0'] = /^totp:([\w-]+)(?::(-?\d+))?$/.exec(inside) ?? []
    if (appSecret !== undefined)
      return appCode(String(await namedValue(appSecret, captures, stage)), Number(steps), stage.startedAt)
    const [, id, secret] = /^basic:([\w-]+):([\w-]+)$/.exec(inside) ?? []
    if (id !== undefined && secret !== undefined) {
      const pair = [await namedValue(id, captures, stage), await namedValue(secret, captures, stage)]
      return Buffer.from(pair.map((part) => encodeURIComponent(String(part))).join(':')).toString('base64')
    }
    const [name = '', filter] = inside.split('|')
    const filled = String(await namedValue(name, captures, stage))
    return filter === 'url' ? encodeURIComponent(filled) : filled
  })
  return (await Promise.all(parts)).join('')
}

async function namedValue(name: string, captures: Captures, stage: CaseStage): Promise<unknown> {
  if (name === 'code') return readCode(captures, stage)
  if (name === 'wrongCode')
    return (await readCode(captures, stage)).replace(/\d$/, (digit) => String((Number(digit) + 1) % 10))
  if (!captures.has(name)) throw new Error(`nothing is called {{${name}}}`)
  return captures.get(name)
}

async function readCode(
  captures: Captures,
  { server, gateway, earlierRequests }: CaseStage,
): Promise<string> {
  const sent = gateway.requests.slice(earlierRequests).at(-1)
  // Authgear's payload has more numbers than the code: the port of the host.
  const variable = /"code":"(\d+)"/.exec(sent?.body ?? '')?.[1]
  const sentText = sent?.form?.Body ?? variable ?? sent?.body
  const text = sentText ?? (await readInbox(server, captures.get('phone')))
  const code = [...text.matchAll(/(?<![+\w])\d{4,40}(?!\w)/g)].at(-1)?.[0]
  assert.ok(code, `there is no code in ${text}`)
  return code
}

async function readInbox(server: TestServer, phone: unknown): Promise<string> {
  const { body, status, text } = await server.call('/v1/inbox', { token: await server.managementToken() })
  assert.equal(status, 200, `the inbox answered ${text}`)
  const messages: { readonly to: string; readonly text: string }[] = body.messages
  return messages.find(({ to }) => to === phone)?.text ?? 'nothing'
}

function objectOf(value: unknown): object {
  assert.ok(typeof value === 'object' && value !== null)
  return value
}

function textsOf(value: unknown): Record<string, string> {
  return Object.fromEntries(Object.entries(objectOf(value)).map(([key, text]) => [key, String(text)]))
}
