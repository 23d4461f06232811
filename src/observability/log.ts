import pino, { type Logger } from 'pino'

export type Log = Logger

/**
 * JSON lines on standard output. Bodies are never logged; these paths are a second net under that rule.
 */
export function createLog(level: string): Log {
  return pino({
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
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
  })
}
