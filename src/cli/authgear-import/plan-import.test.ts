import assert from 'node:assert/strict'
import { test } from 'node:test'
import { planImport } from './plan-import.ts'
import type { Resources } from './read-given-files.ts'

const project = (text = '') => ({ name: 'authgear.yaml', text: `id: bakery\n${text}` })
const secrets = (items: Readonly<Record<string, unknown>>) => ({
  name: 'authgear.secrets.yaml',
  text: JSON.stringify({ secrets: Object.entries(items).map(([key, data]) => ({ key, data })) }),
})
const gateway = (rest: string) => project(`messaging:\n  sms_gateway: {${rest}}`)
const fromSecrets = 'use_config_from: authgear.secrets.yaml'

const custom = { url: 'https://sms.example/authgear?token=hush' }
const twilio = { account_sid: 'AC1', auth_token: 'token', from: '+15005550006' }
const nexmo = { api_key: 'key', api_secret: 'secret' }
const octKey = (bytes: string | Uint8Array) => ({ kty: 'oct', k: Buffer.from(bytes).toString('base64url') })
const all = { 'sms.custom': custom, 'sms.twilio': twilio, 'sms.nexmo': nexmo }

const path = 'deno/sms.ab12.ts'
const scriptUrl = { url: `authgeardeno:///${path}` }
const resources = (script?: { bytes?: number; source?: string }, names: string[] = []): Resources => ({
  folder: 'resources',
  names: [...(script ? [path] : []), ...names],
  scripts: new Map(script ? [[path, { bytes: 10, ...script }]] : []),
})

function plan(
  ...[projectText, secretsText, given]: [ReturnType<typeof project>, ReturnType<typeof project>, Resources?]
) {
  const read = planImport({ project: projectText, secrets: secretsText, ...(given && { resources: given }) })
  assert.ok(read.ok, JSON.stringify(read))
  return read.value
}

function refused(...[projectText, secretsText, given]: Parameters<typeof plan>): string[] {
  const read = planImport({ project: projectText, secrets: secretsText, ...(given && { resources: given }) })
  assert.ok(!read.ok, JSON.stringify(read))
  return read.problems.map(({ file, key, message }) => `${file} ${key} ${message}`)
}

const kindOf = (...args: Parameters<typeof plan>) => plan(...args).phoneProvider?.document.kind

for (const [name, projectText, items, expected] of [
  ['sms_gateway names it', gateway(`${fromSecrets}, provider: twilio`), all, 'twilio'],
  [
    'sms_gateway counts before sms_provider',
    project(`messaging: {sms_gateway: {${fromSecrets}, provider: custom}, sms_provider: twilio}`),
    all,
    'webhook',
  ],
  ['the deprecated sms_provider names it', project('messaging: {sms_provider: twilio}'), all, 'twilio'],
  ['nobody names it and one is configured', project(), { 'sms.twilio': twilio }, 'twilio'],
  ['a key without a value names nothing', project('messaging:'), { 'sms.custom': custom }, 'webhook'],
] as const)
  test(`the client that Authgear sends with is taken: ${name}`, () => {
    assert.equal(kindOf(projectText, secrets(items)), expected)
  })

for (const [name, projectText, items, says] of [
  ['nothing is configured', project(), {}, /no available SMS client/],
  [
    'several are configured and none is named',
    project(),
    all,
    /ambiguous SMS client.*sms\.custom and sms\.twilio/,
  ],
  [
    'the named one is not configured',
    gateway(`${fromSecrets}, provider: twilio`),
    { 'sms.custom': custom },
    /^authgear\.yaml messaging\.sms_gateway\.provider no available SMS client.*sms\.twilio/,
  ],
  [
    'its settings are in the environment of the server',
    gateway('use_config_from: environment_variable, provider: twilio'),
    all,
    /^authgear\.yaml messaging\.sms_gateway\.use_config_from .*environment/,
  ],
  [
    'a provider that does not exist',
    gateway(`${fromSecrets}, provider: pigeon`),
    all,
    /must be one of: nexmo|custom/,
  ],
  ['no word on where its settings are', gateway('provider: custom'), all, /use_config_from is required/],
] as const)
  test(`nothing is imported when it is unclear who sends: ${name}`, () => {
    const problems = refused(projectText, secrets(items))
    assert.equal(problems.length, 1)
    assert.match(problems[0] ?? '', says)
  })

test('a webhook is taken with its timeout, or with the one that Authgear has by itself', () => {
  const { phoneProvider, left } = plan(
    project(),
    secrets({ 'sms.custom': { ...custom, timeout: 7, retries: 3 }, webhook: { keys: [octKey('abc')] } }),
  )
  assert.deepEqual(phoneProvider?.document, {
    kind: 'webhook',
    delivery_methods: ['text'],
    webhook: { url: custom.url, timeout: 7 },
  })
  assert.ok(!phoneProvider?.summary.includes('hush'), 'a URL may hold a secret')
  assert.deepEqual(left, [{ file: 'authgear.secrets.yaml', key: 'sms.custom.retries' }])
  const withoutTimeout = plan(project(), secrets({ 'sms.custom': custom }))
  assert.deepEqual(withoutTimeout.phoneProvider?.document.webhook, { url: custom.url, timeout: 60 })
})

test('a script is taken from the resources, and what else is there is named', () => {
  const { phoneProvider, left } = plan(
    project(),
    secrets({ 'sms.custom': scriptUrl }),
    resources({ source: 'export default () => {}' }, [
      'authgear.yaml',
      'deno/other.ts',
      'static',
      'templates',
    ]),
  )
  assert.deepEqual(phoneProvider?.document, {
    kind: 'script',
    delivery_methods: ['text'],
    script: { source: 'export default () => {}', timeout: 60 },
  })
  assert.deepEqual(
    left.map(({ key }) => key),
    ['deno/other.ts', 'static', 'templates'],
  )
})

for (const [name, data, given, says] of [
  ['no resources are given', scriptUrl, undefined, /sms\.custom\.url .*--resources/],
  [
    'the file is not there',
    scriptUrl,
    resources(),
    /sms\.custom\.url names deno\/sms\.ab12\.ts, which is not in resources/,
  ],
  [
    'it is too large',
    scriptUrl,
    resources({ bytes: 102_401 }),
    /^resources deno\/sms\.ab12\.ts has 102401 bytes/,
  ],
  ['it is no text', scriptUrl, resources({}), /^resources deno\/sms\.ab12\.ts is not UTF-8/],
  ['it is outside of deno', { url: 'authgeardeno:///deno/../x.ts' }, resources(), /sms\.custom\.url must be/],
  ['it has a host', { url: 'authgeardeno://h/deno/x.ts' }, resources(), /sms\.custom\.url must be/],
  ['its name has a hyphen', { url: 'authgeardeno:///deno/a-b.ts' }, resources(), /sms\.custom\.url must be/],
  ['it is no script of Deno', { url: 'authgeardeno:///deno/x.js' }, resources(), /sms\.custom\.url must be/],
  ['the URL is of another kind', { url: 'ftp://x' }, undefined, /sms\.custom\.url must be an absolute URL/],
  ['the URL is empty', { url: '' }, undefined, /sms\.custom\.url must be an absolute URL/],
  ['there is no URL', {}, undefined, /^authgear\.secrets\.yaml sms\.custom\.url is required/],
  ['there is nothing at all', null, undefined, /^authgear\.secrets\.yaml sms\.custom /],
  ...[0, 61, 1.5, '30'].map(
    (timeout) =>
      [
        `the timeout is ${JSON.stringify(timeout)}`,
        { ...custom, timeout },
        undefined,
        /sms\.custom\.timeout must/,
      ] as const,
  ),
] as const)
  test(`a custom client is refused: ${name}`, () => {
    const problems = refused(project(), secrets({ 'sms.custom': data }), given)
    assert.equal(problems.length, 1)
    assert.match(problems[0] ?? '', says)
  })

test('Twilio is taken with the credentials that credential_type names', () => {
  const both = { ...twilio, api_key_sid: 'SK1', api_key_secret: 'hush', message_service_sid: 'MG1' }
  const byToken = plan(project(), secrets({ 'sms.twilio': both }))
  assert.deepEqual(byToken.phoneProvider?.document, {
    kind: 'twilio',
    delivery_methods: ['text'],
    twilio: { sid: 'AC1', auth_token: 'token', from: '+15005550006', messaging_service_sid: 'MG1' },
  })
  assert.deepEqual(
    byToken.left.map(({ key }) => key),
    ['sms.twilio.api_key_sid', 'sms.twilio.api_key_secret'],
  )
  const byKey = plan(project(), secrets({ 'sms.twilio': { ...both, credential_type: 'api_key', from: '' } }))
  assert.deepEqual(byKey.phoneProvider?.document.twilio, {
    sid: 'AC1',
    api_key_sid: 'SK1',
    api_key_secret: 'hush',
    messaging_service_sid: 'MG1',
  })
  assert.ok(!byKey.phoneProvider?.summary.includes('hush'))
})

test('Twilio without a sender is refused, because translations are not read', () => {
  const [problem] = refused(project(), secrets({ 'sms.twilio': { ...twilio, from: '' } }))
  assert.match(problem ?? '', /^authgear\.secrets\.yaml sms\.twilio\.from is required/)
})

test('Nexmo is left, and the rest is taken', () => {
  const { phoneProvider, webhookSecret, left } = plan(
    project('messaging: {sms_provider: nexmo}'),
    secrets({ 'sms.nexmo': nexmo, webhook: { keys: [octKey('the key')] } }),
  )
  assert.equal(phoneProvider, undefined)
  assert.equal(webhookSecret, 'the key')
  assert.match(
    left.find(({ key }) => key === 'sms.nexmo')?.why ?? '',
    /Otpost does not support this provider/,
  )
})

test('the first key of webhook is taken as the text that its bytes are', () => {
  const { webhookSecret, left } = plan(
    project(),
    secrets({ 'sms.custom': custom, webhook: { keys: [octKey('Wk7_pQ2m'), octKey('older')] } }),
  )
  assert.equal(webhookSecret, 'Wk7_pQ2m')
  assert.deepEqual(left, [
    { file: 'authgear.secrets.yaml', key: 'webhook.keys.1', why: 'only the first key is used for signing' },
  ])
})

for (const [name, key] of [
  ['bytes that are no text', octKey(Uint8Array.of(0, 200))],
  ['an empty key', octKey('')],
  ['a key pair', { kty: 'RSA', n: 'x', e: 'AQAB' }],
  ['a key without octets', { kty: 'oct' }],
] as const)
  test(`a key that Otpost cannot have is a problem where it signs, and left where it does not: ${name}`, () => {
    const webhook = { keys: [key] }
    const [problem] = refused(project(), secrets({ 'sms.custom': custom, webhook }))
    assert.match(problem ?? '', /^authgear\.secrets\.yaml webhook\.keys\.0/)
    const { webhookSecret, left } = plan(project(), secrets({ 'sms.twilio': twilio, webhook }))
    assert.equal(webhookSecret, undefined)
    assert.match(left[0]?.key ?? '', /^webhook\.keys\.0/)
  })

test('languages are taken with the fallback first, and a word that is none is refused', () => {
  const locales = (text: string) =>
    plan(project(`localization: {${text}}`), secrets({ 'sms.custom': custom })).locales
  assert.deepEqual(locales('fallback_language: fr, supported_languages: [en, fr, zh-HK]'), [
    'fr',
    'en',
    'zh-HK',
  ])
  assert.deepEqual(locales('supported_languages: [de]'), ['en', 'de'])
  assert.equal(plan(project(), secrets({ 'sms.custom': custom })).locales, undefined)
  const [problem] = refused(
    project('localization: {supported_languages: ["not a tag"]}'),
    secrets({ 'sms.custom': custom }),
  )
  assert.match(problem ?? '', /^authgear\.yaml localization\.supported_languages/)
})

test('every key that is not used is named', () => {
  const { left } = plan(
    project(`
http: {public_origin: https://x.example}
ui: {}
localization: {supported_languages: [en], extra: 1}
messaging:
  sms_gateway: {${fromSecrets}, provider: custom, extra: 1}
  sms_provider: twilio
  rate_limits: {}
`),
    secrets({ csrf: {}, 'sms.custom': custom, 'sms.twilio': twilio }),
  )
  assert.deepEqual(
    left.map(({ file, key }) => `${file} ${key}`),
    [
      'authgear.yaml http',
      'authgear.yaml ui',
      'authgear.yaml localization.extra',
      'authgear.yaml messaging.rate_limits',
      'authgear.yaml messaging.sms_gateway.extra',
      'authgear.yaml messaging.sms_provider',
      'authgear.secrets.yaml csrf',
      'authgear.secrets.yaml sms.twilio',
    ],
  )
})

test('the problems of both files are said at once, and no text of a file is quoted', () => {
  const problems = refused(
    { name: 'authgear.yaml', text: 'id: a\nid: b\n' },
    { name: 'authgear.secrets.yaml', text: 'secrets:\n  - key: db\n    data: {password: hush\n' },
  )
  assert.match(problems[0] ?? '', /^authgear\.yaml {2}is not YAML at line 2, column 1 \(DUPLICATE_KEY\)/)
  assert.match(problems[1] ?? '', /^authgear\.secrets\.yaml {2}is not YAML at line \d/)
  assert.ok(!problems.join().includes('hush'))
  assert.match(refused(project(), { name: 's', text: '- 1' })[0] ?? '', /has no keys/)
  assert.match(refused({ name: 'p', text: '' }, secrets({}))[0] ?? '', /has no keys/)
  assert.match(refused({ name: 'p', text: 'http: {}' }, secrets({}))[0] ?? '', /^p id is required/)
  assert.match(refused(project(), { name: 's', text: 'secrets: {}' })[0] ?? '', /^s secrets must be array/)
  const twice = '{"secrets":[{"key":"webhook"},{"key":"webhook"}]}'
  assert.match(refused(project(), { name: 's', text: twice })[0] ?? '', /^s webhook is there more than once/)
})

test('aliases cannot make a small file large', () => {
  const bomb = [
    'a: &a [x,x,x,x,x,x,x,x,x]',
    'b: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]',
    'c: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]',
    'd: [*c,*c,*c]',
  ]
  const [problem] = refused(project(bomb.join('\n')), secrets({ 'sms.custom': custom }))
  assert.match(problem ?? '', /aliases/)
  assert.match(refused(project('http: *nobody'), secrets({}))[0] ?? '', /aliases/)
})
