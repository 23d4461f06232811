import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { shellRoute } from '../../shell/shell-route.ts'

export const connectionsRoutes = [
  createRoute({
    getParentRoute: () => shellRoute,
    path: '/connections',
    component: lazyRouteComponent(() => import('./connections-screen.tsx'), 'ConnectionsScreen'),
  }),
  createRoute({
    getParentRoute: () => shellRoute,
    path: '/connections/$id',
    component: lazyRouteComponent(() => import('./connection-screen.tsx'), 'ConnectionScreen'),
  }),
] as const
