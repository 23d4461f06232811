// A request that reached the gateway, as text that is good to read and loses no byte: whatever is laid out is put
// together again and compared with what came.

import assert from 'node:assert/strict'
import type { GatewayRequest } from '#test/support/gateway.ts'

/** `raw`: as it came. `form`: a decoded field on each line. `json`: a member of the object on each line. */
export type ShownBody = 'raw' | 'form' | 'json'

interface Layout {
  readonly body: ShownBody
  readonly isFromSandbox: boolean
  /** Puts names in the place of what is different each time. */
  mask(text: string): string
}

/** What HTTP clients send of their own accord. */
const transportHeaders = ['host', 'connection', 'content-length']
const sandboxHeaders = ['accept', 'accept-encoding', 'accept-language', 'user-agent']

export function showRequest(request: GatewayRequest, layout: Layout): string {
  const { method, path, headers, body } = request
  assert.equal(headers['content-length'], String(Buffer.byteLength(body)), 'the body is UTF-8, and all of it')
  const notOurs = [...transportHeaders, ...(layout.isFromSandbox ? sandboxHeaders : [])]
  const shown = Object.entries(headers).filter(([name]) => !notOurs.includes(name))
  const lines = shown.map(([name, value]) => `${name}: ${layout.mask(String(value))}`).sort()
  return [`${method} ${path}`, ...lines, '', ...showBody(body, layout)].join('\n')
}

function showBody(body: string, { body: shown, mask }: Layout): readonly string[] {
  switch (shown) {
    case 'raw':
      return [mask(body)]
    case 'form': {
      const fields = [...new URLSearchParams(body)]
      assert.equal(new URLSearchParams(fields).toString(), body)
      return fields.map(([name, value]) => `${name}=${mask(value)}`)
    }
    case 'json': {
      const json: unknown = JSON.parse(body)
      assert.equal(JSON.stringify(json), body)
      return showMembers(json).map(mask)
    }
  }
}

export function showMembers(json: unknown): readonly string[] {
  return [...withMembers(json)].map(([name, value]) => `${JSON.stringify(name)}: ${JSON.stringify(value)}`)
}

export function withMembers(json: unknown): ReadonlyMap<string, unknown> {
  return new Map(typeof json === 'object' && json !== null ? Object.entries(json) : [])
}
