import { createHmac } from 'node:crypto'

export const signatureHeader = 'x-authgear-body-signature'

/** Signs a webhook's body (contract 1.1): the key is the secret's own bytes, nothing is decoded. */
export function signBody(secret: string, body: string): string {
  return createHmac('sha256', secret).update(body).digest('hex')
}
