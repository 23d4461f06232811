// The only way out of the process: one pool for outgoing HTTP, behind the guard of address-policy.ts.

import { lookup } from 'node:dns'
import { isIP } from 'node:net'
import { Agent } from 'undici'
import { createAddressPolicy } from './address-policy.ts'
import { createGuardedConnector, type ResolveAll } from './guarded-connector.ts'
import { timedOut, toHttpFailure } from './http-failure.ts'
import { PendingCall } from './pending-call.ts'
import { type AddressVerdict, HttpFailure, type HttpReply, type SendHttp } from './types.ts'

export interface EgressOptions {
  /** Addresses and CIDR blocks that may be called besides public ones (`OTPOST_EGRESS_ALLOW`). */
  readonly allow: readonly string[]
  readonly resolveAll?: ResolveAll
}

export interface Egress {
  readonly sendHttp: SendHttp
  /** What the guard would decide about a host. Rejects with an `HttpFailure` when its name does not resolve. */
  check(host: string): Promise<readonly AddressVerdict[]>
  /** Lets running calls end, then closes every socket. */
  close(): Promise<void>
}

// A server closes an idle connection some day, perhaps just as we write to it; such a call fails, as it may have
// been delivered. Giving idle sockets up before common servers do (Node after 5 s) makes that rare. A server that
// announces its own time (`Keep-Alive: timeout=65`) is believed, less two seconds, up to the maximum here.
const keepAliveTimeoutMs = 4_000
const keepAliveMaxTimeoutMs = 60_000
/** The callers' signals are shorter; these only end what a caller without a deadline would wait for. */
const backstopTimeoutMs = 60_000
/** Bounds what one hung gateway can hold open; calls beyond wait for a socket, within their own deadline. */
const maxConnectionsPerOrigin = 512

/**
 * The only way out of the process: one pool for all outgoing HTTP, behind the egress guard. It never follows a
 * redirect, never repeats a call and knows nothing of providers. Throws when `allow` holds something unreadable.
 */
export function createEgress({ allow, resolveAll = lookup }: EgressOptions): Egress {
  const policy = createAddressPolicy(allow)
  const agent = new Agent({
    connect: createGuardedConnector(policy, resolveAll),
    connections: maxConnectionsPerOrigin,
    pipelining: 1,
    keepAliveTimeout: keepAliveTimeoutMs,
    keepAliveMaxTimeout: keepAliveMaxTimeoutMs,
    headersTimeout: backstopTimeoutMs,
    bodyTimeout: backstopTimeoutMs,
  })
  let inFlight = 0
  let onIdle: (() => void) | undefined

  const onSettled = () => {
    inFlight -= 1
    if (inFlight === 0) onIdle?.()
  }

  const sendHttp: SendHttp = (call, signal) =>
    new Promise<HttpReply>((resolve, reject) => {
      const url = URL.parse(call.url)
      if (url === null)
        return reject(new HttpFailure('unreachable', 'ERR_INVALID_URL', 'The URL is not valid'))
      if (url.protocol !== 'http:' && url.protocol !== 'https:') {
        return reject(
          new HttpFailure('egress_refused', 'EGRESS_REFUSED', 'Only http: and https: URLs are called'),
        )
      }
      if (signal.aborted) return reject(timedOut(url.host))
      inFlight += 1
      agent.dispatch(
        {
          origin: url.origin,
          path: url.pathname + url.search,
          method: call.method,
          headers: call.headers,
          body: call.body ?? null,
        },
        new PendingCall({
          host: url.host,
          readBody: call.readBody,
          maxBodyBytes: call.maxBodyBytes,
          signal,
          resolve,
          reject,
          onSettled,
        }),
      )
    })

  return {
    sendHttp,
    check: (host) =>
      new Promise((resolve, reject) => {
        const literal = host.replace(/^\[(.*)\]$/, '$1')
        if (isIP(literal) !== 0) return resolve([policy(literal)])
        resolveAll(host, { all: true }, (error, addresses) => {
          if (error) reject(toHttpFailure(error, host))
          else resolve(addresses.map(({ address }) => policy(address)))
        })
      }),
    async close() {
      if (inFlight > 0) {
        await new Promise<void>((resolve) => {
          onIdle = resolve
        })
      }
      await agent.destroy()
    },
  }
}
