// How many wrong passwords are too many. What is kept of a try names its address by a hash: people type passwords into
// the wrong field.

import { hash } from 'node:crypto'
import type { Bucket } from '#src/messaging/ports.ts'

/** From wherever they come. */
export const triesOfAdministrator: Bucket = { capacity: 10, refillSeconds: 5 * 60 }
/** At whomever they are aimed. */
export const triesOfAddress: Bucket = { capacity: 30, refillSeconds: 2 * 60 }

export const triesKeyPrefix = 'sign-in:'

export function triesKey(email: string): string {
  return triesKeyPrefix + hash('sha256', email, 'hex')
}
