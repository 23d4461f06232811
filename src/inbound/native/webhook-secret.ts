// /v1/phone-provider/webhook-secret: the key that receivers check signatures with. It is shown in clear, so only to whoever
// may change the provider.

import type { Static } from 'typebox'
import type { AssertionReplayStore } from '#src/identity/clients/client-assertion.ts'
import { ensureWebhookKey } from '#src/identity/tenants/change-phone-provider.ts'
import type { Directory } from '#src/identity/tenants/directory.ts'
import {
  type LiveWebhookKeys,
  liveWebhookKeys,
  previousKeySeconds,
  rotateWebhookKeys,
} from '#src/settings/webhook-keys.ts'
import { tenantOf } from '../http/server.ts'
import { requireConfirmation, requireScope } from './authentication.ts'
import type { NativeApp } from './native-app.ts'
import { answer, describeOperation } from './operation.ts'
import { RotateWebhookSecret, WebhookSecret } from './phone-provider-schemas.ts'

export interface WebhookSecretDeps {
  readonly replayStore: AssertionReplayStore
  readonly directory: Pick<Directory, 'change'>
}

export function webhookSecretRoutes(app: NativeApp, deps: WebhookSecretDeps): void {
  const onRequest = requireScope('update:phone_providers', deps)
  const common = {
    tag: 'Phone provider',
    scope: 'update:phone_providers',
    answers: { 200: answer(WebhookSecret, 'The secret, and the previous one while it is still valid.') },
  } as const

  const read = describeOperation({
    ...common,
    id: 'getWebhookSecret',
    summary: 'Retrieve the webhook signing secret',
    description:
      'Creates a secret if there is none. Portal sessions must have confirmed the password recently.',
    problems: ['confirmation-required'],
  })
  app.get('/phone-provider/webhook-secret', { onRequest, schema: read }, async (request) => {
    requireConfirmation(request)
    const { tenant, webhookKeys } = tenantOf(request)
    const live = liveWebhookKeys(webhookKeys, new Date())
    return showKeys(live ?? (await deps.directory.change(tenant.id, ensureWebhookKey)))
  })

  const rotate = describeOperation({
    ...common,
    id: 'rotateWebhookSecret',
    summary: 'Rotate the webhook signing secret',
    description:
      'The previous secret stays valid for a while so that receivers can change over. If you rotate again within that ' +
      'time, the oldest secret is dropped.',
    problems: ['unsupported-media-type', 'confirmation-required'],
  })
  app.post(
    '/phone-provider/webhook-secret/rotate',
    {
      config: { audit: 'rotate' },
      onRequest,
      preValidation: async (request) => {
        request.body ??= {}
      },
      schema: { ...rotate, body: RotateWebhookSecret },
    },
    async (request) => {
      requireConfirmation(request)
      const { previous_valid_for: seconds = previousKeySeconds } = request.body
      return deps.directory.change(tenantOf(request).tenant.id, async ({ webhookKeys }, writer) => {
        const { live, changed } = rotateWebhookKeys(webhookKeys, seconds, new Date())
        for (const key of changed) await writer.putWebhookKey(key)
        return showKeys(live)
      })
    },
  )
}

function showKeys({ current, previous }: LiveWebhookKeys): Static<typeof WebhookSecret> {
  return {
    secret: current.secret,
    created_at: current.createdAt.toISOString(),
    ...(previous && {
      previous: { secret: previous.secret, retires_at: previous.retiresAt.toISOString() },
    }),
  }
}
