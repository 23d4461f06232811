// Modules that a script imports from the web, fetched when it is built, each request through the egress guard.
// Redirects are followed by hand, so that the guard checks every hop.

import type { Loader } from 'esbuild'
import type { Egress } from '#src/egress/create-egress.ts'
import { HttpFailure, type HttpReply } from '#src/egress/types.ts'
import { refusalOfUrl } from './url-policy.ts'

export type RemoteModule =
  | { readonly ok: true; readonly url: string; readonly contents: string; readonly loader: Loader }
  | { readonly ok: false; readonly problem: string }

/** Fetches for one build, which has a limit to what it may fetch. */
export type FetchModule = (url: string) => Promise<RemoteModule>

const usualTimeoutMs = 20_000
const maxModuleBytes = 1024 * 1024
const maxBytes = 5 * 1024 * 1024
const maxModules = 200
const maxRedirects = 10

// Some hosts choose what they serve by who asks, and the code will run in Deno.
const headers = { accept: '*/*', 'accept-encoding': 'identity', 'user-agent': 'Deno/2 (Otpost)' }

export function createFetchModule(
  egress: Pick<Egress, 'check' | 'sendHttp'>,
  timeoutMs = usualTimeoutMs,
): FetchModule {
  const modules = new Map<string, Promise<RemoteModule>>()
  const signal = AbortSignal.timeout(timeoutMs)
  let bytes = 0

  async function follow(url: string, hops: number): Promise<RemoteModule> {
    const refused = await refusalOfUrl(url, egress)
    if (refused !== undefined) return { ok: false, problem: `"${url}" ${refused}` }
    const call = { method: 'GET', url, headers, readBody: true, maxBodyBytes: maxModuleBytes } as const
    const reply = await egress.sendHttp(call, signal)
    const { location } = reply.headers
    if (reply.status >= 300 && reply.status < 400 && typeof location === 'string') {
      const next = URL.parse(location, url)?.href
      if (next === undefined) return { ok: false, problem: `"${url}" leads to an address that is none` }
      if (hops === maxRedirects) return { ok: false, problem: `"${url}" leads on without end` }
      return follow(next, hops + 1)
    }
    return read(url, reply)
  }

  function read(url: string, reply: HttpReply): RemoteModule {
    if (reply.status !== 200) return { ok: false, problem: `"${url}" answered with status ${reply.status}` }
    const size = Buffer.byteLength(reply.body)
    bytes += size
    if (size >= maxModuleBytes || bytes > maxBytes) {
      return { ok: false, problem: `"${url}" and what else the script imports is too large` }
    }
    const loader = loaderOf(url, reply.headers['content-type'])
    if (loader === undefined) return { ok: false, problem: `"${url}" is neither JavaScript nor TypeScript` }
    return { ok: true, url, contents: reply.body, loader }
  }

  return (url) => {
    const { href } = Object.assign(new URL(url), { hash: '' })
    const known = modules.get(href)
    if (known !== undefined) return known
    if (modules.size === maxModules) {
      return Promise.resolve({
        ok: false,
        problem: `The script imports more than ${maxModules} modules from the web`,
      })
    }
    const fetched = follow(href, 0).catch((error: unknown): RemoteModule => {
      if (error instanceof HttpFailure) return { ok: false, problem: `"${href}": ${error.message}` }
      throw error
    })
    modules.set(href, fetched)
    // Others may name the address that this one leads to.
    void fetched.then((module) => module.ok && modules.set(module.url, fetched))
    return fetched
  }
}

const loaders: Readonly<Record<string, Loader>> = {
  ts: 'ts',
  mts: 'ts',
  tsx: 'tsx',
  js: 'js',
  mjs: 'js',
  jsx: 'jsx',
  json: 'json',
}

/** The address says it where it can, as servers of plain files call everything text. */
function loaderOf(url: string, contentType: string | string[] | undefined): Loader | undefined {
  const type = String(contentType ?? '')
  if (/html/i.test(type)) return undefined
  const extension = /\.([a-z]+)$/i.exec(new URL(url).pathname)?.[1]?.toLowerCase() ?? ''
  if (Object.hasOwn(loaders, extension)) return loaders[extension]
  if (/typescript/i.test(type)) return 'ts'
  if (/json/i.test(type)) return 'json'
  return /javascript|ecmascript/i.test(type) ? 'js' : undefined
}
