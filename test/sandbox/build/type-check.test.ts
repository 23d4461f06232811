import assert from 'node:assert/strict'
import { test } from 'node:test'
import { authgearExample, authgearStarter } from './seed-scripts.ts'
import { startBuilder } from './start-builder.ts'

const types = 'https://deno.land/x/authgear_deno_hook@v1.5.0/mod.ts'

test("the scripts of Authgear's page have no type errors", async (t) => {
  const { checkTypes } = await startBuilder(t, { allow: [] })
  for (const code of [
    authgearStarter,
    authgearExample,
    authgearStarter.replace('_deno_hook@v1.5.0', '-deno-hook@0.1.0'),
    authgearStarter.replace('v1.5.0', 'v3.0.0'),
  ]) {
    assert.deepEqual(await checkTypes(code), [])
  }
})

test('a script may use all that it is given, and answer with every code', async (t) => {
  const { checkTypes } = await startBuilder(t)
  const code = `import type { CustomSMSGatewayPayload, CustomSMSGatewayResponse } from '${types}'
export default (e: CustomSMSGatewayPayload): CustomSMSGatewayResponse[] => {
  const used: string[] = [e.to, e.body, e.app_id, e.template_name, e.language_tag, e.template_variables.code]
  console.log(used, e.template_variables.client_id?.length, Deno.env.get('A'), process.env.A, Buffer.from('a'))
  return [
    { code: 'ok' },
    { code: 'rate_limited', provider_error_code: '1' },
    { code: 'timeout', description: 'late', info: { provider_error_code: '30007', more: 1 } },
    { code: 'unsupported_request' },
    { code: 'attempted_to_send_otp_template_without_code' },
  ]
}`
  assert.deepEqual(await checkTypes(code), [])
})

test('type errors come with line, column and the text of the compiler', async (t) => {
  const { checkTypes, folder } = await startBuilder(t)
  const code = `import { CustomSMSGatewayPayload, CustomSMSGatewayResponse } from "${types}";
const unused = 1
export default function (e: CustomSMSGatewayPayload): CustomSMSGatewayResponse {
  const é = e.nothing; const n: number = e.to
  return { code: "delivered" }
}`
  const found = await checkTypes(code)
  assert.deepEqual(
    found.map(({ line, column, message }) => [line, column, message.split('\n')[0]]),
    [
      [4, 15, "TS2339 [ERROR]: Property 'nothing' does not exist on type 'CustomSMSGatewayPayload'."],
      [4, 30, "TS2322 [ERROR]: Type 'string' is not assignable to type 'number'."],
      [5, 12, `TS2322 [ERROR]: ${found[2]?.message.slice(16).split('\n')[0]}`],
    ],
  )
  assert.match(found[1]?.message ?? '', /\n {4}at FILE:4:30$/)
  assert.match(found[2]?.message ?? '', /Type '"delivered"' is not assignable to type/)
  assert.ok(!JSON.stringify(found).includes(folder))
})

test('a syntax error is one, what is not used is none', async (t) => {
  const { checkTypes } = await startBuilder(t)
  const [problem, ...others] = await checkTypes('export default () => {\n  return (1\n}')
  assert.match(problem?.message ?? '', /^SyntaxError: /)
  assert.deepEqual([problem?.line, problem?.column, others], [3, 1, []])
  assert.equal((await checkTypes('export default (x: Nothing.Here) => x')).length, 1)
  assert.deepEqual(
    await checkTypes("import { assert } from 'npm:chai@5.0.0'\nconst a = 1\nexport default () => {}"),
    [],
  )
})

test('modules from the web and packages are of any type, and nothing is fetched for a check', async (t) => {
  const { checkTypes } = await startBuilder(t, { allow: [] })
  const code = `import axios, { type AxiosResponse } from 'npm:axios@1.7.9'
import * as sns from 'npm:@aws-sdk/client-sns@3'
import type { Thing } from 'https://example.com/types.ts'
import { crypto } from 'https://deno.land/std@0.224.0/crypto/mod.ts'
import { Buffer } from 'node:buffer'
class Own extends sns.SNSClient {}
export default async (thing: Thing, client: sns.SNSClient, other: import('https://example.com/types.ts').Other) => {
  const response: AxiosResponse = await axios.get('x')
  return [response.data, crypto.subtle, thing.a, client.send(other), Buffer.from('a'), new Own(), await import('https://example.com/a.ts')]
}`
  assert.deepEqual(await checkTypes(code), [])
  const [problem] = await checkTypes(
    "import a from 'npm:axios@1.7.9'\nconst b: number = 'x'\nexport default () => a",
  )
  assert.deepEqual([problem?.line, problem?.column], [2, 7])
})

const leaks = [
  "import type { A } from '/etc/hostname'",
  "import type { A } from '../../../etc/hostname'",
  "import type { A } from 'file:///etc/hostname'",
  '/// <reference path="/etc/hostname" />',
  '/// <reference types="../../../../etc/hostname" />',
  '/// <reference lib="/etc/hostname" />',
  '// @deno-types="/etc/hostname"\nimport x from "npm:axios@1.7.9"',
  '// @ts-types="/etc/hostname"\nimport x from "node:fs"',
  "let x: import('/etc/hostname').A",
  "/** @type {import('/etc/hostname').A} */ let x = 1",
  "import x from '/etc/hostname' with { type: 'json' }",
  "import x from '/etc/hostname' with { type: 'text' }",
  "import x = require('/etc/hostname')",
  "export * from '/etc/hostname'",
  "const x = await import('/etc/hostname')",
  "import x from './deno.json'",
  "import x from 'jsr:@std/path@1'",
  "import x from 'https\\x3a//example.com/x.ts'",
]

test('a check reads no other file and asks no host, whatever the script points to', async (t) => {
  const { checkTypes, folder } = await startBuilder(t)
  const { hostname } = await import('node:os')
  for (const code of leaks) {
    const found = JSON.stringify(await checkTypes(`${code}\nexport default () => {}`))
    assert.doesNotMatch(found, /Cannot find name|hostname\.ts|null entry/, code)
    assert.ok(!found.includes(folder) && !found.includes(`'${hostname()}'`), `${code}: ${found}`)
  }
})

const javaScripts = [
  'export default async function (e) { const r = await fetch("https://x", { body: e.body }); return { code: r.ok ? "ok" : "timeout" } }',
  'export default (e) => e.template_variables.code ? { code: "ok" } : null',
  'const send = async (e) => null\nexport { send as default }',
  'function send(e, options = {}) { this.last = options.last }\nexport default send',
  'export default async (e) => { try { await fetch(e.to) } catch (error) { console.log(error.message) } }',
  'export default (e) => { let found; [1].forEach((n) => { found = n }); return found.nothing }',
  'export default function () { return arguments[0].to.map((n) => n) }',
  'const state = {}\nexport default ({ to, body }, ...rest) => { state.last = to; return state.other }',
  '/** @param {string} name */\nconst greet = (name) => name\n/** @type {number} */\nlet n = "x"\nexport default (e) => greet(n)',
  `import { CustomSMSGatewayPayload } from '${types}'\n/** @param {CustomSMSGatewayPayload} e */\nexport default async (e) => null`,
  'import axios from "npm:axios@1.7.9"\nexport default async (e) => axios.post("https://x", e)',
  '#!/usr/bin/env -S deno run\nexport default () => undefined',
  'class Client { #key = 1; static make() { return new Client() } get key() { return this.#key } }\nexport default (e) => Client.make().key',
  'const { URL_ } = globalThis\nawait Promise.resolve()\nexport default (e) => (e?.to ?? "").replaceAll("+", "") < 1 > 2',
]

test('a script without a type is JavaScript: what TypeScript would infer or miss is no problem', async (t) => {
  const { checkTypes } = await startBuilder(t, { allow: [] })
  for (const code of javaScripts) assert.deepEqual(await checkTypes(code), [], code)
  const starter = authgearStarter
    .replace(/^import.*\n/, '')
    .replace(/: CustomSMSGatewayPayload|: Promise<.*>/g, '')
  assert.doesNotMatch(starter, /CustomSMS/)
  assert.deepEqual(await checkTypes(starter), [])
})

test('one type makes it TypeScript again, and whatever is not typed then is told', async (t) => {
  const { checkTypes } = await startBuilder(t)
  for (const [code, problem] of [
    ['const n: number = 1\nexport default (e) => n', /TS7006/],
    [authgearStarter.replace('code: "ok"', 'code: "okay"'), /TS2322.*"okay"/],
    ['export default (e) => (e as string).nothing', /TS7006/],
  ] as const) {
    const [first] = await checkTypes(code)
    assert.match(first?.message ?? '', problem)
    assert.ok(first?.line, code)
  }
})

test('the syntax of JavaScript is checked, with line and column', async (t) => {
  const { checkTypes } = await startBuilder(t)
  for (const [code, line, column] of [
    ['export default (e) => {\n  return (e }', 2, 13],
    ['export default (e) => {\n  const = 1\n}', 2, 9],
    ['export default (e) => {\n  a\n  .b(\n}', 4, 1],
  ] as const) {
    const [first] = await checkTypes(code)
    assert.deepEqual([first?.line, first?.column], [line, column], first?.message)
  }
})

test('a script that hands over no function is refused, CommonJS with its line', async (t) => {
  const { checkTypes } = await startBuilder(t)
  for (const code of [
    'async function handler(e) { return null }',
    'export const handler = async (e) => null',
    'const n: number = 1',
    '// nothing',
  ]) {
    const [first, ...others] = await checkTypes(code)
    assert.match(first?.message ?? '', /^The script has no default export, so there is nothing to call/)
    assert.deepEqual(others, [])
  }
  for (const code of ['module.exports = async (e) => null', 'exports.default = (e) => null']) {
    const [first] = await checkTypes(`'use strict'\n${code}`)
    assert.match(
      first?.message ?? '',
      /^The script assigns to module\.exports or exports, but it is an ES module/,
    )
    assert.deepEqual([first?.line, first?.column], [2, 1])
  }
})

test('a script that cannot be parsed is told its syntax errors alone', async (t) => {
  const builder = await startBuilder(t)
  const broken = "export default async function (e) {\n  return { code: 'ok'\n}\n"
  const problems = await builder.checkTypes(broken)
  assert.ok(problems.length > 0)
  for (const { message } of problems) assert.match(message, /^TS1\d{3} /)
})
