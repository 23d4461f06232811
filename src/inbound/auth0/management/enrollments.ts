// /api/v2/guardian/enrollments (contract 6.5): the older way to a single phone or app of anybody.

import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { AuthenticatorStore } from '#src/identity/ports.ts'
import { tenantOf } from '../../http/server.ts'
import { requireScope } from './authorize.ts'
import { ManagementError } from './errors.ts'
import { showEnrollment } from './show-authenticator.ts'
import { createPathReader } from './validate.ts'

const readId = createPathReader('id', '^.+$', 'ID of the enrollment')

export function enrollmentRoutes(
  app: FastifyInstance,
  { authenticators }: { readonly authenticators: AuthenticatorStore },
): void {
  const getEnrollment = async (request: FastifyRequest) => {
    const found = await authenticators.find(tenantOf(request).tenant.id, readId(request))
    const shown = found && showEnrollment(found)
    if (!found || !shown) throw new ManagementError('The enrollment does not exist.', { status: 404 })
    const { auth_method: _method, type: _type, ...enrollment } = shown
    return { enrollment, userId: found.userId, id: found.id }
  }

  app.get(
    '/guardian/enrollments/:id',
    { onRequest: requireScope('read:guardian_enrollments') },
    async (request) => (await getEnrollment(request)).enrollment,
  )

  app.delete(
    '/guardian/enrollments/:id',
    { onRequest: requireScope('delete:guardian_enrollments') },
    async (request, reply) => {
      const { id, userId } = await getEnrollment(request)
      await authenticators.remove(tenantOf(request).tenant.id, userId, id)
      return reply.code(204).send()
    },
  )
}
