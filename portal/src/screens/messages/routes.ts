import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { shellRoute } from '../../shell/shell-route.ts'

const filterNames = ['to', 'status', 'provider', 'delivery_method', 'purpose', 'since', 'until'] as const
export type MessageFilters = { readonly [Name in (typeof filterNames)[number]]?: string }

export const messagesRoutes = [
  createRoute({
    getParentRoute: () => shellRoute,
    path: '/messages',
    // The URL keeps the filters; the server checks their values.
    validateSearch: (search: Record<string, unknown>): MessageFilters =>
      Object.fromEntries(
        filterNames.flatMap((name) => {
          const value = search[name]
          if (typeof value === 'number') return [[name, String(value)]]
          return typeof value === 'string' && value !== '' ? [[name, value]] : []
        }),
      ),
    component: lazyRouteComponent(() => import('./messages-screen.tsx'), 'MessagesScreen'),
  }),
  createRoute({
    getParentRoute: () => shellRoute,
    path: '/messages/$id',
    component: lazyRouteComponent(() => import('./message-screen.tsx'), 'MessageScreen'),
  }),
] as const
