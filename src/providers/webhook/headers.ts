// What a webhook carries beside its body. The signature that Authgear's receivers check comes first; the others are
// Standard Webhooks' and tell those who look that the call is not an old one played again, and which message it is.

import { createHmac } from 'node:crypto'
import { signatureHeader, signBody } from '#src/contracts/authgear/signature.ts'
import type { LiveWebhookKeys } from '#src/settings/webhook-keys.ts'

/** Header names that HTTP or the contract own, so that no configuration may set them. */
const ownedHeaders: ReadonlySet<string> = new Set([
  'connection',
  'content-encoding',
  'content-length',
  'content-type',
  'expect',
  'host',
  'idempotency-key',
  'keep-alive',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'webhook-id',
  'webhook-signature',
  'webhook-timestamp',
  signatureHeader,
])

/** Why a header cannot be sent; undefined when it can. */
export function findHeaderProblem(name: string, value: string): string | undefined {
  if (!/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name)) return 'is no name of a header'
  if (ownedHeaders.has(name.toLowerCase())) return 'is set by Otpost'
  // One character is one byte on the wire.
  return /^[\t\x20-\x7e\x80-\xff]+$/.test(value) ? undefined : 'is no value of a header'
}

interface Signing {
  readonly messageId: string
  readonly body: string
  readonly live: LiveWebhookKeys
  readonly now: number
}

export function signedHeaders({ messageId, body, live, now }: Signing): Record<string, string> {
  const timestamp = String(Math.floor(now / 1000))
  const signed = `${messageId}.${timestamp}.${body}`
  // A receiver that knows one key goes on working until that key retires, while the new one is given to the receivers.
  const { current, previous } = live
  const keys = previous ? [current, previous] : [current]
  return {
    'content-type': 'application/json',
    [signatureHeader]: signBody((previous ?? current).secret, body),
    'webhook-id': messageId,
    'webhook-timestamp': timestamp,
    'webhook-signature': keys.map(({ secret }) => `v1,${signStandard(secret, signed)}`).join(' '),
    'idempotency-key': messageId,
  }
}

/** Libraries for Standard Webhooks are given the same secret as `whsec_` and its base64. */
function signStandard(secret: string, signed: string): string {
  return createHmac('sha256', secret).update(signed).digest('base64')
}
