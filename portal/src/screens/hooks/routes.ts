import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { shellRoute } from '../../shell/shell-route.ts'

export const hooksRoutes = [
  createRoute({
    getParentRoute: () => shellRoute,
    path: '/hooks',
    // Opens with the dialog that creates one.
    validateSearch: (search: Record<string, unknown>): { readonly create?: true } =>
      search.create === true ? { create: true } : {},
    component: lazyRouteComponent(() => import('./hooks-screen.tsx'), 'HooksScreen'),
  }),
  createRoute({
    getParentRoute: () => shellRoute,
    path: '/hooks/$id',
    component: lazyRouteComponent(() => import('./hook-screen.tsx'), 'HookScreen'),
  }),
] as const
