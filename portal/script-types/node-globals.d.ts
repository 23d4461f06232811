// What Actions and Hooks find besides the language itself. It is not all of Node: what is missing here still runs.

interface Console {
  log(...values: unknown[]): void
  info(...values: unknown[]): void
  warn(...values: unknown[]): void
  error(...values: unknown[]): void
  debug(...values: unknown[]): void
}
declare const console: Console

interface Headers {
  get(name: string): string | null
  has(name: string): boolean
  set(name: string, value: string): void
  append(name: string, value: string): void
}
declare const Headers: { new (init?: Record<string, string>): Headers }

interface Response {
  readonly ok: boolean
  readonly status: number
  readonly statusText: string
  readonly headers: Headers
  readonly url: string
  json(): Promise<any>
  text(): Promise<string>
  arrayBuffer(): Promise<ArrayBuffer>
}

interface RequestInit {
  method?: string
  headers?: Record<string, string> | Headers
  body?: string | URLSearchParams | Uint8Array | ArrayBuffer
  redirect?: 'follow' | 'error' | 'manual'
  signal?: AbortSignal
}
declare function fetch(url: string | URL, init?: RequestInit): Promise<Response>

declare class URL {
  constructor(url: string, base?: string)
  href: string
  readonly origin: string
  host: string
  hostname: string
  pathname: string
  search: string
  readonly searchParams: URLSearchParams
  toString(): string
}
declare class URLSearchParams {
  constructor(init?: string | Record<string, string> | string[][])
  append(name: string, value: string): void
  get(name: string): string | null
  set(name: string, value: string): void
  toString(): string
}
declare class AbortSignal {
  static timeout(milliseconds: number): AbortSignal
  readonly aborted: boolean
}
declare class AbortController {
  readonly signal: AbortSignal
  abort(reason?: unknown): void
}
declare class TextEncoder {
  encode(text: string): Uint8Array
}
declare class TextDecoder {
  decode(bytes: Uint8Array): string
}
declare class Buffer extends Uint8Array {
  static from(value: string | ArrayBuffer | readonly number[], encoding?: string): Buffer
  toString(encoding?: string): string
}
declare const process: { readonly env: Readonly<Record<string, string | undefined>> }
declare const crypto: {
  randomUUID(): string
  getRandomValues<T extends Uint8Array>(array: T): T
  readonly subtle: any
}
declare function setTimeout(callback: () => void, milliseconds?: number): number
declare function clearTimeout(timer: number | undefined): void
declare function atob(text: string): string
declare function btoa(text: string): string
declare function require(name: string): any
