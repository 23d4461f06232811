import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { type TestContext, test } from 'node:test'
import fc from 'fast-check'
import type { Config } from './config.ts'
import { ConfigurationError, type ConfigurationProblem } from './configuration-error.ts'
import { loadConfig } from './load.ts'

const key = Buffer.alloc(32, 7).toString('base64')
const withDatabase = { DATABASE_URL: 'postgres://otpost:pw@db/otpost', OTPOST_SECRET_KEY: key }

function problemsOf(env: Record<string, string | undefined>): readonly ConfigurationProblem[] {
  try {
    loadConfig(env)
  } catch (error) {
    assert.ok(error instanceof ConfigurationError, `unexpected ${error}`)
    return error.problems
  }
  return []
}
const namesOf = (env: Record<string, string | undefined>) => problemsOf(env).map((problem) => problem.name)

function writeSecret(t: TestContext, content: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'otpost-config-'))
  t.after(() => rmSync(folder, { recursive: true }))
  const file = join(folder, 'secret')
  writeFileSync(file, content)
  return file
}

test('an empty environment gives the documented defaults', () => {
  assert.deepEqual(loadConfig({ PATH: '/bin', OTPOST_PUBLIC_URL: '', HOST: undefined }), {
    port: 3000,
    host: '127.0.0.1',
    dataDir: resolve('data'),
    egressAllow: [],
    trustedProxies: [],
    logLevel: 'info',
    rateLimits: 'on',
  })
})

test('with a database of its own Otpost listens on all addresses, unless told otherwise', () => {
  assert.equal(loadConfig(withDatabase).host, '0.0.0.0')
  assert.equal(loadConfig({ ...withDatabase, HOST: '::1' }).host, '::1')
})

test('the configuration cannot be changed', () => {
  const config = loadConfig({ OTPOST_TLS: 'self-signed', OTPOST_EGRESS_ALLOW: '10.0.0.0/8' })
  assert.ok(Object.isFrozen(config) && Object.isFrozen(config.egressAllow) && Object.isFrozen(config.tls))
})

test('all problems are reported at once, each with its variable and an example', () => {
  const env = {
    PORT: '65536',
    HOST: 'localhost:3000',
    DATABASE_URL: 'mysql://db',
    OTPOST_PUBLIC_URL: 'otp.example.com',
    OTPOST_ADMIN_EMAIL: 'nobody',
    OTPOST_MGMT_CLIENT_SECRET: 'x'.repeat(20),
    OTPOST_EGRESS_ALLOW: '10.0.0.0/8, 10.0.0.0/33 10.1',
    OTPOST_LOG_LEVEL: 'loud',
    OTPOST_TLS: 'self-signed',
    OTPOST_TLS_CERT: '/tls.crt',
    OTPOST_RATE_LIMITS: 'sometimes',
    OTPOST_PORT: '1',
  }
  assert.deepEqual(
    new Set(namesOf(env)),
    new Set([
      ...['PORT', 'HOST', 'DATABASE_URL', 'OTPOST_PUBLIC_URL', 'OTPOST_ADMIN_EMAIL', 'OTPOST_ADMIN_PASSWORD'],
      ...['OTPOST_MGMT_CLIENT_ID', 'OTPOST_EGRESS_ALLOW', 'OTPOST_LOG_LEVEL', 'OTPOST_TLS', 'OTPOST_TLS_KEY'],
      ...['OTPOST_RATE_LIMITS', 'OTPOST_PORT', 'OTPOST_SECRET_KEY'],
    ]),
  )
  assert.throws(() => loadConfig(env), {
    name: 'ConfigurationError',
    message:
      /^14 problems with the settings:\n.*PORT must be a whole number from 0 to 65535, not "65536"\. Example: PORT=3000\n/s,
  })
  const egress = problemsOf(env).find((problem) => problem.name === 'OTPOST_EGRESS_ALLOW')
  assert.match(egress?.what ?? '', /not "10\.0\.0\.0\/33, 10\.1"$/)
})

test('an unknown OTPOST_ name is refused with the nearest name', () => {
  for (const [wrong, nearest] of [
    ['OTPOST_PORT', 'PORT'],
    ['OTPOST_LOGLEVEL', 'OTPOST_LOG_LEVEL'],
    ['OTPOST_DATABASE_URL', 'DATABASE_URL'],
    ['OTPOST_SECRETKEY_FILE', 'OTPOST_SECRET_KEY_FILE'],
    ['OTPOST_PUBLIC_URL_FILE', 'OTPOST_PUBLIC_URL'],
    ['OTPOST_TEST_DATABASE', 'DATABASE_URL'],
  ] as const) {
    const [problem] = problemsOf({ [wrong]: 'x' })
    assert.equal(problem?.name, wrong)
    assert.match(problem?.what ?? '', new RegExp(`the nearest name is ${nearest}$`))
  }
})

test('settings that belong together are refused alone', () => {
  assert.deepEqual(namesOf({ OTPOST_TLS_CERT: '/a' }), ['OTPOST_TLS_KEY'])
  assert.deepEqual(namesOf({ OTPOST_TLS_KEY: '/a' }), ['OTPOST_TLS_CERT'])
  assert.deepEqual(namesOf({ OTPOST_MGMT_CLIENT_ID: 'm' }), ['OTPOST_MGMT_CLIENT_SECRET'])
  assert.deepEqual(namesOf({ OTPOST_ADMIN_PASSWORD: 'p' }), ['OTPOST_ADMIN_EMAIL'])
  assert.deepEqual(namesOf({ DATABASE_URL: 'postgres://db/x' }), ['OTPOST_SECRET_KEY'])
  const both = { OTPOST_TLS_CERT: '/a', OTPOST_TLS_KEY: '/b' }
  assert.deepEqual(namesOf({ ...both, OTPOST_TLS: 'self-signed' }), ['OTPOST_TLS'])
  assert.deepEqual(loadConfig(both).tls, { mode: 'files', certFile: resolve('/a'), keyFile: resolve('/b') })
})

test('a secret key is 32 bytes of base64 and nothing else', () => {
  assert.deepEqual(loadConfig({ OTPOST_SECRET_KEY: key }).secretKey, Buffer.alloc(32, 7))
  for (const wrong of [
    Buffer.alloc(31).toString('base64'),
    Buffer.alloc(33).toString('base64'),
    `${key} `,
    '7'.repeat(64),
    'not base64!',
  ]) {
    assert.deepEqual(namesOf({ OTPOST_SECRET_KEY: wrong }), ['OTPOST_SECRET_KEY'], wrong)
  }
})

test('a public URL is an origin', () => {
  assert.equal(
    loadConfig({ OTPOST_PUBLIC_URL: 'https://Otp.example.com:443/' }).publicUrl,
    'https://otp.example.com',
  )
  assert.equal(loadConfig({ OTPOST_PUBLIC_URL: 'http://localhost:3000' }).publicUrl, 'http://localhost:3000')
  for (const wrong of [
    'https://a/b',
    'https://a/?b',
    'https://a/#b',
    'ftp://a',
    'a.example',
    'https://u:p@a/',
    'https://',
  ]) {
    assert.deepEqual(namesOf({ OTPOST_PUBLIC_URL: wrong }), ['OTPOST_PUBLIC_URL'], wrong)
  }
})

test('the value of a secret appears in no problem', (t) => {
  const secret = 'hush-\u0001-hush'
  const messages = [
    { OTPOST_SECRET_KEY: secret },
    { OTPOST_ADMIN_PASSWORD: secret },
    { OTPOST_MGMT_CLIENT_SECRET: secret, OTPOST_MGMT_CLIENT_ID: 'm' },
    { DATABASE_URL: `mysql://u:${secret}@db` },
    { OTPOST_PUBLIC_URL: `https://u:${secret}/@x/y` },
    { OTPOST_SECRET_KEY_FILE: writeSecret(t, secret) },
    { OTPOST_SECRET_KEY: secret, OTPOST_SECRET_KEY_FILE: writeSecret(t, secret) },
    { OTPOST_UNKNOWN: secret },
  ].map((env) =>
    problemsOf(env)
      .map((problem) => JSON.stringify(problem))
      .join(),
  )
  for (const message of messages) {
    assert.notEqual(message, '')
    assert.ok(!message.includes('hush'), message)
  }
})

test('a secret may stand in a file, whose last line break does not count', (t) => {
  const config = loadConfig({
    OTPOST_SECRET_KEY_FILE: writeSecret(t, `${key}\n`),
    DATABASE_URL_FILE: writeSecret(t, 'postgres://db/x\r\n'),
    OTPOST_ADMIN_EMAIL: 'admin@example.com',
    OTPOST_ADMIN_PASSWORD_FILE: writeSecret(t, ' spaces count '),
    OTPOST_MGMT_CLIENT_ID: 'mgmt',
    OTPOST_MGMT_CLIENT_SECRET_FILE: writeSecret(t, 'secret'),
  })
  assert.deepEqual(config.secretKey, Buffer.alloc(32, 7))
  assert.equal(config.databaseUrl, 'postgres://db/x')
  assert.equal(config.adminPassword, ' spaces count ')
  assert.equal(config.mgmtClientSecret, 'secret')
})

test('a secret’s file that is missing, empty or given twice is a problem', (t) => {
  assert.match(
    problemsOf({ OTPOST_SECRET_KEY_FILE: '/no/such/file' })[0]?.what ?? '',
    /"\/no\/such\/file" \(ENOENT\)/,
  )
  assert.deepEqual(namesOf({ OTPOST_SECRET_KEY_FILE: writeSecret(t, '\n') }), ['OTPOST_SECRET_KEY_FILE'])
  assert.deepEqual(namesOf({ OTPOST_SECRET_KEY: key, OTPOST_SECRET_KEY_FILE: writeSecret(t, key) }), [
    'OTPOST_SECRET_KEY',
  ])
})

test('load(print(config)) is the same config', () => {
  const optional = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined })
  const word = fc.stringMatching(/^[\x21-\x39\x3b-\x7e]{1,40}$/)
  const prefixed = (address: fc.Arbitrary<string>, bits: number) =>
    fc
      .tuple(address, optional(fc.nat(bits)))
      .map(([ip, prefix]) => (prefix === undefined ? ip : `${ip}/${prefix}`))
  const arbitrary = fc.record({
    port: fc.nat(65_535),
    host: fc.oneof(fc.ipV4(), fc.ipV6(), fc.domain()),
    database: optional(
      fc.tuple(fc.domain(), fc.webPath()).map(([host, path]) => `postgres://${host}${path}`),
    ),
    dataDir: fc.stringMatching(/^\/[a-z ]{1,9}(\/[a-zé]{1,9}){0,2}$/).map((path) => resolve(path)),
    publicUrl: optional(fc.webUrl({ validSchemes: ['http', 'https'] }).map((url) => new URL(url).origin)),
    secretKey: fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => Buffer.from(bytes)),
    givesKey: fc.boolean(),
    admin: optional(fc.tuple(fc.emailAddress(), fc.stringMatching(/^[ -~éß☎]{1,40}$/))),
    mgmt: optional(fc.tuple(word, word)),
    egressAllow: fc.array(fc.oneof(prefixed(fc.ipV4(), 32), prefixed(fc.ipV6(), 128))),
    trustedProxies: fc.array(prefixed(fc.ipV4(), 32)),
    logLevel: fc.constantFrom('fatal' as const, 'info' as const, 'silent' as const),
    tls: optional(
      fc.oneof(
        fc.constant({ mode: 'self-signed' } as const),
        fc.tuple(word, word).map(([cert, certKey]) => ({
          mode: 'files' as const,
          certFile: resolve(cert),
          keyFile: resolve(certKey),
        })),
      ),
    ),
    rateLimits: fc.constantFrom('on' as const, 'off' as const),
  })
  fc.assert(
    fc.property(arbitrary, ({ database, secretKey, givesKey, admin, mgmt, publicUrl, tls, ...rest }) => {
      const config: Config = {
        ...rest,
        ...(database === undefined ? {} : { databaseUrl: database }),
        ...(givesKey || database !== undefined ? { secretKey } : {}),
        ...(publicUrl === undefined ? {} : { publicUrl }),
        ...(admin === undefined ? {} : { adminEmail: admin[0], adminPassword: admin[1] }),
        ...(mgmt === undefined ? {} : { mgmtClientId: mgmt[0], mgmtClientSecret: mgmt[1] }),
        ...(tls === undefined ? {} : { tls }),
      }
      assert.deepEqual(loadConfig(print(config)), config)
    }),
  )
})

function print(config: Config): Record<string, string | undefined> {
  return {
    PORT: String(config.port),
    HOST: config.host,
    DATABASE_URL: config.databaseUrl,
    OTPOST_DATA_DIR: config.dataDir,
    OTPOST_PUBLIC_URL: config.publicUrl,
    OTPOST_SECRET_KEY: config.secretKey?.toString('base64'),
    OTPOST_ADMIN_EMAIL: config.adminEmail,
    OTPOST_ADMIN_PASSWORD: config.adminPassword,
    OTPOST_MGMT_CLIENT_ID: config.mgmtClientId,
    OTPOST_MGMT_CLIENT_SECRET: config.mgmtClientSecret,
    OTPOST_EGRESS_ALLOW: config.egressAllow.join(','),
    OTPOST_TRUSTED_PROXIES: config.trustedProxies.join(','),
    OTPOST_LOG_LEVEL: config.logLevel,
    OTPOST_TLS: config.tls?.mode === 'self-signed' ? 'self-signed' : undefined,
    OTPOST_TLS_CERT: config.tls?.mode === 'files' ? config.tls.certFile : undefined,
    OTPOST_TLS_KEY: config.tls?.mode === 'files' ? config.tls.keyFile : undefined,
    OTPOST_RATE_LIMITS: config.rateLimits,
  }
}
