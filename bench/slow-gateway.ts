// A gateway that takes its time, and says how long that was: what a script waits for besides it is overhead.

import { createServer } from 'node:http'
import { listen } from './support/listen.ts'

const afterMs = Number(process.argv[2])

const server = createServer((request, response) => {
  const startedAt = performance.now()
  request.resume()
  setTimeout(() => {
    response.writeHead(200, { 'content-type': 'application/json' })
    response.end(JSON.stringify({ tookMs: performance.now() - startedAt }))
  }, afterMs)
})
server.keepAliveTimeout = 60_000
await listen(server)

process.once('SIGTERM', () => process.exit(0))
