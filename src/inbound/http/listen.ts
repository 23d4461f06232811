import type { FastifyInstance } from 'fastify'

const refusals: Readonly<Record<string, string>> = {
  EADDRINUSE: 'is in use by another process: stop that one, or choose another PORT',
  EACCES: 'is not for this user to open: choose a PORT above 1023, or let a reverse proxy have it',
  EADDRNOTAVAIL: 'is not an address of this machine: choose another HOST',
  ENOTFOUND: 'is not a name that resolves: choose another HOST',
}

/** Listens, or says in an operator's words why not. */
export async function listen(app: FastifyInstance, at: { port: number; host: string }): Promise<void> {
  try {
    await app.listen(at)
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : ''
    const refusal = refusals[code]
    throw refusal === undefined ? cause : new Error(`PORT ${at.port} on HOST ${at.host} ${refusal}.`)
  }
}
