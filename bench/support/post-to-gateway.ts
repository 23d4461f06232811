import { Agent, request } from 'undici'

export type PostToGateway = (recipient: string, text: string) => Promise<void>

/** How the bare route and the floor call the gateway: the same body, over kept-alive connections, by the fastest call. */
export function createPostToGateway(url: string): PostToGateway {
  const dispatcher = new Agent({ keepAliveTimeout: 4_000, pipelining: 1 })
  return async (recipient, text) => {
    const { statusCode, body } = await request(url, {
      dispatcher,
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ recipient, body: text }),
    })
    await body.dump()
    if (statusCode !== 200) throw new Error(`The gateway answered ${statusCode}.`)
  }
}
