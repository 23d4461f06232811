import pino, { type DestinationStream, type Logger } from 'pino'
import { describeError } from './describe-error.ts'

export type Log = Logger

/** How long a line may wait for others to be written together with it. */
const flushEveryMs = 100
const batchBytes = 4 * 1024
/** What a reader that has stopped reading may keep us from writing; lines beyond it are dropped. */
const maxWaitingBytes = 16 * 1024 * 1024

/**
 * JSON lines on standard output. Bodies are never logged; these paths are a second net under that rule.
 *
 * Lines are written together, some at once under load, and never block a request: a slow reader cannot hold the
 * server up. Every way out of the process writes the rest, except a `kill -9`, which may take the lines of the last
 * tenth of a second along. What happened to a message is in its row, never only in the log.
 */
export function createLog(level: string, destination: DestinationStream = standardOutput()): Log {
  const options = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    serializers: { err: describeError },
    redact: {
      paths: [
        'headers.authorization',
        'headers.cookie',
        '*.client_secret',
        '*.client_assertion',
        '*.otp',
        '*.code',
        '*.password',
        '*.refresh_token',
        '*.access_token',
        '*.id_token',
      ],
      censor: '[redacted]',
    },
  }
  return pino(options, destination)
}

function standardOutput(): DestinationStream {
  return pino.destination({
    dest: 1,
    sync: false,
    minLength: batchBytes,
    maxLength: maxWaitingBytes,
    periodicFlush: flushEveryMs,
  })
}
