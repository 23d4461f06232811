/**
 * A whole Otpost for a test: `const server = await startTestServer(t)`. It listens on a free port, has a database of
 * its own, and is closed when the test ends. What a first start takes half a second of computing for, a key to sign
 * with and the hash of a password, was made once for all tests: this is a second start, unless it has a secret key of
 * its own.
 */
import { Writable } from 'node:stream'
import type { TestContext } from 'node:test'
import { startServer as startOtpost } from '#src/compose.ts'
import { loadConfig } from '#src/config/load.ts'
import { createLog } from '#src/observability/log.ts'
import { createTestDatabase, startedSecretKey } from './database.ts'
import { firstSettings, management } from './first-start.ts'
import { onEnd } from './on-end.ts'
import { quickPasswords } from './quick-passwords.ts'
import { tempFolder } from './temp-folder.ts'

export { management } from './first-start.ts'

export interface TestServer {
  /** `http://localhost:<port>`; the issuer is this with a slash behind it. */
  readonly url: string
  readonly issuer: string
  readonly databaseUrl: string
  /** The environment it runs with, to start a second process beside it. */
  readonly env: Readonly<Record<string, string>>
  /** What it logged so far, a line each. */
  readonly logLines: readonly string[]
  readonly caFile?: string
  /** A request to the server; `body` is sent as JSON unless it is text, `form` as a form. */
  call(path: string, options?: CallOptions): Promise<Answer>
  /** A Management API token with every scope, or with these. */
  managementToken(scope?: string): Promise<string>
  close(): Promise<void>
}

export interface CallOptions {
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: unknown
  readonly form?: Readonly<Record<string, string>>
  /** A bearer token. */
  readonly token?: string
}

export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  /** The body as JSON; undefined when it is empty or no JSON. */
  // biome-ignore lint/suspicious/noExplicitAny: tests assert on shapes that only the contract knows
  readonly body: any
}

export async function startTestServer(
  t: TestContext,
  settings: Readonly<Record<string, string>> = {},
  passwords = quickPasswords(),
): Promise<TestServer> {
  const databaseUrl = settings.DATABASE_URL ?? (await createDatabase(t, settings))
  const env = {
    PORT: '0',
    HOST: '127.0.0.1',
    DATABASE_URL: databaseUrl,
    OTPOST_DATA_DIR: await tempFolder(t),
    OTPOST_SECRET_KEY: startedSecretKey,
    ...firstSettings,
    OTPOST_EGRESS_ALLOW: '127.0.0.0/8',
    OTPOST_LOG_LEVEL: 'debug',
    ...settings,
  }
  const logLines: string[] = []
  const sink = new Writable({
    write(chunk, _encoding, done) {
      logLines.push(String(chunk).trim())
      done()
    },
  })
  const config = loadConfig(env)
  const start = () => startOtpost(config, createLog(config.logLevel, sink), passwords)
  // The port that is free is found before all else and taken at last: another process may have got it meanwhile.
  const server = await start().catch((error: unknown) => {
    if (config.port === 0 && String(error).includes('is in use by another process')) return start()
    throw error
  })
  let closed: Promise<void> | undefined
  const close = () => {
    closed ??= server.close()
    return closed
  }
  onEnd(t, close)

  const call: TestServer['call'] = (path, options) => callServer(new URL(path, server.url), options)
  return {
    url: server.url,
    issuer: `${server.url}/`,
    databaseUrl,
    env: { ...env, PORT: new URL(server.url).port },
    logLines,
    call,
    close,
    ...(server.caFile !== undefined && { caFile: server.caFile }),
    async managementToken(scope) {
      const { body, status, text } = await call('/oauth/token', {
        body: {
          grant_type: 'client_credentials',
          client_id: management.clientId,
          client_secret: management.clientSecret,
          audience: `${server.url}/api/v2/`,
          ...(scope !== undefined && { scope }),
        },
      })
      if (status !== 200) throw new Error(`no management token: ${status} ${text}`)
      return body.access_token
    },
  }
}

/** What was started before opens with one key only. */
async function createDatabase(t: TestContext, settings: Readonly<Record<string, string>>): Promise<string> {
  const content = settings.OTPOST_SECRET_KEY === undefined ? 'started' : 'migrated'
  const database = await createTestDatabase({ after: (work) => onEnd(t, work) }, { content })
  return database.url
}

export async function callServer(url: URL, options: CallOptions = {}): Promise<Answer> {
  const { headers, body, form, token } = options
  const isJson = body !== undefined && typeof body !== 'string'
  const sent = form ? new URLSearchParams(form).toString() : isJson ? JSON.stringify(body) : body
  const response = await fetch(url, {
    method: options.method ?? (sent === undefined ? 'GET' : 'POST'),
    redirect: 'manual',
    headers: {
      ...(isJson && { 'content-type': 'application/json' }),
      ...(form && { 'content-type': 'application/x-www-form-urlencoded' }),
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...headers,
    },
    ...(sent !== undefined && { body: sent }),
  })
  const text = await response.text()
  return { status: response.status, headers: response.headers, text, body: parseJson(text) }
}

function parseJson(text: string): unknown {
  try {
    return text === '' ? undefined : JSON.parse(text)
  } catch {
    return undefined
  }
}
