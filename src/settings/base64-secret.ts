// Secrets that are configured as base64url text (contract auth0.md 4.3).

const encoded = /^[A-Za-z0-9_+/-]+={0,2}$/

/**
 * The bytes of a secret that is written in base64url, or in standard base64, with or without padding; undefined when
 * the text is neither. Node's own decoder skips what it does not know: a mistyped secret would sign with another key.
 */
export function decodeBase64Secret(text: string): Uint8Array | undefined {
  const digits = text.replace(/=+$/, '')
  // A last group of one digit holds less than a byte.
  if (!encoded.test(text) || digits.length % 4 === 1) return undefined
  return Buffer.from(digits, 'base64url')
}
