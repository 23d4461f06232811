import type { QueryClient } from '@tanstack/react-query'
import { createRootRouteWithContext } from '@tanstack/react-router'
import type { Api } from '../api/create-api.ts'

/** What every route's `beforeLoad` and `loader` get. */
export interface PortalContext {
  readonly api: Api
  readonly queries: QueryClient
}

export const rootRoute = createRootRouteWithContext<PortalContext>()()
