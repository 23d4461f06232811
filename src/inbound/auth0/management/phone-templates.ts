// /api/v2/branding/phone/templates (contract 10.2): the texts of messages that are not a connection's.

import type { FastifyInstance } from 'fastify'
import {
  listPhoneResourcesQuery,
  tryPhoneAnswer,
  tryPhoneBody,
} from '#src/contracts/auth0/phone-providers.ts'
import {
  createPhoneTemplateBody,
  type UpdatePhoneTemplateBody,
  updatePhoneTemplateBody,
} from '#src/contracts/auth0/phone-templates.ts'
import type { RunAfterwards } from '#src/flows/run-afterwards.ts'
import { type SendTestDeps, sendTest } from '#src/flows/send-test.ts'
import type { TenantWriter } from '#src/identity/ports.ts'
import type { TenantConfig } from '#src/identity/records.ts'
import type { Directory } from '#src/identity/tenants/directory.ts'
import type { Candidate } from '#src/messaging/types.ts'
import {
  bodiesOf,
  changePhoneTemplate,
  createPhoneTemplate,
  defaultBodies,
  getPhoneTemplate,
  listedTemplateTypes,
  messageTemplatesOf,
  type PhoneTemplateChange,
  shownPurpose,
  templateKeys,
} from '#src/settings/phone-templates.ts'
import type { JsonObject, MessageTemplate, PhoneTemplate } from '#src/settings/records.ts'
import { logFailedTest } from '../../http/log-unsent.ts'
import { requestOrigin } from '../../http/request-origin.ts'
import { tenantOf } from '../../http/server.ts'
import { hasScope, requireScope } from './authorize.ts'
import { readTestRecipient } from './test-recipient.ts'
import { createBodyReader, createPathReader, createQueryReader } from './validate.ts'

export interface PhoneTemplateDeps extends SendTestDeps {
  readonly directory: Directory
  /** The tenant's phone provider, ready to send. */
  readonly candidatesOf: (config: TenantConfig) => readonly Candidate[]
}

const readId = createPathReader('id', '^.+$', 'The id of the phone template')
const readListQuery = createQueryReader(listPhoneResourcesQuery)
const readCreateBody = createBodyReader(createPhoneTemplateBody)
const readUpdateBody = createBodyReader(updatePhoneTemplateBody)
const readTryBody = createBodyReader(tryPhoneBody)

const path = '/branding/phone/templates'

export function phoneTemplateRoutes(
  app: FastifyInstance,
  deps: PhoneTemplateDeps,
  runAfterwards: RunAfterwards,
): void {
  const { directory } = deps
  const show = (template: PhoneTemplate, tenantId: string) => {
    const { messageTemplates, tenant } = directory.byId(tenantId)
    return showTemplate(template, messageTemplates, tenant.name)
  }

  app.get(path, { onRequest: requireScope('read:phone_templates') }, async (request) => {
    const { disabled } = readListQuery(request)
    const { phoneTemplates, messageTemplates, tenant } = tenantOf(request)
    const created = phoneTemplates.filter((it) => disabled === undefined || it.disabled === disabled)
    // Nobody switched the built-in ones off.
    const builtIn = listedTemplateTypes.filter(
      (type) => disabled !== true && !phoneTemplates.some((it) => it.type === type),
    )
    return {
      templates: [
        ...created.map((template) => showTemplate(template, messageTemplates, tenant.name)),
        ...builtIn.map((type) => showBuiltIn(type, messageTemplates, tenant.name)),
      ],
    }
  })

  app.get(`${path}/:id`, { onRequest: requireScope('read:phone_templates') }, async (request) => {
    const { phoneTemplates, messageTemplates, tenant } = tenantOf(request)
    return showTemplate(getPhoneTemplate(phoneTemplates, readId(request)), messageTemplates, tenant.name)
  })

  app.post(path, { onRequest: requireScope('create:phone_templates') }, async (request, reply) => {
    const { type = 'otp_verify', ...body } = readCreateBody(request)
    const { tenant } = tenantOf(request)
    const change = readChange(body)
    const template = await directory.change(
      tenant.id,
      async ({ phoneTemplates, messageTemplates }, writer) => {
        const created = createPhoneTemplate(type, change, phoneTemplates)
        // What is shown is what is sent: a text that was left out is Auth0's from now on.
        await write(created, { bodies: { ...bodiesOf(type, messageTemplates), ...change.bodies } }, writer)
        return created
      },
    )
    return reply.code(201).send(show(template, tenant.id))
  })

  app.patch(`${path}/:id`, { onRequest: requireScope('update:phone_templates') }, async (request) => {
    const id = readId(request)
    const change = readChange(readUpdateBody(request))
    const { tenant } = tenantOf(request)
    const template = await directory.change(tenant.id, async ({ phoneTemplates }, writer) => {
      const changed = changePhoneTemplate(getPhoneTemplate(phoneTemplates, id), change)
      await write(changed, change, writer)
      return changed
    })
    return show(template, tenant.id)
  })

  app.patch(`${path}/:id/reset`, { onRequest: requireScope('update:phone_templates') }, async (request) => {
    const id = readId(request)
    const { tenant } = tenantOf(request)
    const template = await directory.change(tenant.id, async ({ phoneTemplates }, writer) => {
      // The sender stays, as on Auth0.
      const reset = { ...getPhoneTemplate(phoneTemplates, id), updatedAt: new Date() }
      await write(reset, { bodies: defaultBodies(reset.type) }, writer)
      return reset
    })
    return show(template, tenant.id)
  })

  app.delete(`${path}/:id`, { onRequest: requireScope('delete:phone_templates') }, async (request, reply) => {
    const id = readId(request)
    await directory.change(tenantOf(request).tenant.id, async ({ phoneTemplates }, writer) => {
      const { type } = getPhoneTemplate(phoneTemplates, id)
      await writer.removePhoneTemplate(id)
      for (const key of templateKeys(type)) await writer.removeMessageTemplate(key)
    })
    return reply.code(204).send()
  })

  app.post(
    `${path}/:id/try`,
    { onRequest: requireScope('create:phone_templates'), config: { audit: 'try' } },
    async (request, reply) => {
      const config = tenantOf(request)
      const template = getPhoneTemplate(config.phoneTemplates, readId(request))
      const { to, delivery_method: deliveryMethod } = readTryBody(request)
      const recipient = readTestRecipient(to)
      const send = () =>
        sendTest(
          {
            recipient,
            deliveryMethod,
            candidates: deps.candidatesOf(config),
            origin: requestOrigin(request),
            mayReadUsers: hasScope(request, 'read:users'),
            template: {
              purpose: shownPurpose(template.type),
              bodies: bodiesOf(template.type, config.messageTemplates),
            },
            awaited: false,
          },
          config,
          deps,
        )
      runAfterwards(send, (error) => logFailedTest(request.log, error))
      return reply.code(202).send(tryPhoneAnswer)
    },
  )
}

function readChange({ disabled, content }: UpdatePhoneTemplateBody): PhoneTemplateChange {
  const { from, body: { text, voice } = {} } = content ?? {}
  return {
    ...(disabled !== undefined && { disabled }),
    ...(from !== undefined && { from }),
    bodies: { ...(text !== undefined && { text }), ...(voice !== undefined && { voice }) },
  }
}

async function write(
  template: PhoneTemplate,
  { bodies }: PhoneTemplateChange,
  writer: TenantWriter,
): Promise<void> {
  await writer.putPhoneTemplate(template)
  for (const text of messageTemplatesOf(template.type, bodies, template.updatedAt)) {
    await writer.putMessageTemplate(text)
  }
}

function showTemplate(
  template: PhoneTemplate,
  messageTemplates: readonly MessageTemplate[],
  tenantName: string,
): JsonObject {
  const { id, type, disabled, from, createdAt, updatedAt } = template
  return {
    id,
    tenant: tenantName,
    channel: 'phone',
    type,
    disabled,
    created_at: createdAt.toISOString(),
    updated_at: updatedAt.toISOString(),
    content: {
      syntax: 'liquid',
      body: { ...bodiesOf(type, messageTemplates) },
      ...(from !== undefined && { from }),
    },
  }
}

/** What is there before anyone created it has no id, an empty sender, and the age of the answer. */
function showBuiltIn(
  type: PhoneTemplate['type'],
  messageTemplates: readonly MessageTemplate[],
  tenantName: string,
): JsonObject {
  const now = new Date().toISOString()
  return {
    tenant: tenantName,
    channel: 'phone',
    type,
    disabled: false,
    created_at: now,
    updated_at: now,
    content: { syntax: 'liquid', body: { ...bodiesOf(type, messageTemplates) }, from: '' },
  }
}
