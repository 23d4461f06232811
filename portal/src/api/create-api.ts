// The one way to the server: JSON over fetch, with the session's cookie and its CSRF token. It never keeps an answer
// (the queries do) and never retries.

import { ApiError, readRefusal } from './api-error.ts'

export type QueryParams = Readonly<Record<string, string | number | boolean | undefined>>

/** A resource as it is now; the tag tells whether it is still the same when it is changed. */
export interface Versioned<T> {
  readonly value: T
  readonly etag: string | undefined
}

interface RequestOptions {
  readonly query?: QueryParams
  readonly body?: unknown
  readonly ifMatch?: string | undefined
  readonly signal?: AbortSignal
}

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

export interface Api {
  get<T>(path: string, options?: Pick<RequestOptions, 'query' | 'signal'>): Promise<T>
  /** A GET with the tag that a change of the same resource names in `ifMatch`. */
  read<T>(path: string, options?: Pick<RequestOptions, 'query' | 'signal'>): Promise<Versioned<T>>
  post<T>(path: string, body?: unknown, options?: Omit<RequestOptions, 'body'>): Promise<T>
  put<T>(path: string, body: unknown, options?: Omit<RequestOptions, 'body'>): Promise<Versioned<T>>
  patch<T>(path: string, body: unknown, options?: Omit<RequestOptions, 'body'>): Promise<Versioned<T>>
  delete(path: string, options?: RequestOptions): Promise<void>
  /** Told by whoever reads or starts a session; undefined when it ended. */
  setCsrfToken(token: string | undefined): void
  /** Called when the server no longer knows the session. One listener, set once. */
  onSignedOut(listener: () => void): void
}

export function createApi(): Api {
  let csrfToken: string | undefined
  let signedOut = () => {}

  async function request<T>(
    method: Method,
    path: string,
    { query, body, ifMatch, signal }: RequestOptions = {},
  ): Promise<Versioned<T>> {
    const response = await send(withQuery(path, query), {
      method,
      credentials: 'same-origin',
      cache: 'no-store',
      headers: {
        accept: 'application/json',
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...(ifMatch !== undefined && { 'if-match': ifMatch }),
        ...(method !== 'GET' && csrfToken !== undefined && { 'x-csrf-token': csrfToken }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      ...(signal && { signal }),
    })
    if (!response.ok) {
      const refusal = await readRefusal(response)
      // A sign-in that is refused is no session that ended.
      if (refusal.status === 401 && refusal.kind !== 'wrong-password') signedOut()
      throw refusal
    }
    const isEmpty = response.status === 204 || response.headers.get('content-length') === '0'
    const value: T = isEmpty ? undefined : await response.json()
    return { value, etag: response.headers.get('etag') ?? undefined }
  }

  return {
    get: async <T>(path: string, options = {}) => (await request<T>('GET', path, options)).value,
    read: (path, options) => request('GET', path, options),
    post: async <T>(path: string, body?: unknown, options = {}) =>
      (await request<T>('POST', path, { ...options, body })).value,
    put: (path, body, options) => request('PUT', path, { ...options, body }),
    patch: (path, body, options) => request('PATCH', path, { ...options, body }),
    delete: async (path, options) => {
      await request('DELETE', path, options)
    },
    setCsrfToken: (token) => {
      csrfToken = token
    },
    onSignedOut: (listener) => {
      signedOut = listener
    },
  }
}

async function send(url: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(url, init)
  } catch (error) {
    if (init.signal?.aborted) throw error
    throw new ApiError({ status: 0, kind: 'unreachable', message: "Couldn't reach Otpost." })
  }
}

function withQuery(path: string, query: QueryParams = {}): string {
  const given = Object.entries(query).flatMap(([name, value]) =>
    value === undefined || value === '' ? [] : [[name, String(value)]],
  )
  return given.length === 0 ? path : `${path}?${new URLSearchParams(given)}`
}
