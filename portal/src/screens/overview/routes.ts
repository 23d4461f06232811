import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { shellRoute } from '../../shell/shell-route.ts'

const periods = ['24h', '7d'] as const
export type Period = (typeof periods)[number]

export const overviewRoutes = [
  createRoute({
    getParentRoute: () => shellRoute,
    path: '/',
    validateSearch: ({ period }: Record<string, unknown>): { readonly period?: Period } => {
      const known = periods.find((candidate) => candidate === period)
      return known === undefined ? {} : { period: known }
    },
    component: lazyRouteComponent(() => import('./overview-screen.tsx'), 'OverviewScreen'),
  }),
] as const
