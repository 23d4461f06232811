import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
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
  component: lazyRouteComponent(() => import('./sign-in-screen.tsx'), 'SignInScreen'),
})
