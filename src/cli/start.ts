// `otpost start`: serves until a signal, and prints the banner.

import type { PrettyStream } from 'pino-pretty'
import { type RunningServer, startServer } from '#src/compose.ts'
import type { Config } from '#src/config/config.ts'
import { demoClientId } from '#src/identity/tenants/first-start.ts'
import { createLog, type Log } from '#src/observability/log.ts'
import { describeFirstCredentials } from './first-credentials.ts'

const impatientAfterMs = 2_000

/** Serves until a signal ends it; what is in flight is answered first. */
export async function start(config: Config): Promise<void> {
  const log = createLog(config.logLevel, process.stdout.isTTY ? await linesForPeople() : undefined)
  const starting = startServer(config, log)
  stopOnSignal(log, starting)
  process.stdout.write(`${banner(config, await starting)}\n`)
}

/** At a terminal; everything else gets JSON. */
async function linesForPeople(): Promise<PrettyStream> {
  const { default: pretty } = await import('pino-pretty')
  return pretty({ sync: true, ignore: 'reqId', translateTime: 'SYS:HH:MM:ss', singleLine: true })
}

// A signal while it starts counts too: otherwise the PostgreSQL that it has started would be left running.
function stopOnSignal(log: Log, starting: Promise<RunningServer>): void {
  // One Ctrl-C may arrive several times: from the terminal, the launcher and npm. Only a later one means "at once".
  let stoppingSince: number | undefined
  const stop = (signal: NodeJS.Signals) => {
    if (stoppingSince !== undefined) {
      if (performance.now() - stoppingSince > impatientAfterMs) process.exit(1)
      return
    }
    stoppingSince = performance.now()
    log.info({ signal }, 'stopping after requests in flight are answered')
    void stopServer(log, starting)
  }
  process.on('SIGINT', stop)
  process.on('SIGTERM', stop)
}

async function stopServer(log: Log, starting: Promise<RunningServer>): Promise<void> {
  const server = await starting.catch(() => undefined)
  // A start that failed says so itself, and has closed everything.
  if (!server) return
  try {
    await server.close()
    process.exit(0)
  } catch (error) {
    log.fatal({ err: error }, 'could not stop cleanly')
    process.exit(1)
  }
}

function banner(config: Config, server: RunningServer): string {
  const { url, firstStart, location, messages, caFile } = server
  const lines = [
    '',
    `Otpost is ready on ${url}`,
    `  Portal             ${url}/portal`,
    `  API documentation  ${url}/docs`,
    `  Storage            ${location}`,
    `  Messages           ${messages}`,
  ]
  if (config.rateLimits === 'off')
    lines.push('  RATE LIMITS ARE OFF (OTPOST_RATE_LIMITS=off). Use this for benchmarks only.')
  if (caFile !== undefined) lines.push(`  Trust it in Node   NODE_EXTRA_CA_CERTS=${quoted(caFile)}`)
  lines.push(...describeFirstCredentials(firstStart))
  const trust = caFile === undefined ? '' : ` --cacert ${quoted(caFile)}`
  lines.push(
    '',
    `Try it with the demo client "${demoClientId}". Send a code, read it, exchange it:`,
    `  curl -s${trust} ${url}/passwordless/start -H 'content-type: application/json' \\`,
    `    -d '{"client_id":"${demoClientId}","connection":"sms","phone_number":"+442079460123","send":"code"}'`,
    '  npx otpost inbox',
    `  curl -s${trust} ${url}/oauth/token -H 'content-type: application/json' \\`,
    `    -d '{"grant_type":"http://auth0.com/oauth/grant-type/passwordless/otp","client_id":"${demoClientId}","realm":"sms","username":"+442079460123","otp":"CODE","scope":"openid phone"}'`,
    '',
  )
  return lines.join('\n')
}

function quoted(path: string): string {
  return /^[\w./-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`
}
