// A minimal X.509 v3 certificate over an RSA key, signed by that key (RFC 5280 4.1), for `x5c` and `x5t` in JWKS.
// Nobody builds trust on it: verifiers read the key. It carries no extensions, so it is of no use for TLS.

import { type KeyObject, randomBytes, sign } from 'node:crypto'

const sha256WithRsa = '06092a864886f70d01010b0500'
const commonNameOid = '0603550403'

/** DER bytes, in hex, of one element: tag, length, contents. */
function element(tag: string, ...contents: readonly string[]): string {
  const content = contents.join('')
  const length = content.length / 2
  const hex = length.toString(16)
  const even = hex.length % 2 === 0 ? hex : `0${hex}`
  return `${tag}${length < 128 ? even : (0x80 + even.length / 2).toString(16) + even}${content}`
}

function sequence(...contents: readonly string[]): string {
  return element('30', ...contents)
}

function bitString(hex: string): string {
  return element('03', '00', hex)
}

/** GeneralizedTime, which DER allows from 2050 on only; before that it has to be UTCTime. */
function time(date: Date): string {
  const digits = date.toISOString().replace(/[-:T]|\.\d+/g, '')
  const early = date.getUTCFullYear() < 2050
  return element(early ? '17' : '18', Buffer.from(early ? digits.slice(2) : digits).toString('hex'))
}

/** DER of the certificate, base64. Longer names are cut to the 64 characters that a common name may have. */
export function createSelfSignedCertificate(options: {
  readonly commonName: string
  readonly privateKey: KeyObject
  readonly publicKey: KeyObject
  readonly notBefore: Date
  readonly notAfter: Date
}): string {
  const { commonName, privateKey, publicKey, notBefore, notAfter } = options
  const name = sequence(
    element(
      '31',
      sequence(commonNameOid, element('0c', Buffer.from(commonName.slice(0, 64)).toString('hex'))),
    ),
  )
  const algorithm = sequence(sha256WithRsa)
  // The first octet is fixed so that the number is positive and has no leading zero to strip.
  const serialNumber = element('02', `4f${randomBytes(15).toString('hex')}`)
  const toBeSigned = sequence(
    element('a0', '020102'),
    serialNumber,
    algorithm,
    name,
    sequence(time(notBefore), time(notAfter)),
    name,
    publicKey.export({ type: 'spki', format: 'der' }).toString('hex'),
  )
  const signature = sign('sha256', Buffer.from(toBeSigned, 'hex'), privateKey).toString('hex')
  return Buffer.from(sequence(toBeSigned, algorithm, bitString(signature)), 'hex').toString('base64')
}
