import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Liquid } from 'liquidjs'
import { compileMessageTemplate } from '#src/messaging/templates/message-template.ts'
import { renderText, spell } from '#src/messaging/templates/render-text.ts'
import { countSegments } from '#src/messaging/templates/sms-segments.ts'
import {
  type DeliveryMethod,
  deliveryMethods,
  type TemplatePurpose,
  templatePurposes,
} from '#src/messaging/types.ts'
import { isForCode } from '../message-texts.ts'
import { builtInTexts } from './index.ts'

const code = '042917'
const link = 'https://login.example.com/reset?code=042917'
const friendlyName = 'Acme Company' // Twelve characters.
const known = new Set([
  'code',
  'friendly_name',
  'pause',
  'link',
  'user.source_ip',
  'user.city',
  'user.country',
])
const user = {
  userId: 'auth0|1',
  phoneVerified: true,
  profile: { city: 'Berlin', country: 'DE' },
  createdAt: new Date(0),
  updatedAt: new Date(0),
}

/** The locales of Authgear's built-in texts (contract authgear.md 4.1), and ours. */
const promised =
  'de el en es es-419 es-ES fil fr id it ja ko ms nl pl pt pt-BR pt-PT th vi zh-CN zh-HK zh-TW ar he hi ru sv tr uk'

const timesSaid = { text: 1, voice: 2 } as const

function render(
  source: string,
  locale: string,
  purpose: TemplatePurpose,
  deliveryMethod: DeliveryMethod,
): string {
  const text = compileMessageTemplate(source)
  const variables = {
    phoneNumber: '+442079460123',
    deliveryMethod,
    locale,
    user,
    ip: '203.0.113.7',
    context: { tenant: { name: 'acme', friendlyName, host: 'login.example.com' } },
  }
  return renderText(
    {
      locale,
      render: (values) => text({ ...variables, ...values }),
      ...(purpose === 'password_reset_link' && { linkOf: () => link }),
    },
    isForCode(purpose) ? code : '',
    deliveryMethod,
  ).body
}

test('every promised language has texts', () => {
  assert.deepEqual([...builtInTexts.keys()].sort(), promised.split(' ').sort())
})

for (const [locale, texts] of builtInTexts) {
  test(`${locale}: each text is filled in, names nothing unknown, and says what it must`, () => {
    for (const purpose of templatePurposes) {
      for (const method of deliveryMethods) {
        const source = texts[purpose][method]
        const where = `${locale} ${purpose} ${method}`
        const named = new Liquid().globalFullVariablesSync(source)
        assert.deepEqual(
          named.filter((name) => !known.has(name)),
          [],
          where,
        )
        const body = render(source, locale, purpose, method)
        assert.ok(body.includes(friendlyName), `${where}: the name is missing`)
        assert.equal(body, body.trim(), where)
        assert.doesNotMatch(body, /[{}]| {2}|\bundefined\b/, where)
        const isLink = purpose === 'password_reset_link'
        const isCodeSaid = isForCode(purpose) && !isLink
        const times = body.split(method === 'voice' ? spell(code) : code).length - 1
        const saysLink = isLink && method === 'text'
        // A voice says it again; the link has it too.
        const expected = isCodeSaid ? timesSaid[method] : Number(saysLink)
        assert.equal(times, expected, `${where}: the code`)
        if (method === 'voice' && isCodeSaid)
          assert.equal(body.split('...').length - 1, 2, `${where}: the pauses`)
        if (saysLink) assert.ok(body.includes(link), where)
      }
    }
  })

  test(`${locale}: a text with a code is one segment`, () => {
    for (const purpose of templatePurposes.filter((one) => isForCode(one) && one !== 'password_reset_link')) {
      const { encoding, segments, units } = countSegments(
        render(texts[purpose].text, locale, purpose, 'text'),
      )
      assert.equal(segments, 1, `${locale} ${purpose}: ${units} units of ${encoding}`)
    }
  })
}
