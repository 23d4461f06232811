import type { FastifyRequest } from 'fastify'

const maxLength = 1_024

/** As much of the User-Agent as is kept with a message: Node takes headers of many kilobytes. */
export function userAgentOf({ headers }: Pick<FastifyRequest, 'headers'>): string | undefined {
  return headers['user-agent']?.slice(0, maxLength)
}
