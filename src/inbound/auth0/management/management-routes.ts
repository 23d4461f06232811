// The Management API (contract 1.3, 2), for a server to register under /api/v2. Routes read a contract, change the
// tenant through settings/ and identity/, and show the result; what is allowed is decided there.

import type { FastifyInstance } from 'fastify'
import type { Directory } from '#src/identity/directory.ts'
import type { UserStore } from '#src/identity/ports.ts'
import { authenticateCallers } from './authorize.ts'
import { clientCredentialRoutes } from './client-credentials.ts'
import { clientGrantRoutes } from './client-grants.ts'
import { clientRoutes } from './clients.ts'
import { connectionRoutes } from './connections.ts'
import { answerInManagementShape } from './errors.ts'
import { resourceServerRoutes } from './resource-servers.ts'
import { signingKeyRoutes } from './signing-keys.ts'
import { userRoutes } from './users.ts'

export interface ManagementDeps {
  readonly directory: Directory
  readonly users: UserStore
}

/** Wants a scope of its own: it sets the error handler, the not-found handler and a hook for all of it. */
export function managementRoutes(app: FastifyInstance, deps: ManagementDeps): void {
  // Fastify reads text bodies by default; here they are an unsupported media type.
  app.removeContentTypeParser('text/plain')
  answerInManagementShape(app)
  authenticateCallers(app)
  connectionRoutes(app, deps)
  clientRoutes(app, deps)
  clientCredentialRoutes(app, deps)
  clientGrantRoutes(app, deps)
  resourceServerRoutes(app, deps)
  userRoutes(app, deps)
  signingKeyRoutes(app)
}
