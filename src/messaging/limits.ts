// The limits of the contract (auth0.md 3.4), said once.

/** Starts that one address may make within an hour. */
export const startsPerHour = 50

/** Wrong codes for one identifier from one address, across codes, before it is blocked. */
export const bruteForceLimit = 10

/** Failures are forgotten after this long without a further one. */
export const bruteForceMemory = '30 days'

/** Wrong tries at one code. */
export const triesPerCode = 3
