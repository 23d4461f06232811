// The part of the egress guard that Deno's own permissions cannot express. Deno denies the refused IPv4 addresses
// itself, names and redirects included; of IPv6 it denies single addresses only, so blocks of them are checked here,
// with everything captured before a script could change it. Also puts refusals into words and reports them.

import dns from 'node:dns'
import net from 'node:net'
import process from 'node:process'
import { createIpv6Blocks } from './ipv6-blocks.ts'

export interface NetworkGuard {
  /** CIDR blocks of IPv6 that may not be called. */
  readonly refusedIpv6: readonly string[]
  /** Whether names may have IPv6 addresses, so that they have to be looked up and checked before Deno does. */
  readonly checkNames: boolean
  /** Called with each address that was refused. */
  readonly report: (address: string) => void
}

// Captured before the first script runs: who replaces these would be handed what they are called with.
const { apply, construct } = Reflect
const exec = RegExp.prototype.exec
const { isIP } = net

const maxRedirects = 20

class EgressRefused extends Error {
  readonly code = 'EGRESS_REFUSED'
  constructor(host: string, address: string) {
    const who = host === address ? address : `${host}, which is ${address}`
    super(`Refused to call ${who}: not a public address. OTPOST_EGRESS_ALLOW can allow it.`)
    this.name = 'EgressRefused'
  }
}

interface Check {
  /** Throws when `host` is an IPv6 address that is refused. IPv4 addresses are Deno's to check. */
  check(host: string): void
  /** The same for what Deno resolves itself, where names have to be checked beforehand. */
  checkName(host: string): Promise<void> | undefined
  readonly checksNames: boolean
  /** An error of Deno's, in the guard's words when it is a refusal. */
  explain(error: unknown, host: string): unknown
}

export function guardNetwork(guard: NetworkGuard): void {
  const check = createJudge(guard)
  guardSockets(check)
  guardFetch(check)
  guardWebSocket(check)
}

function createJudge({ refusedIpv6, checkNames, report }: NetworkGuard): Check {
  const isRefused = createIpv6Blocks(refusedIpv6)
  const { lookup } = dns.promises
  const brackets = /^\[?([^\]]*)\]?$/
  const refusal = /Requires net access to "\[?([^"\]]*?)\]?(?::\d+)?"/

  const match = (pattern: RegExp, text: string) => apply(exec, pattern, [text])?.[1]
  const bare = (host: string): string => match(brackets, host) ?? host
  const refuse = (host: string, address: string) => {
    report(address)
    return new EgressRefused(host, address)
  }
  const check = (host: string) => {
    const address = bare(host)
    if (isRefused(address)) throw refuse(address, address)
  }
  const lookUp = async (name: string) => {
    const addresses = await lookup(name, { all: true })
    for (let i = 0; i < addresses.length; i += 1) {
      const address = addresses[i]?.address ?? ''
      if (isRefused(address)) throw refuse(name, address)
    }
  }
  return {
    check,
    checksNames: checkNames,
    checkName: (host) => {
      check(host)
      return checkNames && isIP(bare(host)) === 0 ? lookUp(host) : undefined
    },
    explain(error, host) {
      // A name's address is refused while it connects, and the reason is then in the cause.
      for (let at = error, depth = 0; at instanceof Error && depth < 4; at = at.cause, depth += 1) {
        const address = match(refusal, `${at.message}`)
        if (address !== undefined) return refuse(bare(host), address)
      }
      return error
    },
  }
}

type Method = (this: unknown, ...args: unknown[]) => unknown

const unavailable = (what: string) => () => {
  throw new Error(`${what} is not available to scripts`)
}

function guardSockets({ check, checkName, explain }: Check): void {
  // The one place that every socket of Node's modules connects through: net, tls, http, https, http2.
  const tcp = prototypeOf('tcp_wrap', 'TCP')
  const around = (connect: Method): Method =>
    function (this: unknown, request: unknown, address: unknown, port: unknown) {
      const host = `${address}`
      if (isIP(host) === 0) throw new Error(`${host} is not an address`)
      check(host)
      try {
        return apply(connect, this, [request, host, port])
      } catch (error) {
        throw explain(error, host)
      }
    }
  for (const name of ['connect', 'connect6']) wrap(tcp, name, around)
  for (const name of ['connect', 'connectTls'] as const) {
    wrap(Deno, name, (connect) => async (options: unknown) => {
      const { hostname = '127.0.0.1', port, ...rest } = Object(options)
      const host = `${hostname}`
      await checkName(host)
      try {
        return await apply(connect, Deno, [{ ...rest, hostname: host, port }])
      } catch (error) {
        throw explain(error, host)
      }
    })
  }
  net.Server.prototype.listen = unavailable('Listening')
  const udp = prototypeOf('udp_wrap', 'UDP')
  for (const name of Object.getOwnPropertyNames(udp)) {
    if (/^(bind|connect|send|open)/.test(name)) Reflect.set(udp, name, unavailable('UDP'))
  }
  // A query sent to any server of the script's choice would be a call that nobody checked.
  Reflect.set(prototypeOf('cares_wrap', 'ChannelWrap'), 'setServers', unavailable('Choosing DNS servers'))
  for (const owner of [dns, dns.promises])
    Reflect.set(owner, 'setServers', unavailable('Choosing DNS servers'))
}

function guardFetch({ checkName, explain }: Check): void {
  const nativeFetch = globalThis.fetch
  const NativeRequest = globalThis.Request
  const NativeHeaders = globalThis.Headers
  const NativeURL = globalThis.URL
  const read = <Owner extends object>(prototype: Owner, name: keyof Owner & string) => {
    const getter = Object.getOwnPropertyDescriptor(prototype, name)?.get
    return (of: Owner): unknown => (getter ? apply(getter, of, []) : undefined)
  }
  const urlOf = read(Request.prototype, 'url')
  const methodOf = read(Request.prototype, 'method')
  const redirectOf = read(Request.prototype, 'redirect')
  const headersOf = read(Request.prototype, 'headers')
  const signalOf = read(Request.prototype, 'signal')
  const bodyOf = read(Request.prototype, 'body')
  const statusOf = read(Response.prototype, 'status')
  const responseHeadersOf = read(Response.prototype, 'headers')
  const responseBodyOf = read(Response.prototype, 'body')
  const hostnameOf = read(URL.prototype, 'hostname')
  const originOf = read(URL.prototype, 'origin')
  const hrefOf = read(URL.prototype, 'href')
  const protocolOf = read(URL.prototype, 'protocol')
  const bytesOf = Request.prototype.arrayBuffer
  const getHeader = Headers.prototype.get
  const deleteHeader = Headers.prototype.delete
  const cancel = ReadableStream.prototype.cancel

  const once = async (request: Request): Promise<Response> => {
    const host = `${hostnameOf(new NativeURL(`${urlOf(request)}`))}`
    await checkName(host)
    try {
      return await apply(nativeFetch, globalThis, [request])
    } catch (error) {
      throw explain(error, host)
    }
  }

  // Redirects are followed here, so that each address of the way is checked.
  const follow = async (first: Request): Promise<Response> => {
    let method = `${methodOf(first)}`
    let url = `${urlOf(first)}`
    let body: ArrayBuffer | undefined = bodyOf(first) === null ? undefined : await apply(bytesOf, first, [])
    const headers = new NativeHeaders(headersOf(first) as Headers)
    const signal = signalOf(first) as AbortSignal
    for (let hop = 0; ; hop += 1) {
      const response = await once(
        new NativeRequest(url, {
          method,
          headers,
          signal,
          redirect: 'manual',
          ...(body === undefined ? {} : { body }),
        }),
      )
      const status = statusOf(response)
      const isRedirect =
        status === 301 || status === 302 || status === 303 || status === 307 || status === 308
      const location = isRedirect ? apply(getHeader, responseHeadersOf(response), ['location']) : null
      if (location === null) {
        if (hop > 0) Object.defineProperty(response, 'redirected', { value: true })
        return response
      }
      const unread = responseBodyOf(response)
      if (unread) void apply(cancel, unread, [])
      if (hop === maxRedirects) throw new TypeError(`More than ${maxRedirects} redirects`)
      const from = new NativeURL(url)
      const to = new NativeURL(`${location}`, url)
      const protocol = protocolOf(to)
      if (protocol !== 'http:' && protocol !== 'https:')
        throw new TypeError('A redirect leads away from HTTP')
      if (
        ((status === 301 || status === 302) && method === 'POST') ||
        (status === 303 && method !== 'HEAD')
      ) {
        if (method !== 'GET') {
          method = 'GET'
          body = undefined
          for (const name of ['content-type', 'content-length', 'content-encoding', 'content-language']) {
            apply(deleteHeader, headers, [name])
          }
        }
      }
      if (originOf(from) !== originOf(to)) {
        for (const name of ['authorization', 'cookie', 'proxy-authorization', 'host']) {
          apply(deleteHeader, headers, [name])
        }
      }
      url = `${hrefOf(to)}`
    }
  }

  const guarded = async (input: RequestInfo | URL, init?: RequestInit): Promise<Response> => {
    const request = new NativeRequest(input, init)
    return redirectOf(request) === 'follow' ? follow(request) : once(request)
  }
  Object.defineProperty(globalThis, 'fetch', {
    value: guarded,
    writable: true,
    configurable: true,
    enumerable: true,
  })
}

function guardWebSocket({ check, checksNames }: Check): void {
  const NativeWebSocket = globalThis.WebSocket
  const NativeURL = globalThis.URL
  const hostname = Object.getOwnPropertyDescriptor(URL.prototype, 'hostname')?.get
  const Guarded = new Proxy(NativeWebSocket, {
    construct(target, [url, ...rest], newTarget) {
      const parsed = new NativeURL(`${url}`)
      const host = hostname ? `${apply(hostname, parsed, [])}` : ''
      check(host)
      if (checksNames && isIP(host) === 0) unavailable('A WebSocket to a name')()
      return construct(target, [parsed, ...rest], newTarget)
    },
  })
  Object.defineProperty(NativeWebSocket.prototype, 'constructor', { value: Guarded })
  Object.defineProperty(globalThis, 'WebSocket', { value: Guarded, writable: true, configurable: true })
}

/** Of a class that Deno's Node modules make their handles from. */
function prototypeOf(binding: string, name: string): object {
  const getBinding: unknown = Reflect.get(process, 'binding')
  const found: unknown = typeof getBinding === 'function' ? getBinding(binding)[name] : undefined
  if (typeof found !== 'function') throw new Error(`${name} is gone`)
  return found.prototype
}

function wrap(owner: object, name: string, around: (method: Method) => Method): void {
  const method: unknown = Reflect.get(owner, name)
  if (typeof method !== 'function') throw new Error(`${name} is gone`)
  Object.defineProperty(owner, name, {
    value: around(method as Method),
    writable: true,
    configurable: true,
  })
}
