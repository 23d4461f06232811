// One page with two entries: as Auth0's dashboard and as Authgear's portal name it.

import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { shellRoute } from '../../shell/shell-route.ts'

export const phoneProviderRoutes = [
  createRoute({
    getParentRoute: () => shellRoute,
    path: '/branding/phone-provider',
    component: lazyRouteComponent(() => import('./phone-provider-screen.tsx'), 'PhoneProviderScreen'),
  }),
  createRoute({
    getParentRoute: () => shellRoute,
    path: '/advanced/custom-sms-gateway',
    component: lazyRouteComponent(() => import('./phone-provider-screen.tsx'), 'CustomSmsGatewayScreen'),
  }),
] as const
