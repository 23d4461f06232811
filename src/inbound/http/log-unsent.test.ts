import assert from 'node:assert/strict'
import { Writable } from 'node:stream'
import { test } from 'node:test'
import pino from 'pino'
import { MessagingError } from '#src/messaging/errors.ts'
import { logUnsent } from './log-unsent.ts'

test("a phone number is masked in a provider's words and in its error code, however it is written", () => {
  const lines: string[] = []
  const stream = new Writable({
    write: (chunk, _encoding, done) => {
      lines.push(String(chunk))
      done()
    },
  })
  const detail = 'no 442079460213, +44 2079460213, (442) 0794-60213 or +442079460213; see error 21211 of 2026'
  const providerErrorCode = '+442079460213'
  const outcome = { ok: false, kind: 'delivery_rejected', detail, providerErrorCode } as const
  logUnsent(pino(stream), new MessagingError('delivery_failed', detail, { outcome, messageId: 'msg_1' }))
  const [line = ''] = lines
  assert.doesNotMatch(line, /2079|0794/)
  assert.match(line, /see error 21211 of 2026/)
})
