import assert from 'node:assert/strict'
import test from 'node:test'
import { templatePurposes } from '#src/messaging/types.ts'
import { knownLocales } from '#src/settings/locales.ts'
import { assertProblem, callNative } from '#test/support/native.ts'
import { startTestServer, type TestServer } from '#test/support/server.ts'

const phone = '+442079460123'

const put = (server: TestServer, path: string, body: unknown) =>
  callNative(server, `/templates/${path}`, { method: 'PUT', body: { body } })
const speak = (server: TestServer, locales: readonly string[]) =>
  callNative(server, '/settings', { method: 'PATCH', body: { enabled_locales: locales } })
const preview = (server: TestServer, body: object) => callNative(server, '/templates/preview', { body })

async function sentText(server: TestServer, body: object): Promise<string> {
  const sent = await callNative(server, '/verifications', { body: { to: phone, ...body } })
  assert.equal(sent.status, 201, sent.text)
  const inbox = await callNative(server, '/inbox?limit=1')
  return inbox.body.messages[0].text
}

test('a new tenant has a built-in text for each purpose and method, in its language', async (t) => {
  const server = await startTestServer(t)
  const { body, status, text } = await callNative(server, '/templates')
  assert.equal(status, 200, text)
  assert.deepEqual(
    body.templates.map((template: { purpose: string; locale: string; delivery_method: string }) =>
      [template.purpose, template.locale, template.delivery_method].join(' '),
    ),
    templatePurposes.flatMap((purpose) => [`${purpose} en text`, `${purpose} en voice`]),
  )
  assert.ok(body.templates.every(({ source }: { source: string }) => source === 'built_in'))
  assert.match(await sentText(server, {}), /^\d{6} is your verification code for /)
})

test('a text of its own is what is sent, until it is reset', async (t) => {
  const server = await startTestServer(t)
  const path = 'verification/en/text'
  const written = await put(server, path, 'Own {{ code }}')
  assert.equal(written.status, 200, written.text)
  assert.partialDeepStrictEqual(written.body, {
    purpose: 'verification',
    locale: 'en',
    delivery_method: 'text',
    body: 'Own {{ code }}',
    source: 'own',
  })
  assert.deepEqual((await callNative(server, `/templates/${path}`)).body, written.body)
  assert.match(await sentText(server, {}), /^Own \d{6}$/)
  for (const _time of [1, 2]) {
    const removed = await callNative(server, `/templates/${path}`, { method: 'DELETE' })
    assert.equal(removed.status, 204)
    assert.equal(removed.text, '')
  }
  assert.equal((await callNative(server, `/templates/${path}`)).body.source, 'built_in')
  assert.match(await sentText(server, {}), / is your verification code for /)
})

test('a text for every language serves those without one of their own', async (t) => {
  const server = await startTestServer(t)
  await speak(server, ['en', 'de', 'fr'])
  const none = await callNative(server, '/templates/verification/*/text')
  assertProblem(none, 404, 'not-found')
  await put(server, 'verification/*/text', 'Any {{ code }} {{ locale }}')
  await put(server, 'verification/de/text', 'Deutsch {{ code }}')
  assert.match(await sentText(server, { locale: 'fr' }), /^Any \d+ fr$/)
  assert.match(await sentText(server, { locale: 'de-AT' }), /^Deutsch \d+$/)
  const listed = await callNative(server, '/templates?purpose=verification&delivery_method=text')
  assert.deepEqual(
    listed.body.templates.map((one: Record<string, string>) => [one.locale, one.source, one.text_locale]),
    [
      ['en', 'own', '*'],
      ['de', 'own', undefined],
      ['fr', 'own', '*'],
      ['*', 'own', undefined],
    ],
  )
})

test('what Auth0 calls a phone template is the text for every language, and one switched off says so', async (t) => {
  const server = await startTestServer(t)
  const token = await server.managementToken()
  const created = await server.call('/api/v2/branding/phone/templates', {
    token,
    body: { type: 'otp_enroll', disabled: true, content: { body: { text: 'Enrol {{ code }}' } } },
  })
  assert.equal(created.status, 201, created.text)
  const any = await callNative(server, '/templates/mfa_enrollment/*/text')
  assert.partialDeepStrictEqual(any.body, { body: 'Enrol {{ code }}', disabled: true })
  assert.equal((await callNative(server, '/templates/mfa_enrollment/en/text')).body.source, 'built_in')
  await put(server, 'mfa_enrollment/*/text', 'Changed {{ code }}')
  const shown = await server.call(`/api/v2/branding/phone/templates/${created.body.id}`, { token })
  assert.equal(shown.body.content.body.text, 'Changed {{ code }}')
})

test('a bad text is refused with its line and column, and nothing changes', async (t) => {
  const server = await startTestServer(t)
  const path = 'login/en/text'
  for (const [source, line, column] of [
    ['Hello\n {% if code %}', 2, 2],
    ['{{ code', 1, 1],
    ["a\nb {% include 'other' %}", 2, 3],
    ['{% for a in (1..9999999) %}x{% endfor %}', 1, 1],
  ] as const) {
    const refused = await put(server, path, source)
    assertProblem(refused, 422, 'invalid-template')
    const [error] = refused.body.errors
    assert.deepEqual([error.field, error.line, error.column], ['body', line, column], source)
    const previewed = await preview(server, { purpose: 'login', locale: 'en', body: source })
    assertProblem(previewed, 422, 'invalid-template')
    assert.deepEqual(previewed.body.errors, refused.body.errors)
  }
  assert.equal((await callNative(server, `/templates/${path}`)).body.source, 'built_in')
})

for (const [name, path, field] of [
  ['no purpose', 'goodbye/en/text', 'purpose'],
  ['a test has no text', 'test/en/text', 'purpose'],
  ['no delivery method', 'login/en/pigeon', 'delivery_method'],
  ['no language', 'login/e_n/text', 'locale'],
  ['a tag in another spelling', 'login/PT-br/text', 'locale'],
] as const) {
  test(`${name}: the field is named`, async (t) => {
    const server = await startTestServer(t)
    const answer = await put(server, path, '{{ code }}')
    assertProblem(answer, 400, 'invalid-request')
    assert.deepEqual(
      answer.body.errors.map((error: { field: string }) => error.field),
      [field],
    )
  })
}

test('a preview says what would be sent, how many segments it takes, and from whom', async (t) => {
  const server = await startTestServer(t)
  await server.call('/api/v2/branding/phone/templates', {
    token: await server.managementToken(),
    body: { type: 'otp_verify', content: { from: 'ACME' } },
  })
  const given = await preview(server, {
    purpose: 'login',
    locale: 'en',
    body: '{{ code }} {{ friendly_name }} {{ user.name }} €',
    sample: { code: '0042', friendly_name: 'Acme', user: { name: 'Reader' } },
  })
  assert.equal(given.status, 200, given.text)
  assert.deepEqual(given.body, {
    text: '0042 Acme Reader €',
    locale: 'en',
    source: 'given',
    falls_back: false,
    sender: 'ACME',
    segments: { encoding: 'GSM-7', units: 19, segments: 1, units_left: 141 },
  })
  const voice = await preview(server, { purpose: 'login', locale: 'en', delivery_method: 'voice' })
  assert.match(voice.body.text, /is \.\.\. 1\.2\.3\.4\.5\.6/)
  assert.equal(voice.body.segments, undefined)
  assert.equal(voice.body.source, 'own')
  const link = await preview(server, { purpose: 'password_reset_link', locale: 'en' })
  assert.match(link.body.text, /https?:\/\/\S+code=123456/)
  assert.equal(link.body.source, 'built_in')
  const ucs = await preview(server, { purpose: 'mfa_enrollment', locale: 'ja' })
  assert.equal(ucs.body.segments.encoding, 'UCS-2')
})

test('a preview of a language without a text says which one it falls back to', async (t) => {
  const server = await startTestServer(t)
  const missing = await preview(server, { purpose: 'login', locale: 'zgh' })
  assert.partialDeepStrictEqual(missing.body, {
    locale: 'en',
    falls_back: true,
    fallback: { from: 'zgh', to: 'en' },
  })
  const near = await preview(server, { purpose: 'login', locale: 'es-AR' })
  assert.partialDeepStrictEqual(near.body, { locale: 'es-419', falls_back: false })
})

test('the site for WebOTP ends texts with a code to be typed, and counts in their segments', async (t) => {
  const server = await startTestServer(t)
  const set = (autofill_domain: string | null) =>
    callNative(server, '/settings', { method: 'PATCH', body: { autofill_domain } })
  assert.equal((await set('Login.Example.com')).body.autofill_domain, 'login.example.com')
  const text = async (purpose: string, delivery_method = 'text') =>
    (await preview(server, { purpose, locale: 'en', delivery_method })).body
  const login = await text('login')
  assert.ok(login.text.endsWith('\n\n@login.example.com #123456'), login.text)
  assert.equal(login.segments.units, login.text.length)
  assert.match(await sentText(server, {}), /(\d{6}) is .*\n\n@login\.example\.com #\1$/)
  for (const [purpose, method] of [
    ['login', 'voice'],
    ['blocked_account', 'text'],
    ['password_breach', 'text'],
    ['password_reset_link', 'text'],
  ] as const) {
    assert.doesNotMatch((await text(purpose, method)).text, /login\.example\.com/, `${purpose} ${method}`)
  }
  assert.equal((await set(null)).body.autofill_domain, null)
  assert.doesNotMatch(await sentText(server, {}), /@/)
})

test('settings: what is wrong is named, and nothing changes', async (t) => {
  const server = await startTestServer(t)
  const before = await callNative(server, '/settings')
  assert.partialDeepStrictEqual(before.body, { enabled_locales: ['en'], autofill_domain: null, hosts: [] })
  assert.deepEqual(before.body.known_locales, knownLocales)
  for (const [change, field] of [
    [{ enabled_locales: [] }, 'enabled_locales'],
    [{ enabled_locales: ['xx'] }, 'enabled_locales'],
    [{ enabled_locales: ['en', 'EN'] }, 'enabled_locales'],
    [{ autofill_domain: 'https://example.com' }, 'autofill_domain'],
    [{ autofill_domain: 'example.com:8443' }, 'autofill_domain'],
    [{ autofill_domain: '127.0.0.1' }, 'autofill_domain'],
    [{ autofill_domain: '' }, 'autofill_domain'],
    [{ friendly_name: 'x' }, 'friendly_name'],
    [{}, ''],
  ] as const) {
    const answer = await callNative(server, '/settings', { method: 'PATCH', body: change })
    assertProblem(answer, 400, 'invalid-request')
    assert.equal(answer.body.errors[0].field, field, answer.text)
  }
  assert.deepEqual((await callNative(server, '/settings')).body, before.body)
})

test('a tag is kept as such tags are written', async (t) => {
  const server = await startTestServer(t)
  const changed = await speak(server, ['pt-br', 'ZH-TW', 'fil'])
  assert.deepEqual(changed.body.enabled_locales, ['pt-BR', 'zh-TW', 'fil'])
})
