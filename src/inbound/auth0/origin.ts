import { isIP } from 'node:net'
import type { Client } from '#src/identity/records.ts'

export interface Caller {
  readonly client: Client
  /** Whether it proved to be itself, by a secret or an assertion. */
  readonly authenticated: boolean
}

export type Headers = Readonly<Record<string, string | readonly string[] | undefined>>

export function headerOf(headers: Headers, name: string): string | undefined {
  const value = headers[name]
  return typeof value === 'string' ? value : value?.[0]
}

/** The end user's address: what a trusted client forwards, else the caller's own (contract 3.1). */
export function originIp(ip: string, headers: Headers, { client, authenticated }: Caller): string {
  const forwarded = headerOf(headers, 'auth0-forwarded-for')?.trim()
  const believed =
    authenticated && client.trustsForwardedFor && forwarded !== undefined && isIP(forwarded) !== 0
  return believed ? forwarded : ip
}
