import assert from 'node:assert/strict'
import { test } from 'node:test'
import { TemplateError } from './liquid.ts'
import { checkMessageTemplate, compileMessageTemplate } from './message-template.ts'

const variables = {
  code: '123456',
  phoneNumber: '+442079460123',
  deliveryMethod: 'text',
  locale: 'de',
  context: {
    tenant: {
      name: 'acme',
      friendlyName: 'Acme & Co',
      host: 'login.acme.example',
      supportEmail: 'help@acme.example',
      supportUrl: 'https://acme.example/help',
      logoUrl: 'https://acme.example/logo.png',
    },
    client: { clientId: 'web', name: 'Web', metadata: { tier: 'gold' } },
    organization: {
      id: 'org_1',
      name: 'acme',
      displayName: 'Acme',
      metadata: { tier: 'gold' },
      branding: { logo_url: 'https://acme.example/logo.png' },
    },
  },
  user: {
    userId: 'sms|1',
    phoneVerified: true,
    profile: { name: 'N', email: 'n@example.com', user_metadata: { team: 'x' } },
    createdAt: new Date(0),
    updatedAt: new Date(0),
  },
  ip: '203.0.113.7',
  requestLanguage: 'de-AT,de;q=0.9',
} as const

const render = (source: string, more: object = {}) =>
  compileMessageTemplate(source)({ ...variables, ...more })

test('a template is filled in with what is known, under the names of the contract', () => {
  for (const [source, text] of [
    ['{{ code }} {{ locale }} {{ tenant }}', '123456 de acme'],
    ['{{ friendly_name }}|{{ friendly_name | escape }}', 'Acme & Co|Acme &amp; Co'],
    ['{{ client.name }} {{ client.clientID }} {{ client.metadata.tier }}', 'Web web gold'],
    ['{{ application.name }} {{ application.client_metadata.tier }}', 'Web gold'],
    ['{{ organization.id }} {{ custom_domain.domain }}', 'org_1 login.acme.example'],
    ['{{ organization.name }} {{ organization.display_name }}', 'acme Acme'],
    [
      '{{ organization.metadata.tier }} {{ organization.branding.logo_url }}',
      'gold https://acme.example/logo.png',
    ],
    ['{{ tenant.friendly_name }} {{ tenant.friendlyName }}', 'Acme & Co Acme & Co'],
    ["{% if tenant == 'acme' %}{{ tenant | upcase }}{% endif %}", 'ACME'],
    ['{{ message_type }} {{ requestInfo.lang }}', 'sms de-AT,de;q=0.9'],
    [
      '{{ support_email }} {{ support_url }} {{ logo_url }}',
      'help@acme.example https://acme.example/help https://acme.example/logo.png',
    ],
    ['[{{ home_url }}{{ region }}{{ user.city }}{{ user.country }}]', '[]'],
    ['{{ code.constructor }}{{ user.constructor }}{{ constructor }}', ''],
    ['{{ user.name }} {{ user.email }} {{ user.user_metadata.team }}', 'N n@example.com x'],
    [
      '{{ user.phone_number }} {{ user.phone_verified }} {{ user.source_ip }}',
      '+442079460123 true 203.0.113.7',
    ],
    ['{% if user.city %}in {{ user.city }}{% else %}somewhere{% endif %}', 'somewhere'],
    ['[{{ user.nickname }}{{ connection }}{{ link }}]', '[]'],
  ] as const) {
    assert.equal(render(source), text)
  }
})

test('a pause is for the ear only', () => {
  assert.equal(render('a{{ pause }}b'), 'ab')
  assert.equal(render('a{{ pause }}b', { deliveryMethod: 'voice' }), 'a...b')
  assert.equal(render('{{ message_type }}', { deliveryMethod: 'voice' }), 'voice')
})

test('a bad template says where, and nothing of what stands around it', () => {
  for (const source of [
    'Hello\n {% if code %}',
    '{% nonsense %}',
    "{% include '/etc/passwd' %}",
    "{% layout 'x' %}",
  ]) {
    assert.throws(
      () => checkMessageTemplate(source),
      (error) => error instanceof TemplateError && !error.message.includes('\n') && error.line !== undefined,
      source,
    )
  }
  assert.throws(() => checkMessageTemplate('Hello\n {% if code %}'), {
    message: 'line 2, column 2: tag {% if code %} not closed',
    line: 2,
    column: 2,
  })
  for (const source of ['', 'plain', '{{ nobody.knows.this }}', '{% for i in (1..3) %}{{ i }}{% endfor %}']) {
    checkMessageTemplate(source)
  }
})
