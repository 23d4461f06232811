import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { shellRoute } from '../../shell/shell-route.ts'

export const applicationsRoutes = [
  createRoute({
    getParentRoute: () => shellRoute,
    path: '/applications',
    component: lazyRouteComponent(() => import('./applications-screen.tsx'), 'ApplicationsScreen'),
  }),
  createRoute({
    getParentRoute: () => shellRoute,
    path: '/applications/$id',
    component: lazyRouteComponent(() => import('./application-screen.tsx'), 'ApplicationScreen'),
  }),
] as const
