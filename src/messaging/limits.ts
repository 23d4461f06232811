// The limits of the contract (auth0.md 3.4), said once.

import type { Bucket } from './ports.ts'

/** Starts that one address may make within an hour. */
export const startsPerHour = 50

/** Wrong codes for one identifier from one address, across codes, before it is blocked, unless the tenant says another number. */
export const bruteForceLimit = 10

/** Failures are forgotten after this long without a further one. */
export const bruteForceMemory = '30 days'

/** Wrong tries at one code. */
export const triesPerCode = 3

/** Of second factors, for each user (auth0.md 6.4). */
export const wrongFactorCodes: Bucket = { capacity: 10, refillSeconds: 6 * 60 }
export const factorMessages: Bucket = { capacity: 10, refillSeconds: 60 * 60 }
