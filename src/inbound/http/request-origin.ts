import type { FastifyRequest } from 'fastify'
import type { RequestOrigin } from '#src/messaging/types.ts'

const maxUserAgentLength = 1_024

/** Where the request for a message came from. Of the User-Agent as much as is kept: Node takes many kilobytes. */
export function requestOrigin(
  request: Pick<FastifyRequest, 'headers' | 'hostname' | 'ip' | 'method'>,
  {
    ip = request.ip,
    language = request.headers['accept-language'],
  }: {
    /** The person's address, when somebody else asks for them. */
    readonly ip?: string
    /** The language asked for, when it is not that of the headers. */
    readonly language?: string | undefined
  } = {},
): RequestOrigin & { readonly ip: string } {
  const { hostname, method, headers } = request
  const userAgent = headers['user-agent']?.slice(0, maxUserAgentLength)
  return {
    ip,
    hostname,
    method,
    ...(userAgent !== undefined && { userAgent }),
    ...(language !== undefined && { language }),
  }
}
