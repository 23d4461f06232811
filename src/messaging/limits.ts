// The limits of the contract (auth0.md 3.4), said once.

import type { Bucket } from './ports.ts'

/** Starts that one address may make within an hour. */
export const startsPerHour = 50

/**
 * Refused messages of one source within an hour that have a row each: a flood of them cannot fill the table. A source is
 * an address or, where none is known, the calling client.
 */
export const recordedRefusalsPerHour = 100

/** Wrong codes for one identifier from one address, across codes, before it is blocked, unless the tenant says another number. */
export const bruteForceLimit = 10

/** Failures are forgotten after this long without a further one. */
export const bruteForceMemory = '30 days'

/** Wrong tries at one code. */
export const triesPerCode = 3

/** Password resets: those that one address may start, and the messages and wrong codes of one account. */
export const resetsPerAddress: Bucket = { capacity: 50, refillSeconds: 72 }
export const resetMessages: Bucket = { capacity: 5, refillSeconds: 10 * 60 }
export const wrongResetCodes: Bucket = { capacity: 10, refillSeconds: 6 * 60 }

/** Notices to one number that its account is blocked: whoever guesses from many addresses makes no flood of them. */
export const blockedNotices: Bucket = { capacity: 3, refillSeconds: 60 * 60 }

/** How long the code of a second factor lives (auth0.md 6.4). */
export const factorCodeSeconds = 300

/** Of second factors, for each user (auth0.md 6.4). */
export const wrongFactorCodes: Bucket = { capacity: 10, refillSeconds: 6 * 60 }
export const factorMessages: Bucket = { capacity: 10, refillSeconds: 60 * 60 }
