import { startServer } from '#src/compose.ts'
import type { Config } from '#src/config/config.ts'
import { demoClientId } from '#src/identity/first-start.ts'
import { createLog } from '#src/observability/log.ts'

const impatientAfterMs = 2_000

/** Serves until a signal ends it; what is in flight is answered first. */
export async function start(config: Config): Promise<void> {
  const log = createLog(config.logLevel)
  const server = await startServer(config, log)
  process.stdout.write(`${banner(config, server)}\n`)

  // One Ctrl-C may arrive several times: from the terminal, the launcher and npm. Only a later one means "at once".
  let stoppingSince: number | undefined
  const stop = (signal: NodeJS.Signals) => {
    if (stoppingSince !== undefined) {
      if (performance.now() - stoppingSince > impatientAfterMs) process.exit(1)
      return
    }
    stoppingSince = performance.now()
    log.info({ signal }, 'stopping: requests in flight are answered first')
    server.close().then(
      () => process.exit(0),
      (error: unknown) => {
        log.fatal({ err: error }, 'could not stop cleanly')
        process.exit(1)
      },
    )
  }
  process.on('SIGINT', stop)
  process.on('SIGTERM', stop)
}

function banner(config: Config, server: Awaited<ReturnType<typeof startServer>>): string {
  const { url, firstStart, whereabouts, caFile } = server
  const lines = [
    '',
    `Otpost is ready on ${url}`,
    `  API documentation  ${url}/docs`,
    `  Storage            ${whereabouts}`,
  ]
  if (config.rateLimits === 'off')
    lines.push('  RATE LIMITS ARE OFF (OTPOST_RATE_LIMITS=off): for benchmarks only.')
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
