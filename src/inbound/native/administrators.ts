// /v1/administrators: who may sign in to the portal. For owners, and for clients that are granted it.

import type { Static } from 'typebox'
import {
  type AdministratorDeps,
  changeAdministrator,
  createAdministrator,
  generatePassword,
} from '#src/identity/administrators/change-administrators.ts'
import type { Administrator, AdministratorRefusal } from '#src/identity/administrators/records.ts'
import type { AssertionReplayStore } from '#src/identity/clients/client-assertion.ts'
import { tenantOf } from '../http/server.ts'
import { requireScope } from './authentication.ts'
import { ProblemError } from './errors.ts'
import type { NativeApp } from './native-app.ts'
import { answer, describeOperation } from './operation.ts'
import {
  AdministratorChangeBody,
  AdministratorList,
  AdministratorShape,
  CreatedAdministrator,
  NewAdministratorBody,
} from './portal-schemas.ts'
import { IdParams } from './schemas.ts'

export interface AdministratorRouteDeps extends AdministratorDeps {
  readonly replayStore: AssertionReplayStore
}

export function administratorRoutes(app: NativeApp, deps: AdministratorRouteDeps): void {
  const { administrators } = deps
  const tag = 'Administrators'

  const list = describeOperation({
    tag,
    scope: 'read:administrators',
    id: 'listAdministrators',
    summary: 'List administrators',
    answers: { 200: answer(AdministratorList, 'The administrators.') },
  })
  app.get(
    '/administrators',
    { onRequest: requireScope('read:administrators', deps), schema: list },
    async (request) => ({
      administrators: (await administrators.list(tenantOf(request).tenant.id)).map(show),
    }),
  )

  const create = describeOperation({
    tag,
    scope: 'create:administrators',
    id: 'createAdministrator',
    summary: 'Add an administrator',
    description: 'If you omit the password, Otpost generates one and returns it once.',
    answers: { 201: answer(CreatedAdministrator, 'The administrator.') },
    problems: ['unsupported-media-type', 'email-taken'],
  })
  app.post(
    '/administrators',
    {
      // A generated password is shown this once.
      config: { unmasked: ['password'] },
      onRequest: requireScope('create:administrators', deps),
      schema: { ...create, body: NewAdministratorBody },
    },
    async (request, reply) => {
      const { email, role, password: given } = request.body
      const password = given ?? generatePassword()
      const tenantId = tenantOf(request).tenant.id
      const made = required(await createAdministrator({ tenantId, email, role, password }, deps))
      return reply.code(201).send({ ...show(made), ...(given === undefined && { password }) })
    },
  )

  const read = describeOperation({
    tag,
    scope: 'read:administrators',
    id: 'getAdministrator',
    summary: 'Retrieve an administrator',
    answers: { 200: answer(AdministratorShape, 'The administrator.') },
    problems: ['not-found'],
  })
  app.get(
    '/administrators/:id',
    {
      config: { edits: 'row' },
      onRequest: requireScope('read:administrators', deps),
      schema: { ...read, params: IdParams },
    },
    async (request) => {
      const found = await administrators.find(tenantOf(request).tenant.id, request.params.id)
      return show(required(found ?? 'not_found'))
    },
  )

  const change = describeOperation({
    tag,
    scope: 'update:administrators',
    id: 'updateAdministrator',
    summary: 'Update an administrator',
    description: "A new password ends the administrator's sessions and lockout.",
    answers: { 200: answer(AdministratorShape, 'The administrator.') },
    problems: ['unsupported-media-type', 'not-found', 'email-taken', 'last-owner'],
  })
  app.patch(
    '/administrators/:id',
    {
      config: { edits: 'row' },
      onRequest: requireScope('update:administrators', deps),
      schema: { ...change, params: IdParams, body: AdministratorChangeBody },
    },
    async (request) => {
      const { tenant } = tenantOf(request)
      const asked = { ...request.body, tenantId: tenant.id, id: request.params.id, isOwnChoice: false }
      return show(required(await changeAdministrator(asked, deps)))
    },
  )

  const remove = describeOperation({
    tag,
    scope: 'delete:administrators',
    id: 'deleteAdministrator',
    summary: 'Remove an administrator',
    description: "The administrator's sessions end immediately.",
    answers: { 204: answer({ type: 'null' }, 'The administrator was removed.') },
    problems: ['not-found', 'last-owner'],
  })
  app.delete(
    '/administrators/:id',
    {
      config: { edits: 'row' },
      onRequest: requireScope('delete:administrators', deps),
      schema: { ...remove, params: IdParams },
    },
    async (request, reply) => {
      const refusal = await administrators.remove(tenantOf(request).tenant.id, request.params.id)
      if (refusal) throw refused(refusal)
      return reply.code(204).send(null)
    },
  )
}

function required(result: Administrator | AdministratorRefusal): Administrator {
  if (typeof result === 'string') throw refused(result)
  return result
}

function refused(refusal: AdministratorRefusal): ProblemError {
  switch (refusal) {
    case 'not_found':
      return new ProblemError('not-found', 'Administrator not found.')
    case 'email_taken':
      return new ProblemError('email-taken', 'Another administrator has this email address.', {
        errors: [{ field: 'email', detail: 'is already in use' }],
      })
    case 'last_owner':
      return new ProblemError('last-owner', 'Make another administrator an owner first.')
  }
}

function show(administrator: Administrator): Static<typeof AdministratorShape> {
  const { id, email, role, createdAt, lastSignInAt, lockedUntil } = administrator
  return {
    id,
    email,
    role,
    created_at: createdAt.toISOString(),
    ...(lastSignInAt && { last_sign_in_at: lastSignInAt.toISOString() }),
    ...(lockedUntil && { locked_until: lockedUntil.toISOString() }),
  }
}
