import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { findFittingLocale, isSameLanguage } from '#src/messaging/negotiate-locale.ts'
import { renderText } from '#src/messaging/templates/render-text.ts'
import { templatePurposes } from '#src/messaging/types.ts'
import { builtInTexts } from './built-in-texts/index.ts'
import { knownLocales } from './locales.ts'
import { chooseText, type TextContext, textFor } from './message-texts.ts'
import { anyLocale, type MessageTemplate, type PhoneTemplate } from './records.ts'

const updatedAt = new Date(0)
const key = { purpose: 'login', deliveryMethod: 'text' } as const
const own = (locale: string, more: Partial<MessageTemplate> = {}): MessageTemplate => ({
  ...key,
  locale,
  body: `own ${locale}`,
  updatedAt,
  ...more,
})
const switchedOff: PhoneTemplate = {
  id: 'tem_1',
  type: 'otp_verify',
  disabled: true,
  createdAt: updatedAt,
  updatedAt,
}

function textContext(
  changes: Partial<TextContext> & { readonly locales?: readonly string[] } = {},
): TextContext {
  const { locales = ['en'], ...rest } = changes
  return { tenant: { locales }, messageTemplates: [], phoneTemplates: [], settings: {}, ...rest }
}

const chosen = (locale: string, given: Parameters<typeof textContext>[0]) => {
  const { source, origin, locale: language } = chooseText(textContext(given), { ...key, locale })
  return origin === 'own' ? [source, language] : [origin, language]
}

test('the order: own in the language, own for every language, built-in, then the same of the next language', () => {
  const [de, fr, any, zgh] = [own('de'), own('fr'), own(anyLocale), own('zgh')]
  for (const [name, locale, messageTemplates, locales, expected] of [
    ['own in the language', 'de', [any, de, fr], ['fr', 'de'], ['own de', 'de']],
    ['own for every language', 'de', [any, fr], ['fr', 'de'], ['own *', 'de']],
    ['built-in', 'de', [fr], ['fr', 'de'], ['built_in', 'de']],
    ['own in the first language', 'zgh', [fr], ['fr', 'zgh'], ['own fr', 'fr']],
    ['built-in of the first language', 'zgh', [], ['fr', 'zgh'], ['built_in', 'fr']],
    ['English', 'zgh', [], ['zgh'], ['built_in', 'en']],
    ['own where nothing is built in', 'zgh', [zgh], ['zgh'], ['own zgh', 'zgh']],
    ['of another purpose', 'de', [own('de', { purpose: 'mfa' })], ['de'], ['built_in', 'de']],
    ['of another method', 'de', [own('de', { deliveryMethod: 'voice' })], ['de'], ['built_in', 'de']],
  ] as const) {
    assert.deepEqual(chosen(locale, { messageTemplates, locales }), expected, name)
  }
})

test('a text of another language never wins over the built-in one', () => {
  for (const [locale, written] of [
    ['fr', 'en'],
    ['uk', 'ru'],
    ['ms', 'id'],
    ['zh-TW', 'zh-CN'],
    ['zh-HK', 'zh-CN'],
  ] as const) {
    assert.deepEqual(
      chosen(locale, { messageTemplates: [own(written)], locales: [written, locale] }),
      ['built_in', locale],
      locale,
    )
  }
})

test('among texts of the language the one that fits best is chosen', () => {
  for (const [locale, written, expected] of [
    ['pt', ['pt-PT', 'pt-BR'], 'pt-BR'],
    ['pt-PT', ['pt-BR'], 'pt-BR'],
    ['es-AR', ['es', 'es-419'], 'es-419'],
    ['zh-HK', ['zh-CN', 'zh-TW'], 'zh-TW'],
    ['en-GB', ['en-CA', 'en'], 'en'],
  ] as const) {
    const messageTemplates = written.map((one) => own(one))
    assert.deepEqual(chosen(locale, { messageTemplates }), [`own ${expected}`, expected], locale)
  }
})

test('before the first language comes one that its readers read as well', () => {
  assert.deepEqual(chosen('ca-ES', { locales: ['fr', 'ca-ES'] }), ['built_in', 'es'])
  assert.deepEqual(chosen('ca-ES', { locales: ['fr', 'ca-ES'], messageTemplates: [own('es')] }), [
    'own es',
    'es',
  ])
})

test('an Auth0 template that is switched off is not used, and texts in languages are', () => {
  const phoneTemplates = [switchedOff]
  assert.deepEqual(chosen('de', { phoneTemplates, messageTemplates: [own(anyLocale)] }), ['built_in', 'de'])
  assert.deepEqual(chosen('de', { phoneTemplates, messageTemplates: [own(anyLocale), own('de')] }), [
    'own de',
    'de',
  ])
})

test('whatever there is, a text is chosen, and its language has a reason', () => {
  const locale = fc.constantFrom(...knownLocales, 'en-GB', 'zh-Hans-HK', 'sr-Latn')
  const template = fc.record({
    purpose: fc.constantFrom(...templatePurposes),
    deliveryMethod: fc.constantFrom('text' as const, 'voice' as const),
    locale: fc.oneof(locale, fc.constant(anyLocale)),
  })
  fc.assert(
    fc.property(
      fc.uniqueArray(locale, { minLength: 1, maxLength: 4 }),
      fc.array(template, { maxLength: 6 }),
      fc.constantFrom(...templatePurposes),
      fc.boolean(),
      fc.oneof(locale, fc.string()),
      (locales, given, purpose, isOff, wanted) => {
        const messageTemplates = given.map((one) => ({ ...one, body: 'own', updatedAt }))
        const phoneTemplates = isOff ? [switchedOff] : []
        const { source, locale: language } = chooseText(
          textContext({ locales, messageTemplates, phoneTemplates }),
          { purpose, deliveryMethod: 'text', locale: wanted },
        )
        assert.ok(source !== '')
        const able = given.filter((one) => one.purpose === purpose && one.deliveryMethod === 'text')
        const everywhere = [...able.map((one) => one.locale), ...builtInTexts.keys()]
        const relatedLocale = findFittingLocale(
          wanted,
          everywhere.filter((one) => one !== anyLocale),
        )
        const reasons = [wanted, relatedLocale, locales[0], 'en'].filter((one) => one !== undefined)
        assert.ok(
          reasons.some((reason) => isSameLanguage(reason, language)),
          `${wanted} became ${language}`,
        )
      },
    ),
    { numRuns: 500 },
  )
})

const context = { tenant: { name: 'acme', friendlyName: 'Acme', host: 'login.example.com' } }

test('a text is filled in with what is known, and the user is looked up only for texts that name one', async () => {
  let lookups = 0
  const about = {
    phoneNumber: '+442079460123',
    context: {
      ...context,
      findUser: async () => {
        lookups += 1
        return {
          userId: 'sms|1',
          phoneVerified: true,
          profile: { name: 'Reader' },
          createdAt: updatedAt,
          updatedAt,
        }
      },
    },
  }
  const text = async (body: string) =>
    renderText(
      await textFor(
        textContext({ messageTemplates: [own('en', { body })] }),
        { ...key, locale: 'en' },
        about,
      ),
      '123456',
      'text',
    ).body
  assert.equal(await text('{{ code }} {{ friendly_name }}'), '123456 Acme')
  assert.equal(lookups, 0)
  assert.equal(await text("{{ user['name'] }}"), 'Reader')
  assert.equal(lookups, 1)
})

test('a text is chosen and compiled once for a configuration', async () => {
  const config = textContext()
  const templates = [own('en', { body: 'first {{ code }}' })]
  const counting = {
    ...config,
    reads: 0,
    get messageTemplates() {
      this.reads += 1
      return templates
    },
  }
  for (let time = 0; time < 3; time++) {
    const text = await textFor(counting, { ...key, locale: 'en' }, { phoneNumber: '+442079460123', context })
    assert.equal(text.render({ code: '1' }), 'first 1')
  }
  assert.equal(counting.reads, 1)
})

test('the line for WebOTP stands under codes that are typed, and nowhere else', async () => {
  const config = textContext({ settings: { autofillDomain: 'login.example.com' } })
  const text = async (
    purpose: (typeof templatePurposes)[number],
    deliveryMethod: 'text' | 'voice',
    linkOf?: (code: string) => string,
  ) =>
    renderText(
      await textFor(
        config,
        { purpose, deliveryMethod, locale: 'en' },
        { phoneNumber: '+442079460123', context, ...(linkOf && { linkOf }) },
      ),
      '123456',
      deliveryMethod,
    ).body
  assert.ok((await text('mfa', 'text')).endsWith('\n\n@login.example.com #123456'))
  assert.doesNotMatch(await text('mfa', 'voice'), /@/)
  assert.doesNotMatch(await text('blocked_account', 'text'), /@/)
  assert.doesNotMatch(await text('password_reset_link', 'text', (code) => `https://x/${code}`), /@/)
})
