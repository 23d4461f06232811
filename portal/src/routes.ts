// Every page of the portal. A screen brings its routes in a file of its own and is named here once; what it shows loads
// when it is opened.

import { createRouter } from '@tanstack/react-router'
import { actionsRoutes } from './screens/actions/routes.ts'
import { applicationsRoutes } from './screens/applications/routes.ts'
import { connectionsRoutes } from './screens/connections/routes.ts'
import { hooksRoutes } from './screens/hooks/routes.ts'
import { inboxRoutes } from './screens/inbox/routes.ts'
import { messagesRoutes } from './screens/messages/routes.ts'
import { overviewRoutes } from './screens/overview/routes.ts'
import { phoneProviderRoutes } from './screens/phone-provider/routes.ts'
import { settingsRoutes } from './screens/settings/routes.ts'
import { signInRoute } from './screens/sign-in/routes.ts'
import { templatesRoutes } from './screens/templates/routes.ts'
import { usersRoutes } from './screens/users/routes.ts'
import { ErrorScreen } from './shell/error-screen.tsx'
import { LoadingScreen } from './shell/loading-screen.tsx'
import { notFoundRoute } from './shell/not-found-route.ts'
import { type PortalContext, rootRoute } from './shell/root-route.ts'
import { shellRoute } from './shell/shell-route.ts'

const routeTree = rootRoute.addChildren([
  signInRoute,
  shellRoute.addChildren([
    ...overviewRoutes,
    ...messagesRoutes,
    ...inboxRoutes,
    ...phoneProviderRoutes,
    ...connectionsRoutes,
    ...actionsRoutes,
    ...hooksRoutes,
    ...templatesRoutes,
    ...applicationsRoutes,
    ...usersRoutes,
    ...settingsRoutes,
    notFoundRoute,
  ]),
])

export function createPortalRouter(context: PortalContext) {
  return createRouter({
    routeTree,
    context,
    basepath: '/portal',
    defaultPreload: 'intent',
    // Queries know how old they are.
    defaultPreloadStaleTime: 0,
    // Nothing is shown for what takes less than that.
    defaultPendingMs: 200,
    defaultPendingComponent: LoadingScreen,
    defaultErrorComponent: ErrorScreen,
    scrollRestoration: true,
  })
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createPortalRouter>
  }
}
