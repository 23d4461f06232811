import { SignJWT } from 'jose'

// How long a token is accepted by the gateway, and how long we go on using one. What remains is for the gateway's clock.
const lifetimeSeconds = 300
const reuseSeconds = 30

export interface BearerTokenOptions {
  readonly subject?: string
  readonly audience: string
  readonly key: Uint8Array
}

/**
 * Makes the token that tells a gateway who is calling: `alg`, `sub` and `aud` are Auth0's contract; `iat` and `exp` are
 * ours, so that a token that leaks does not last. One token serves all calls of half a minute.
 */
export function createBearerToken(
  { subject, audience, key }: BearerTokenOptions,
  now: () => number = Date.now,
): () => Promise<string> {
  let signedAt = Number.NEGATIVE_INFINITY
  let token: Promise<string> | undefined

  return () => {
    const seconds = Math.floor(now() / 1000)
    // A clock that was set back must not leave us with a token from the future.
    const fresh = seconds >= signedAt && seconds < signedAt + reuseSeconds
    if (token === undefined || !fresh) {
      const jwt = new SignJWT()
        .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
        .setAudience(audience)
        .setIssuedAt(seconds)
        .setExpirationTime(seconds + lifetimeSeconds)
      if (subject !== undefined) jwt.setSubject(subject)
      token = jwt.sign(key)
      signedAt = seconds
    }
    return token
  }
}
