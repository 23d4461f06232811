// The settings of factors that do not exist here, push and Duo: they read as on a tenant that never set them, which
// deployment tools ask for, and cannot be written.

import type { FastifyInstance } from 'fastify'
import { requireScope } from './authorize.ts'
import { notHere } from './guardian.ts'

const unset: Readonly<Record<string, object>> = {
  'duo/settings': {},
  'push-notification/selected-provider': { provider: 'guardian' },
  'push-notification/providers/apns': {},
  'push-notification/providers/fcm': {},
  'push-notification/providers/fcmv1': {},
  'push-notification/providers/sns': {},
}

export function guardianOtherRoutes(app: FastifyInstance): void {
  for (const [name, shown] of Object.entries(unset)) {
    const url = `/guardian/factors/${name}`
    app.get(url, { onRequest: requireScope('read:guardian_factors') }, async () => shown)
    app.route({
      method: ['PUT', 'PATCH'],
      url,
      onRequest: requireScope('update:guardian_factors'),
      handler: async () => {
        throw notHere(`The factor ${name.split('/')[0]} is not supported`)
      },
    })
  }
}
