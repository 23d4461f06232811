import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { shellRoute } from '../../shell/shell-route.ts'

export interface TemplateFilters {
  /** Texts when it is not there. */
  readonly method?: 'voice'
}

export const templatesRoutes = [
  createRoute({
    getParentRoute: () => shellRoute,
    path: '/templates',
    validateSearch: (search: Record<string, unknown>): TemplateFilters =>
      search.method === 'voice' ? { method: 'voice' } : {},
    component: lazyRouteComponent(() => import('./templates-screen.tsx'), 'TemplatesScreen'),
  }),
  createRoute({
    getParentRoute: () => shellRoute,
    path: '/templates/$purpose/$locale/$method',
    component: lazyRouteComponent(() => import('./template-screen.tsx'), 'TemplateScreen'),
  }),
] as const
