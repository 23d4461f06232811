/**
 * A process that holds an embedded PostgreSQL, for tests that kill, stop or crowd it: prints one line of JSON when
 * ready or refused, stops cleanly on SIGTERM, breaks off on SIGUSR2. Argument: the data folder.
 */
import { startEmbeddedPostgres } from '#src/storage/embedded/index.ts'

const [dataDir = ''] = process.argv.slice(2)
const say = (line: object) => process.stdout.write(`${JSON.stringify(line)}\n`)
const log = {
  info: () => {},
  warn: (detail: object, message: string) => say({ logged: message, ...detail }),
  error: (detail: object, message: string) => say({ logged: message, ...detail }),
}

// A terminal's Ctrl-C: like Otpost, this process goes on until it has finished its work.
process.on('SIGINT', () => say({ interrupted: true }))
process.once('SIGUSR2', () => process.exit(3))
try {
  const startedAt = performance.now()
  const server = await startEmbeddedPostgres({ dataDir, log })
  process.once('SIGTERM', () => {
    server.stop().then(
      () => process.exit(0),
      (error) => {
        say({ refused: String(error) })
        process.exit(1)
      },
    )
  })
  say({ ready: true, startedMs: performance.now() - startedAt, ...server })
} catch (error) {
  say({ refused: error instanceof Error ? error.message : String(error) })
  process.exitCode = 1
}
