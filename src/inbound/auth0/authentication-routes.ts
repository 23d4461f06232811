// Auth0's Authentication API: starts of a login, tokens, second factors and sign-ups, which applications call.

import cors, { type FastifyCorsOptions } from '@fastify/cors'
import type { FastifyInstance } from 'fastify'
import type { LogInWithPassword } from '#src/flows/log-in-with-password.ts'
import type { NotifyBlocked } from '#src/flows/notify-blocked.ts'
import type { SignUpDeps } from '#src/flows/sign-up.ts'
import type { UserStore } from '#src/identity/ports.ts'
import { tenantOf } from '../http/server.ts'
import { type MfaRouteDeps, mfaRoutes } from './mfa.ts'
import { type PasswordlessStartDeps, passwordlessStart } from './passwordless-start.ts'
import { signUpRoute } from './sign-up.ts'
import { type TokenRouteDeps, tokenRoutes } from './tokens.ts'

export type AuthenticationDeps = MfaRouteDeps &
  SignUpDeps &
  Pick<PasswordlessStartDeps, 'metrics' | 'candidatesOf'> &
  Pick<TokenRouteDeps, 'tokenRecords' | 'oidcProviders'> & {
    readonly users: UserStore
    readonly notifyBlocked: NotifyBlocked
    readonly logInWithPassword: LogInWithPassword
  }

/** Applications in browsers call from their own origins. No cookie is involved, so any origin may. */
const browserCalls: FastifyCorsOptions = {
  origin: '*',
  methods: ['GET', 'POST', 'DELETE'],
  allowedHeaders: ['authorization', 'content-type', 'auth0-client', 'x-request-language'],
  exposedHeaders: ['retry-after', 'x-ratelimit-limit', 'x-ratelimit-remaining', 'x-ratelimit-reset'],
  maxAge: 86_400,
  strictPreflight: false,
}

/** Wants a scope of its own. */
export async function authenticationRoutes(app: FastifyInstance, deps: AuthenticationDeps): Promise<void> {
  await app.register(cors, browserCalls)
  app.register(async (scope) => passwordlessStart(scope, deps))
  app.register(async (scope) => mfaRoutes(scope, deps))
  app.register((scope) => tokenRoutes(scope, { ...deps, tenantOf }))
  app.register(async (scope) => signUpRoute(scope, deps))
}
