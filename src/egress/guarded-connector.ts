import type { LookupAddress, LookupOptions } from 'node:dns'
import { isIP, type LookupFunction } from 'node:net'
import { buildConnector } from 'undici'
import type { AddressPolicy } from './address-policy.ts'
import { type AddressVerdict, HttpFailure } from './types.ts'

/** The shape of `dns.lookup` with `all: true`, the only way we call it. */
export type ResolveAll = (
  hostname: string,
  options: LookupOptions & { all: true },
  callback: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void

const connectTimeoutMs = 10_000

/**
 * Opens the pool's sockets. The guard decides here, on the very addresses the socket then connects to, so that a name
 * cannot be resolved twice with two answers. Names lose their refused addresses; none left refuses the call.
 */
export function createGuardedConnector(
  policy: AddressPolicy,
  resolveAll: ResolveAll,
): buildConnector.connector {
  const lookup: LookupFunction = (hostname, options, callback) => {
    resolveAll(hostname, { ...options, all: true }, (error, addresses) => {
      if (error) return callback(error, [])
      const allowed = addresses.filter(({ address }) => policy(address).allowed)
      const [first] = allowed
      if (first === undefined) {
        const verdicts = addresses.map(({ address }) => policy(address))
        return callback(refusal(verdicts, hostname), [])
      }
      if (options.all) callback(null, allowed)
      else callback(null, first.address, first.family)
    })
  }

  // Over HTTP/2 a call may be moved to another connection by the pool; over HTTP/1.1 it is written once.
  const connect = buildConnector({ timeout: connectTimeoutMs, allowH2: false, lookup })

  return (options, callback) => {
    // An address needs no lookup, so the socket would never ask ours.
    if (isIP(options.hostname) !== 0) {
      const verdict = policy(options.hostname)
      if (!verdict.allowed) {
        process.nextTick(callback, refusal([verdict]), null)
        return
      }
    }
    connect(options, callback)
  }
}

function refusal(verdicts: readonly AddressVerdict[], hostname?: string): HttpFailure {
  const addresses = verdicts.map(({ address, range }) => `${address} (${range})`).join(', ')
  const who = hostname === undefined ? addresses : `${hostname}, which is ${addresses || 'no address at all'}`
  return new HttpFailure(
    'egress_refused',
    'EGRESS_REFUSED',
    `Refused to call ${who}: not a public address. OTPOST_EGRESS_ALLOW can allow it.`,
  )
}
