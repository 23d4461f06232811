// Contestant (b): Otpost as `npm start` runs it, with its own PostgreSQL in a data folder. The command comes from
// package.json; npm itself is left out. Its output goes where a supervisor's would: into a pipe that is read.

import { type ChildProcess, spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { attachEmbeddedPostgres } from '#src/storage/embedded/index.ts'
import { type Child, pidOf, stopProcess } from './child.ts'

const managementClient = { id: 'bench-management', secret: 'a-secret-of-the-benchmark-of-32-letters-or-more' }
const startWithinMs = 20_000

export interface OtpostStart extends Child {
  readonly healthyMs: number
  /** From the start of the process to the first 200 of /passwordless/start. */
  readonly answeredMs: number
}

export const startBody = (number: string) =>
  `{"client_id":"demo","connection":"sms","phone_number":"${number}","send":"code"}`

/** Makes the data folder: one start on an empty one, and the connection switched to the gateway. */
export async function prepareOtpost(dataDir: string, gatewayUrl: string): Promise<number> {
  const startedAt = performance.now()
  const { child, url } = await spawnOtpost(dataDir, [])
  try {
    await answered(`${url}/healthz`, child)
    const firstStartMs = performance.now() - startedAt
    await useGateway(url, gatewayUrl)
    return firstStartMs
  } finally {
    await stopProcess(child)
  }
}

/** `firstNumber` gets the first text, which ends the measured start. */
export async function startOtpost(
  dataDir: string,
  firstNumber: number,
  nodeFlags: readonly string[],
): Promise<OtpostStart> {
  const startedAt = performance.now()
  const { child, url } = await spawnOtpost(dataDir, nodeFlags)
  try {
    await answered(`${url}/healthz`, child)
    const healthyMs = performance.now() - startedAt
    await call(`${url}/passwordless/start`, 'POST', {}, startBody(`+${firstNumber}`))
    const answeredMs = performance.now() - startedAt
    return { pid: pidOf(child), url, healthyMs, answeredMs, stop: () => stopProcess(child) }
  } catch (error) {
    await stopProcess(child)
    throw error
  }
}

/** Messages of a running Otpost by status. */
export async function countMessages(dataDir: string): Promise<ReadonlyMap<string, number>> {
  const connection = await attachEmbeddedPostgres({ dataDir })
  if (!connection) throw new Error(`No Otpost runs on ${dataDir}.`)
  const client = new pg.Client(connection)
  await client.connect()
  try {
    const { rows } = await client.query<{ status: string; count: string }>(
      'select status, count(*) from otpost.message_states group by 1',
    )
    return new Map(rows.map(({ status, count }) => [status, Number(count)]))
  } finally {
    await client.end()
  }
}

async function spawnOtpost(dataDir: string, nodeFlags: readonly string[]) {
  const manifest = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'))
  const [program, ...args] = String(manifest.scripts.start).split(' ')
  if (program !== 'node') throw new Error('The start script of package.json no longer begins with node.')
  const port = await freePort()
  const child = spawn(process.execPath, [...nodeFlags, ...args], {
    cwd: fileURLToPath(new URL('../..', import.meta.url)),
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      PORT: String(port),
      OTPOST_DATA_DIR: dataDir,
      OTPOST_RATE_LIMITS: 'off',
      OTPOST_EGRESS_ALLOW: '127.0.0.1/32',
      OTPOST_MGMT_CLIENT_ID: managementClient.id,
      OTPOST_MGMT_CLIENT_SECRET: managementClient.secret,
    },
  })
  child.stdout.resume()
  return { child, url: `http://127.0.0.1:${port}` }
}

/** Asks until it answers 200. */
async function answered(url: string, child: ChildProcess): Promise<void> {
  const deadline = performance.now() + startWithinMs
  while (performance.now() < deadline && child.exitCode === null) {
    const response = await fetch(url).catch(() => undefined)
    await response?.text()
    if (response?.status === 200) return
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
  throw new Error(`Otpost did not answer ${url}.`)
}

async function useGateway(url: string, gatewayUrl: string): Promise<void> {
  const json = { 'content-type': 'application/json' }
  const issuer = `http://localhost:${new URL(url).port}/`
  const { access_token: token } = await call<{ access_token: string }>(
    `${url}/oauth/token`,
    'POST',
    json,
    JSON.stringify({
      grant_type: 'client_credentials',
      client_id: managementClient.id,
      client_secret: managementClient.secret,
      audience: `${issuer}api/v2/`,
    }),
  )
  const headers = { ...json, authorization: `Bearer ${token}` }
  const [connection] = await call<{ id: string; options: object }[]>(
    `${url}/api/v2/connections?strategy=sms`,
    'GET',
    headers,
  )
  if (!connection) throw new Error('Otpost has no sms connection.')
  const options = { ...connection.options, provider: 'sms_gateway', gateway_url: gatewayUrl }
  await call(`${url}/api/v2/connections/${connection.id}`, 'PATCH', headers, JSON.stringify({ options }))
}

async function call<Answer>(
  url: string,
  method: string,
  headers: Record<string, string>,
  body?: string,
): Promise<Answer> {
  const response = await fetch(url, {
    method,
    headers: { 'content-type': 'application/json', ...headers },
    ...(body !== undefined && { body }),
  })
  const text = await response.text()
  if (!response.ok) throw new Error(`${method} ${url} answered ${response.status}: ${text}`)
  const answer: Answer = JSON.parse(text)
  return answer
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  if (address === null || typeof address === 'string') throw new Error('There is no free port.')
  return address.port
}
