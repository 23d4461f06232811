import type { Config } from '#src/config/config.ts'
import { startServer } from '#src/compose.ts'
import { demoClientId } from '#src/identity/first-start.ts'
import { createLog } from '#src/observability/log.ts'

/** Serves until a signal ends it; what is in flight is answered first. */
export async function start(config: Config): Promise<void> {
  const log = createLog(config.logLevel)
  const server = await startServer(config, log)
  process.stdout.write(`${banner(config, server)}\n`)

  const stop = (signal: NodeJS.Signals) => {
    log.info({ signal }, 'stopping: requests in flight are answered first')
    // A second signal ends the process at once, as its default action.
    process.removeAllListeners('SIGINT').removeAllListeners('SIGTERM')
    server.close().then(
      () => process.exit(0),
      (error: unknown) => {
        log.fatal({ err: error }, 'could not stop cleanly')
        process.exit(1)
      },
    )
  }
  process.once('SIGINT', stop)
  process.once('SIGTERM', stop)
}

function banner(config: Config, server: Awaited<ReturnType<typeof startServer>>): string {
  const { url, firstStart, whereabouts, caFile } = server
  const lines = ['', `Otpost is ready on ${url}`, `  API documentation  ${url}/docs`, `  Storage            ${whereabouts}`]
  if (config.rateLimits === 'off') lines.push('  RATE LIMITS ARE OFF (OTPOST_RATE_LIMITS=off): for benchmarks only.')
  if (caFile !== undefined) lines.push(`  Clients trust it with  NODE_EXTRA_CA_CERTS=${quoted(caFile)}`)
  const { managementClient } = firstStart
  if (managementClient) {
    lines.push(
      '',
      'Management client, shown this once:',
      `  client id      ${managementClient.clientId}`,
      `  client secret  ${managementClient.secret}`,
    )
  }
  const trust = caFile === undefined ? '' : ` --cacert ${quoted(caFile)}`
  lines.push(
    '',
    `Demo client: ${demoClientId}. Send a code, read it, exchange it:`,
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
