// /api/v2/hooks/{id}/secrets (contract 8.1). Values are written, and never read.

import type { FastifyInstance, FastifyRequest } from 'fastify'
import { hookSecretNamesBody, hookSecretsBody } from '#src/contracts/auth0/hooks.ts'
import type { Directory } from '#src/identity/tenants/directory.ts'
import {
  addHookSecrets,
  changeHookSecrets,
  getHook,
  hiddenSecret,
  removeHookSecrets,
} from '#src/settings/hooks.ts'
import type { Hook } from '#src/settings/records.ts'
import { tenantOf } from '../../http/server.ts'
import { requireScope } from './authorize.ts'
import { createBodyReader, createPathReader } from './validate.ts'

const readId = createPathReader('id', '^.+$', 'ID of the hook')
const readSecrets = createBodyReader(hookSecretsBody)
const readNames = createBodyReader(hookSecretNamesBody)

export function hookSecretRoutes(
  app: FastifyInstance,
  { directory }: { readonly directory: Directory },
): void {
  const mayUpdate = { onRequest: requireScope('update:hooks') }

  // The names are the hook's own, and no value is in the answer.
  app.get(
    '/hooks/:id/secrets',
    { onRequest: requireScope('read:hooks'), config: { unmasked: 'all' } },
    async (request) => {
      const { secrets } = getHook(tenantOf(request).hooks, readId(request))
      return Object.fromEntries(secrets.map(({ name }) => [name, hiddenSecret]))
    },
  )

  app.post('/hooks/:id/secrets', mayUpdate, async (request, reply) => {
    const values = readSecrets(request)
    await change(request, (hook) => addHookSecrets(hook, values))
    return reply.code(201).send({})
  })

  app.patch('/hooks/:id/secrets', mayUpdate, async (request, reply) => {
    const values = readSecrets(request)
    await change(request, (hook) => changeHookSecrets(hook, values))
    return reply.code(201).send({})
  })

  app.delete('/hooks/:id/secrets', { onRequest: requireScope('delete:hooks') }, async (request, reply) => {
    const names = readNames(request)
    await change(request, (hook) => removeHookSecrets(hook, names))
    return reply.code(204).send()
  })

  async function change(request: FastifyRequest, make: (hook: Hook) => Hook): Promise<void> {
    const id = readId(request)
    await directory.change(tenantOf(request).tenant.id, async ({ hooks }, writer) =>
      writer.putHook(make(getHook(hooks, id))),
    )
  }
}
