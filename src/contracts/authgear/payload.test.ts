import assert from 'node:assert/strict'
import { test } from 'node:test'
import { authgearPayload, encodePayload, queryEscape } from './payload.ts'

const message = {
  to: '+442079460123',
  body: '420240 is your french verification code.\n',
  app_id: 'demo',
  template_name: 'verification_sms.txt',
  language_tag: 'en',
  template_variables: {},
}

test('the six keys stand in their order, whatever is empty', () => {
  assert.equal(
    encodePayload(
      authgearPayload({
        ...message,
        template_variables: {},
        app_id: '',
        template_name: '',
        language_tag: '',
      }),
    ),
    '{"to":"+442079460123","body":"420240 is your french verification code.\\n","app_id":"","template_name":"",' +
      '"language_tag":"","template_variables":{}}',
  )
})

test('variables stand in alphabetical order, and empty ones are left out', () => {
  const template_variables = {
    x_state: 'x',
    url: 'https://example.com/l',
    ui_locales: 'en+fr',
    state: '',
    phone: '+442079460123',
    password: '',
    link: 'https://example.com/l',
    host: 'example.com',
    has_password: false,
    email: '',
    code: '420240',
    client_id: 'my+client',
    app_name: 'french',
  }
  const payload = authgearPayload({ ...message, template_variables })
  assert.deepEqual(Object.entries(payload.template_variables), [
    ['app_name', 'french'],
    ['client_id', 'my+client'],
    ['code', '420240'],
    ['host', 'example.com'],
    ['link', 'https://example.com/l'],
    ['phone', '+442079460123'],
    ['ui_locales', 'en+fr'],
    ['url', 'https://example.com/l'],
    ['x_state', 'x'],
  ])
  const withPassword = authgearPayload({ ...message, template_variables: { has_password: true } })
  assert.deepEqual(withPassword.template_variables, { has_password: true })
})

test('the bytes are escaped as Go escapes them, and read back as they were', () => {
  const body = '<a href="x">R&D</a> \u2028\u2029 é 短信 \u{1f600} \\u003c'
  const text = encodePayload(authgearPayload({ ...message, body }))
  assert.ok(
    text.includes(
      '"\\u003ca href=\\"x\\"\\u003eR\\u0026D\\u003c/a\\u003e \\u2028\\u2029 é 短信 \u{1f600} \\\\u003c"',
    ),
    text,
  )
  assert.equal(JSON.parse(text).body, body)
})

test('what goes into a query is escaped as a form field is', () => {
  assert.equal(queryEscape('my client id'), 'my+client+id')
  assert.equal(queryEscape("a+b/c?d=é&(!*~'-_.)"), 'a%2Bb%2Fc%3Fd%3D%C3%A9%26%28%21%2A~%27-_.%29')
})
