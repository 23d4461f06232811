// The SMS gateway of the benchmark: answers 200 at once, and knows which recipients it was asked for and how often.
// `GET /counts` tells and forgets.

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { listen } from './support/listen.ts'

export interface GatewayCounts {
  readonly requests: number
  readonly recipients: number
}

let requests = 0
let recipients = new Set<unknown>()

const server = createServer((request, response) => {
  if (request.method === 'GET') tell(response)
  else receive(request, response)
})
server.keepAliveTimeout = 60_000
await listen(server)

function receive(request: IncomingMessage, response: ServerResponse): void {
  let body = ''
  request.setEncoding('utf8')
  request.on('data', (chunk: string) => {
    body += chunk
  })
  request.on('end', () => {
    requests += 1
    recipients.add(JSON.parse(body).recipient)
    response.end()
  })
}

function tell(response: ServerResponse): void {
  const counts: GatewayCounts = { requests, recipients: recipients.size }
  requests = 0
  recipients = new Set()
  response.setHeader('content-type', 'application/json')
  response.end(JSON.stringify(counts))
}
