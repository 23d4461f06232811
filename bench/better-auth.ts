// Contestant (d): better-auth's phone-number plugin, set up for speed: SQLite in memory, no rate limit, no
// telemetry, errors only in its log. It calls the same gateway with `fetch`, as its guides do.

import { createServer } from 'node:http'
import { DatabaseSync } from 'node:sqlite'
import { betterAuth } from 'better-auth'
import { getMigrations } from 'better-auth/db/migration'
import { toNodeHandler } from 'better-auth/node'
import { phoneNumber } from 'better-auth/plugins'
import { listen } from './support/listen.ts'

const [gatewayUrl = '', baseURL = ''] = process.argv.slice(2)

const auth = betterAuth({
  baseURL,
  secret: 'a secret for a benchmark, of more than 32 letters',
  database: new DatabaseSync(':memory:'),
  rateLimit: { enabled: false },
  telemetry: { enabled: false },
  logger: { level: 'error' },
  plugins: [
    phoneNumber({
      async sendOTP({ phoneNumber: recipient, code }) {
        const response = await fetch(gatewayUrl, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ recipient, body: `Your verification code is: ${code}` }),
        })
        await response.text()
        if (!response.ok) throw new Error(`The gateway answered ${response.status}.`)
      },
    }),
  ],
})
const { runMigrations } = await getMigrations(auth.options)
await runMigrations()

const server = createServer(toNodeHandler(auth))
server.keepAliveTimeout = 60_000
await listen(server)
