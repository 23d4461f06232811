// Every path that no screen has, behind the sign-in like all others: whoever mistypes an address keeps the menu.

import { createRoute } from '@tanstack/react-router'
import { NotFoundScreen } from './not-found-screen.tsx'
import { shellRoute } from './shell-route.ts'

export const notFoundRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '$',
  component: NotFoundScreen,
})
