// /v1/templates: what a tenant's messages say. Auth0's phone templates and MFA templates are the same texts by other
// names.

import type { Static } from 'typebox'
import type { AssertionReplayStore } from '#src/identity/clients/client-assertion.ts'
import type { Directory } from '#src/identity/tenants/directory.ts'
import { MessagingError } from '#src/messaging/errors.ts'
import { TemplateError } from '#src/messaging/templates/liquid.ts'
import { checkMessageTemplate } from '#src/messaging/templates/message-template.ts'
import { isLocale } from '#src/settings/locales.ts'
import {
  type EffectiveText,
  effectiveText,
  effectiveTexts,
  type TemplateKey,
} from '#src/settings/message-templates.ts'
import { anyLocale } from '#src/settings/records.ts'
import { builtIn, type EditedPart } from '../http/route-facts.ts'
import { tenantOf } from '../http/server.ts'
import { requireScope } from './authentication.ts'
import { invalidFields, ProblemError } from './errors.ts'
import type { NativeApp } from './native-app.ts'
import { answer, describeOperation } from './operation.ts'
import { previewText } from './preview-template.ts'
import {
  Preview,
  PreviewRequest,
  Template,
  TemplateList,
  TemplateParams,
  TemplateQuery,
  TemplateText,
} from './template-schemas.ts'

export interface TemplateDeps {
  readonly replayStore: AssertionReplayStore
  readonly directory: Pick<Directory, 'change'>
}

const tag = 'Templates'
const path = '/templates/:purpose/:locale/:delivery_method'

const edits: EditedPart = ({ messageTemplates }, params) =>
  messageTemplates.find(
    (one) =>
      one.purpose === params.purpose &&
      one.locale === params.locale &&
      one.deliveryMethod === params.delivery_method,
  ) ?? builtIn

export function templateRoutes(app: NativeApp, deps: TemplateDeps): void {
  const mayRead = { onRequest: requireScope('read:phone_templates', deps) }
  const mayWrite = { onRequest: requireScope('update:phone_templates', deps) }
  const reading = { tag, scope: 'read:phone_templates' } as const
  const writing = { tag, scope: 'update:phone_templates' } as const
  const shown = { 200: answer(Template, 'The template.') }

  const list = describeOperation({
    ...reading,
    id: 'listTemplates',
    summary: 'List templates',
    description:
      "Returns the template of each purpose in each of the tenant's languages, and all other custom templates.",
    answers: { 200: answer(TemplateList, 'The templates.') },
  })
  app.get('/templates', { ...mayRead, schema: { ...list, querystring: TemplateQuery } }, async (request) => {
    const { purpose, locale, delivery_method: deliveryMethod } = request.query
    if (locale !== undefined) requireLocale(locale)
    return {
      templates: effectiveTexts(tenantOf(request), { purpose, locale, deliveryMethod }).map(showText),
    }
  })

  const read = describeOperation({
    ...reading,
    id: 'getTemplate',
    summary: 'Retrieve a template',
    answers: shown,
    problems: ['not-found'],
  })
  app.get(
    path,
    { ...mayRead, config: { edits }, schema: { ...read, params: TemplateParams } },
    async (request) => {
      const text = effectiveText(tenantOf(request), readKey(request.params))
      if (!text) throw new ProblemError('not-found', 'This template has no text for `*`.')
      return showText(text)
    },
  )

  const write = describeOperation({
    ...writing,
    id: 'putTemplate',
    summary: 'Replace a template',
    description: 'Otpost checks the Liquid syntax before it saves the template.',
    answers: shown,
    problems: ['unsupported-media-type', 'invalid-template'],
  })
  app.put(
    path,
    { ...mayWrite, config: { edits }, schema: { ...write, params: TemplateParams, body: TemplateText } },
    async (request) => {
      const key = readKey(request.params)
      const { body } = request.body
      refuseBadTemplate(() => checkMessageTemplate(body))
      const template = { ...key, body, updatedAt: new Date() }
      return deps.directory.change(tenantOf(request).tenant.id, async (current, writer) => {
        await writer.putMessageTemplate(template)
        const others = current.messageTemplates.filter((other) => !isAt(key, other))
        const text = effectiveText({ ...current, messageTemplates: [...others, template] }, key)
        if (!text) throw new Error('What was written is not there.')
        return showText(text)
      })
    },
  )

  const reset = describeOperation({
    ...writing,
    id: 'deleteTemplate',
    summary: 'Reset a template',
    description:
      'Removes the custom template, so that the built-in one is used. Does nothing if there is no custom template.',
    answers: { 204: { description: 'The tenant has no custom template.', type: 'null' } },
  })
  app.delete(
    path,
    { ...mayWrite, config: { edits }, schema: { ...reset, params: TemplateParams } },
    async (request, reply) => {
      const key = readKey(request.params)
      await deps.directory.change(tenantOf(request).tenant.id, (_current, writer) =>
        writer.removeMessageTemplate(key),
      )
      return reply.code(204).send()
    },
  )

  const preview = describeOperation({
    ...reading,
    id: 'previewTemplate',
    summary: 'Preview a template',
    description: 'Renders the given text, or the template that would be used.',
    answers: { 200: answer(Preview, 'The rendered message.') },
    problems: ['unsupported-media-type', 'invalid-template'],
  })
  app.post(
    '/templates/preview',
    { ...mayRead, config: { onlyReads: true }, schema: { ...preview, body: PreviewRequest } },
    async (request) => {
      requireLocale(request.body.locale)
      return refuseBadTemplate(() => previewText(request.body, tenantOf(request)))
    },
  )
}

function readKey(params: Static<typeof TemplateParams>): TemplateKey {
  const { purpose, locale, delivery_method: deliveryMethod } = params
  requireLocale(locale)
  return { purpose, locale, deliveryMethod }
}

function requireLocale(locale: string): void {
  if (locale === anyLocale || isLocale(locale)) return
  throw invalidFields([{ field: 'locale', detail: 'must be a canonical BCP 47 tag, such as pt-BR, or *' }])
}

function isAt(key: TemplateKey, { purpose, locale, deliveryMethod }: TemplateKey): boolean {
  return purpose === key.purpose && locale === key.locale && deliveryMethod === key.deliveryMethod
}

/** @throws ProblemError `invalid-template` */
function refuseBadTemplate<Result>(work: () => Result): Result {
  try {
    return work()
  } catch (error) {
    const cause = error instanceof MessagingError ? error.cause : error
    if (!(cause instanceof TemplateError)) throw error
    const { message: detail, line, column } = cause
    const where = line !== undefined && column !== undefined && { line, column }
    throw new ProblemError('invalid-template', detail, { errors: [{ field: 'body', detail, ...where }] })
  }
}

function showText(text: EffectiveText): Static<typeof Template> {
  const { purpose, locale, deliveryMethod, body, source, textLocale, updatedAt, disabled } = text
  return {
    purpose,
    locale,
    delivery_method: deliveryMethod,
    body,
    source,
    ...(textLocale !== undefined && { text_locale: textLocale }),
    ...(disabled && { disabled }),
    ...(updatedAt && { updated_at: updatedAt.toISOString() }),
  }
}
