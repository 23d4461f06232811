import { createRoute, lazyRouteComponent, redirect } from '@tanstack/react-router'
import { sessionQuery } from '../../api/session.ts'
import { ErrorPage } from '../../shell/error-screen.tsx'
import { rootRoute } from '../../shell/root-route.ts'

interface SignInSearch {
  /** The page to go to afterwards. */
  readonly redirect?: string
}

export const signInRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/sign-in',
  // Only a page of the portal: a link to the sign-in must not lead elsewhere.
  validateSearch: ({ redirect }: Record<string, unknown>): SignInSearch =>
    typeof redirect === 'string' && /^\/(?![/\\])/.test(redirect) ? { redirect } : {},
  beforeLoad: async ({ context: { api, queries }, search }) => {
    const session = await queries.ensureQueryData(sessionQuery(api))
    // Behind the portal's own path, whatever it is.
    if (session) throw redirect({ href: `/portal${search.redirect ?? '/'}`, replace: true })
  },
  component: lazyRouteComponent(() => import('./sign-in-screen.tsx'), 'SignInScreen'),
  errorComponent: ErrorPage,
})
