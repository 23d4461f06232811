// Passwords as Otpost hashes them, at a hundredth of the cost: tests hash and verify hundreds of them. What a hash costs
// otherwise is for src/identity/passwords/hash-password.test.ts to say.

import { setTimeout as sleep } from 'node:timers/promises'
import { createPasswords, type Passwords } from '#src/identity/passwords/hash-password.ts'

export const quickPasswords = () => createPasswords({ cost: { ln: 9, r: 8, p: 1 } })

/** They take as long as real ones, without computing: for tests of what happens meanwhile. */
export function unhurriedPasswords(): Passwords {
  const quick = quickPasswords()
  const takesMs = 150
  return {
    ...quick,
    hash: async (password) => (await Promise.all([quick.hash(password), sleep(takesMs)]))[0],
    verify: async (...args) => (await Promise.all([quick.verify(...args), sleep(takesMs)]))[0],
  }
}
