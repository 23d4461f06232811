/**
 * Every route that servers of this process register from now on, as Fastify itself hears of them: one that is new cannot
 * be forgotten. Call it before the server is started.
 */
import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import type { TestContext } from 'node:test'
import type { FastifyContextConfig, FastifyInstance, RouteOptions } from 'fastify'
import { onEnd } from './on-end.ts'

export interface Route {
  readonly method: string
  /** With parameters as `:name`. */
  readonly url: string
  readonly config: FastifyContextConfig
}

export function watchRoutes(t: TestContext): readonly Route[] {
  const routes: Route[] = []
  const note = ({ method, url, config = {} }: RouteOptions) => {
    for (const one of [method].flat()) routes.push({ method: one, url, config })
  }
  const begin = (message: unknown) => {
    if (isInitialization(message)) message.fastify.addHook('onRoute', note)
  }
  subscribe('fastify.initialization', begin)
  onEnd(t, () => {
    unsubscribe('fastify.initialization', begin)
  })
  return routes
}

export function isInitialization(message: unknown): message is { readonly fastify: FastifyInstance } {
  return typeof message === 'object' && message !== null && 'fastify' in message
}
