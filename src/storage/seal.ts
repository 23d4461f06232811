// Seals secrets at rest with AES-256-GCM and derives the keys that codes are hashed under and that tokens are sealed
// with. All come from OTPOST_SECRET_KEY, by HKDF with different labels, so that none reveals another.

import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createSecretKey,
  hkdfSync,
  randomBytes,
} from 'node:crypto'
import type { HashCode } from '#src/messaging/ports.ts'

const version = 1
const ivLength = 12
const tagLength = 16

export interface Seal {
  /** `where` names the row and column; a sealed value moved elsewhere does not open. */
  seal(where: string, clear: string): Buffer
  open(where: string, sealed: Buffer): string
  readonly hashCode: HashCode
  /** 32 bytes, for what clients carry sealed. */
  readonly tokenKey: Uint8Array
  /** Names a version of something, secrets in it included, without revealing them. */
  tagOf(tenantId: string, text: string): string
  /** Tells two keys apart without revealing either; kept in backups. */
  readonly fingerprint: string
}

export function createSeal(secretKey: Buffer): Seal {
  const derive = (label: string) => Buffer.from(hkdfSync('sha256', secretKey, '', label, 32))
  const sealingKey = derive('otpost sealing key')
  // Prepared once: from bytes, each hash would prepare the key again, which takes six times as long as the hash.
  const codeKey = createSecretKey(derive('otpost code key'))
  const versionKey = createSecretKey(derive('otpost version key'))

  return {
    fingerprint: derive('otpost fingerprint').toString('hex').slice(0, 16),
    tokenKey: new Uint8Array(derive('otpost token key')),

    seal(where, clear) {
      const iv = randomBytes(ivLength)
      const cipher = createCipheriv('aes-256-gcm', sealingKey, iv).setAAD(Buffer.from(where))
      const body = Buffer.concat([cipher.update(clear, 'utf8'), cipher.final()])
      return Buffer.concat([Buffer.of(version), iv, cipher.getAuthTag(), body])
    },

    open(where, sealed) {
      if (sealed[0] !== version) throw new Error(`A sealed value of ${where} has an unknown version.`)
      const iv = sealed.subarray(1, 1 + ivLength)
      const tag = sealed.subarray(1 + ivLength, 1 + ivLength + tagLength)
      const decipher = createDecipheriv('aes-256-gcm', sealingKey, iv, { authTagLength: tagLength })
        .setAAD(Buffer.from(where))
        .setAuthTag(tag)
      try {
        const body = decipher.update(sealed.subarray(1 + ivLength + tagLength))
        return Buffer.concat([body, decipher.final()]).toString('utf8')
      } catch (cause) {
        throw new Error(
          `A sealed value of ${where} does not open: OTPOST_SECRET_KEY is not the key it was sealed with.`,
          { cause },
        )
      }
    },

    tagOf: (tenantId, text) =>
      createHmac('sha256', versionKey).update(`${tenantId}\u0000${text}`).digest('base64url').slice(0, 22),

    // Bound to its code's id and to whom it was sent: a hash copied to another row verifies nothing there.
    hashCode(key, codeId, code) {
      const parts = [key.tenantId, key.scope, key.identifier, codeId, code].join('\u0000')
      return createHmac('sha256', codeKey).update(parts).digest('base64url')
    },
  }
}
