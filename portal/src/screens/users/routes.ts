import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { shellRoute } from '../../shell/shell-route.ts'

export interface UserFilters {
  /** A number, an address, a username or an id, as it was typed. */
  readonly search?: string
}

export const usersRoutes = [
  createRoute({
    getParentRoute: () => shellRoute,
    path: '/users',
    validateSearch: ({ search }: Record<string, unknown>): UserFilters => {
      const text = typeof search === 'number' ? String(search) : search
      return typeof text === 'string' && text !== '' ? { search: text } : {}
    },
    component: lazyRouteComponent(() => import('./users-screen.tsx'), 'UsersScreen'),
  }),
  createRoute({
    getParentRoute: () => shellRoute,
    path: '/users/new',
    component: lazyRouteComponent(() => import('./new-user-screen.tsx'), 'NewUserScreen'),
  }),
  createRoute({
    getParentRoute: () => shellRoute,
    path: '/users/$id',
    component: lazyRouteComponent(() => import('./user-screen.tsx'), 'UserScreen'),
  }),
] as const
