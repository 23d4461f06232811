// Secrets that are said to be base64url text: both forms of an SMS gateway ask for one.

import { maskedSecret } from './masked-secret.ts'

/** What is wrong with a secret that is said to be encoded; nothing while it stays as it is stored. */
export function encodedSecretError(secret: string): string | undefined {
  if (secret === '' || secret === maskedSecret || isBase64(secret)) return undefined
  return "The secret isn't valid base64url. Correct it, or clear the checkbox below"
}

/** As the server has it: either alphabet, with or without padding. */
function isBase64(text: string): boolean {
  return /^[A-Za-z0-9_+/-]+={0,2}$/.test(text) && text.replace(/=+$/, '').length % 4 !== 1
}
