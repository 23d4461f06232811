// Whether the configured address can be listened on, and in words why not.

import { createServer } from 'node:net'
import type { FastifyInstance } from 'fastify'

interface Place {
  readonly port: number
  readonly host: string
}

const refusals: Readonly<Record<string, string>> = {
  EADDRINUSE: 'is in use by another process. Stop that process or choose another PORT',
  EACCES: 'cannot be opened by this user. Choose a PORT above 1023 or use a reverse proxy',
  EADDRNOTAVAIL: 'is not an address of this machine. Choose another HOST',
  ENOTFOUND: 'does not resolve. Choose another HOST',
}

/**
 * Finds out whether the place can be had, and which port `0` becomes, before anything else is started: the issuer,
 * and so every token, contains the port, and a first start that fails later would have shown its credentials to nobody.
 */
export async function findPort(at: Place): Promise<number> {
  const probe = createServer()
  try {
    await new Promise<void>((resolve, reject) => {
      probe.once('error', reject).listen(at.port, at.host, resolve)
    })
    const address = probe.address()
    return typeof address === 'object' && address !== null ? address.port : at.port
  } catch (cause) {
    throw inWords(cause, at)
  } finally {
    probe.close()
  }
}

/** Listens, or says in an operator's words why not. */
export async function listen(app: FastifyInstance, at: Place): Promise<void> {
  try {
    await app.listen(at)
  } catch (cause) {
    throw inWords(cause, at)
  }
}

function inWords(cause: unknown, { port, host }: Place): unknown {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : ''
  const refusal = refusals[code]
  return refusal === undefined ? cause : new Error(`PORT ${port} on HOST ${host} ${refusal}.`)
}
