// The portal, for a server to register under /portal: its session endpoints and its files.

import type { FastifyInstance } from 'fastify'
import { acceptSessions } from '../http/session.ts'
import { portalFiles } from './portal-files.ts'
import { answerPortalProblems, PortalProblem, send } from './problems.ts'
import { type SessionRouteDeps, sessionRoutes } from './session-routes.ts'

export interface PortalDeps extends SessionRouteDeps {
  /** Where the built portal is. */
  readonly folder: string
  /** For what is changed through the session endpoints. */
  readonly auditChanges: (scope: FastifyInstance) => void
}

export function portalRoutes(app: FastifyInstance, deps: PortalDeps): void {
  answerPortalProblems(app)
  // JSON only: what a form of another site can send is refused before it is read.
  app.removeContentTypeParser(['text/plain', 'application/x-www-form-urlencoded'])
  app.register(async (api) => {
    deps.auditChanges(api)
    acceptSessions(api, { sessions: deps.sessions, viewersOnlyRead: false })
    sessionRoutes(api, deps)
    api.all('/api/*', { schema: { hide: true } }, (request, reply) =>
      send(new PortalProblem('not-found', `${request.method} isn't available at this path.`), request, reply),
    )
  })
  app.register((files) => portalFiles(files, deps))
}
