import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'

// A real HTTP server that stands for whoever delivers: an SMS gateway, Twilio, a webhook receiver. It records what it
// receives and answers what the test tells it to, on every path. It never sleeps: slow means "when your promise says".

export interface GatewayRequest {
  readonly method: string
  readonly path: string
  readonly headers: IncomingHttpHeaders
  /** The body as it came. */
  readonly body: string
  /** The body parsed by its content type; undefined when it is of another type or does not parse. */
  readonly json: unknown
  readonly form: Readonly<Record<string, string>> | undefined
  /** Which connection it came on, counted from 1. */
  readonly connection: number
}

export interface GatewayAnswer {
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  /** Text is sent as it is, anything else as JSON. */
  readonly body?: unknown
  /** Answers only when this resolves. */
  readonly after?: Promise<unknown>
}

/** Ways of not answering properly. */
export type GatewayFault =
  | 'hang'
  | 'hang_after_headers'
  | 'hang_in_body'
  | 'drop'
  | 'drop_after_headers'
  | 'drop_in_body'
  | 'garbage'
  | 'endless_body'

export type GatewayReply = GatewayAnswer | GatewayFault
type GatewayBehaviour = GatewayReply | ((request: GatewayRequest) => GatewayReply)

export interface Gateway {
  /** Without a slash at the end. */
  readonly url: string
  readonly requests: readonly GatewayRequest[]
  /** Connections that are open now. */
  openConnections(): number
  /** What every request gets from now on. A new gateway answers 200 with no body. */
  answer(behaviour: GatewayBehaviour): void
  /** What the next requests get, one each, before `answer` applies again. */
  answerNext(...behaviours: GatewayBehaviour[]): void
  /** The first request, past or coming, that fits. Rejects with what came instead when the deadline passes. */
  waitForRequest(fits?: (request: GatewayRequest) => boolean, deadlineMs?: number): Promise<GatewayRequest>
  /** Stops listening and drops every connection. */
  close(): Promise<void>
}

export async function startGateway(t?: { after(fn: () => Promise<void>): void }): Promise<Gateway> {
  const requests: GatewayRequest[] = []
  const sockets = new Map<Socket, number>()
  const waiting = new Set<() => void>()
  const next: GatewayBehaviour[] = []
  let always: GatewayBehaviour = {}
  let connections = 0

  const server = createServer((incoming, response) => {
    void receive(incoming, sockets.get(incoming.socket) ?? 0).then((request) => {
      if (request === undefined) return
      requests.push(request)
      const behaviour = next.shift() ?? always
      for (const look of waiting) look()
      return reply(response, typeof behaviour === 'function' ? behaviour(request) : behaviour)
    })
  })
  // Should a test fail in a way that leaves this open, its process ends all the same.
  server.unref()
  server.on('connection', (socket) => {
    socket.unref()
    connections += 1
    sockets.set(socket, connections)
    socket.once('close', () => sockets.delete(socket))
  })

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const gateway: Gateway = {
    url: `http://127.0.0.1:${portOf(server.address())}`,
    requests,
    openConnections: () => sockets.size,
    answer(behaviour) {
      always = behaviour
    },
    answerNext(...behaviours) {
      next.push(...behaviours)
    },
    waitForRequest: (fits = () => true, deadlineMs = 5_000) =>
      new Promise((resolve, reject) => {
        const look = () => {
          const found = requests.find(fits)
          if (!found) return
          settle()
          resolve(found)
        }
        const deadline = setTimeout(() => {
          settle()
          const came = requests
            .map((request) => `${request.method} ${request.path} ${request.body}`)
            .join('\n')
          reject(new Error(`No such request within ${deadlineMs} ms. The gateway got:\n${came || 'nothing'}`))
        }, deadlineMs)
        const settle = () => {
          clearTimeout(deadline)
          waiting.delete(look)
        }
        waiting.add(look)
        look()
      }),
    async close() {
      if (!server.listening) return
      const closed = new Promise((resolve) => server.close(resolve))
      for (const socket of sockets.keys()) socket.destroy()
      await closed
    },
  }
  t?.after(gateway.close)
  return gateway
}

function portOf(address: AddressInfo | string | null): number {
  if (address === null || typeof address === 'string') throw new Error('The gateway has no TCP port')
  return address.port
}

async function receive(incoming: IncomingMessage, connection: number): Promise<GatewayRequest | undefined> {
  const chunks: Buffer[] = []
  try {
    for await (const chunk of incoming) chunks.push(chunk)
  } catch {
    return undefined // The caller went away in the middle of its request.
  }
  const body = Buffer.concat(chunks).toString()
  const type = incoming.headers['content-type'] ?? ''
  return {
    method: incoming.method ?? '',
    path: incoming.url ?? '',
    headers: incoming.headers,
    body,
    json: type.includes('json') ? parseJson(body) : undefined,
    form: type.includes('x-www-form-urlencoded') ? Object.fromEntries(new URLSearchParams(body)) : undefined,
    connection,
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

async function reply(response: ServerResponse, answer: GatewayReply): Promise<void> {
  if (typeof answer === 'string') return misbehave(response, answer)
  await answer.after
  const { status = 200, headers = {}, body = '' } = answer
  const isText = typeof body === 'string'
  response.writeHead(status, { ...(isText ? {} : { 'content-type': 'application/json' }), ...headers })
  response.end(isText ? body : JSON.stringify(body))
}

function misbehave(response: ServerResponse, fault: GatewayFault): void {
  const { socket } = response
  const start = () => response.writeHead(200, { 'content-length': '100' })
  if (fault === 'drop') socket?.destroy()
  if (fault === 'garbage') socket?.end('SSH-2.0-OpenSSH_9.6\r\n')
  if (fault === 'hang_after_headers') start().flushHeaders()
  if (fault === 'hang_in_body') start().write('half a')
  if (fault === 'drop_after_headers') socket?.end('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n')
  if (fault === 'drop_in_body') socket?.end('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nhalf a')
  if (fault === 'endless_body') {
    const more = () => {
      while (!response.destroyed && response.write('x'.repeat(16 * 1024)));
    }
    response.on('drain', more)
    more()
  }
}
