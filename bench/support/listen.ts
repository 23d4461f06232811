import type { Server } from 'node:http'

/** Listens on a free loopback port and tells the parent process which. */
export async function listen(server: Server): Promise<void> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The server has no TCP port.')
  process.send?.({ port: address.port })
}
