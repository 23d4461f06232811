import { Agent, request } from 'undici'

export type PostToGateway = (recipient: string, text: string) => Promise<void>

/** How every contestant but Otpost calls the gateway: the same body, over kept-alive connections. */
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
