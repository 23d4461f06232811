// What stands behind the sign-in: whoever has no session is sent there, and comes back to where they wanted to go.

import { createRoute, redirect } from '@tanstack/react-router'
import { sessionQuery } from '../api/session.ts'
import { ErrorPage } from './error-screen.tsx'
import { rootRoute } from './root-route.ts'
import { Shell } from './shell.tsx'

export const shellRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: 'shell',
  beforeLoad: async ({ context: { api, queries }, location }) => {
    const session = await queries.ensureQueryData(sessionQuery(api))
    if (!session) throw redirect({ to: '/sign-in', search: { redirect: location.href }, replace: true })
  },
  component: Shell,
  errorComponent: ErrorPage,
})
