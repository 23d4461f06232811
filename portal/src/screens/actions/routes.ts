import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { shellRoute } from '../../shell/shell-route.ts'

export const actionsRoutes = [
  createRoute({
    getParentRoute: () => shellRoute,
    path: '/actions',
    validateSearch: (search: Record<string, unknown>): { readonly trigger?: string } =>
      typeof search.trigger === 'string' && search.trigger !== '' ? { trigger: search.trigger } : {},
    component: lazyRouteComponent(() => import('./actions-screen.tsx'), 'ActionsScreen'),
  }),
  createRoute({
    getParentRoute: () => shellRoute,
    path: '/actions/triggers/$trigger',
    component: lazyRouteComponent(() => import('./bindings-screen.tsx'), 'BindingsScreen'),
  }),
  createRoute({
    getParentRoute: () => shellRoute,
    path: '/actions/$id',
    // The version that the draft is compared with.
    validateSearch: (search: Record<string, unknown>): { readonly compare?: string } =>
      typeof search.compare === 'string' && search.compare !== '' ? { compare: search.compare } : {},
    component: lazyRouteComponent(() => import('./action-screen.tsx'), 'ActionScreen'),
  }),
] as const
