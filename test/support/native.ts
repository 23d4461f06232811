// For tests of the native API: who calls it, and a look into the rows behind it.

import assert from 'node:assert/strict'
import type { TestContext } from 'node:test'
import pg from 'pg'
import type { Client } from '#src/identity/records.ts'
import { defaultTenantId } from '#src/identity/tenants/directory.ts'
import { createDb } from '#src/storage/database.ts'
import { createDirectoryStore } from '#src/storage/directory-store.ts'
import { createSeal } from '#src/storage/seal.ts'
import { onEnd } from './on-end.ts'
import { type Answer, type CallOptions, management, type TestServer } from './server.ts'
import { waitFor } from './wait-for.ts'

export function basic(clientId: string, secret: string): Record<string, string> {
  return { authorization: `Basic ${Buffer.from(`${clientId}:${secret}`).toString('base64')}` }
}

export const asManagement = basic(management.clientId, management.clientSecret)

/** Calls as the Management client, which may do everything. */
export function callNative(server: TestServer, path: string, options: CallOptions = {}): Promise<Answer> {
  return server.call(`/v1${path}`, { ...options, headers: { ...asManagement, ...options.headers } })
}

export function assertProblem(answer: Answer, status: number, kind: string): void {
  assert.equal(answer.status, status, answer.text)
  assert.match(answer.headers.get('content-type') ?? '', /^application\/problem\+json/)
  assert.equal(answer.body.type, `/problems/${kind}`)
  assert.equal(answer.body.status, status)
  assert.equal(typeof answer.body.title, 'string')
  assert.equal(typeof answer.body.detail, 'string')
  assert.match(answer.body.instance, /^urn:uuid:[0-9a-f-]{36}$/)
}

/** The code of the newest message to a number, read from the inbox. */
export async function readCode(server: TestServer, to: string): Promise<string> {
  const { body } = await callNative(server, `/inbox?to=${encodeURIComponent(to)}&limit=1`)
  return /\d{6}/.exec(body.messages[0].text)?.[0] ?? ''
}

export function openPool(t: TestContext, server: TestServer): pg.Pool {
  const pool = new pg.Pool({ connectionString: server.databaseUrl, max: 2 })
  pool.on('error', () => {})
  onEnd(t, () => pool.end())
  return pool
}

/** Adds a confidential client without any grant, and waits until the server knows it. */
export async function addClient(
  t: TestContext,
  server: TestServer,
  clientId: string,
): Promise<Record<string, string>> {
  const pool = openPool(t, server)
  const seal = createSeal(Buffer.from(server.env.OTPOST_SECRET_KEY ?? '', 'base64'))
  const store = createDirectoryStore(createDb(pool), pool, seal)
  const client: Client = {
    clientId,
    name: clientId,
    secret: `secret-of-${clientId}`,
    authMethod: 'client_secret_basic',
    grantTypes: [],
    credentials: [],
    trustsForwardedFor: false,
    idTokenLifetimeSeconds: 36_000,
    idTokenAlg: 'RS256',
    extra: {},
    createdAt: new Date(),
  }
  await store.change(defaultTenantId, (_config, writer) => writer.putClient(client))
  const headers = basic(clientId, client.secret)
  await waitFor('the new client', async () => {
    const { status } = await server.call('/v1/verifications/ver_none', { headers })
    return status === 404
  })
  return headers
}
