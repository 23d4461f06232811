// Every setting that the process reads from its environment, said once: name, type, limits, default and words.
// Validation, the loader's messages and docs/settings.md come from this object. What an operator changes at run time
// is no setting: it lives in the database.

import { type Static, type TSchema, Type } from 'typebox'

type Words = {
  /** What the setting does, for the table in the docs. */
  readonly description: string
  /** Completes "must be …" in a problem. */
  readonly expects: string
  /** A value that works, shown in problems and in the docs. Never a usable secret. */
  readonly example: string
  readonly default?: string | number
  /** What happens without a value, where the default is not one value. */
  readonly whenUnset?: string
  /** The value appears in no message, and `NAME_FILE` may name a file that holds it. */
  readonly secret?: boolean
}

const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const
const rateLimitModes = ['on', 'off'] as const

const text = (words: Words) => Type.String({ ...words, minLength: 1 })
const textLike = (pattern: string, words: Words) => Type.String({ ...words, pattern })
const integer = (minimum: number, maximum: number, words: Words) =>
  Type.Integer({ ...words, minimum, maximum })
const choice = <Values extends readonly string[]>(values: readonly [...Values], words: Words) =>
  Type.Enum<[...Values]>([...values], words)

/** The whole environment of Otpost. Keys are the names of the variables; these names are fixed. */
export const settings = Type.Object({
  PORT: integer(0, 65_535, {
    description: 'TCP port that Otpost listens on. `0` takes any free port.',
    expects: 'a whole number from 0 to 65535',
    example: '3000',
    default: 3000,
  }),
  HOST: Type.Optional(
    text({
      description: 'Address that Otpost listens on.',
      expects: 'an IP address or a host name, without scheme, port or brackets',
      example: '127.0.0.1',
      whenUnset:
        '`127.0.0.1` with the embedded PostgreSQL, so that a trial is not reachable from outside; `0.0.0.0` with ' +
        '`DATABASE_URL`, so that a load balancer can reach it',
    }),
  ),
  DATABASE_URL: Type.Optional(
    text({
      description: 'PostgreSQL server to use, version 15 or later.',
      expects: 'a postgres:// or postgresql:// URL',
      example: 'postgres://otpost:password@db.example.com:5432/otpost',
      whenUnset: 'Otpost starts its own PostgreSQL in `OTPOST_DATA_DIR`',
      secret: true,
    }),
  ),
  OTPOST_DATA_DIR: text({
    description: 'Folder for the embedded PostgreSQL, the generated secret key and self-signed certificates.',
    expects: 'the path of a folder',
    example: './data',
    default: './data',
  }),
  OTPOST_PUBLIC_URL: Type.Optional(
    text({
      description: 'Origin where callers reach Otpost. It is the issuer of tokens.',
      expects: 'an http:// or https:// origin, without path, query or credentials',
      example: 'https://otp.example.com',
      whenUnset: '`http://localhost:PORT`, or `https://` if TLS is configured',
    }),
  ),
  OTPOST_SECRET_KEY: Type.Optional(
    text({
      description: 'Key that encrypts secrets at rest. If you lose it, the secrets are lost.',
      expects: '32 bytes in base64 (44 characters)',
      example: '"$(openssl rand -base64 32)"',
      whenUnset:
        'required with `DATABASE_URL`; otherwise generated once into `secret.key` in `OTPOST_DATA_DIR`',
      secret: true,
    }),
  ),
  OTPOST_ADMIN_EMAIL: Type.Optional(
    textLike('^[^@\\s]+@[^@\\s]+$', {
      description:
        'Email address of the first portal administrator. Set it together with `OTPOST_ADMIN_PASSWORD`. Both are used ' +
        'only while the database has no administrator; add others in the portal.',
      expects: 'an email address',
      example: 'admin@example.com',
      whenUnset: '`admin@localhost`',
    }),
  ),
  OTPOST_ADMIN_PASSWORD: Type.Optional(
    textLike('^[^\\u0000-\\u001f\\u007f]+$', {
      description: 'Password of the first portal administrator.',
      expects: 'a password without control characters',
      example: '"$(cat admin-password.txt)"',
      whenUnset: 'generated on first start and printed once',
      secret: true,
    }),
  ),
  OTPOST_MGMT_CLIENT_ID: Type.Optional(
    textLike('^[\\u0021-\\u0039\\u003b-\\u007e]+$', {
      description:
        'Client ID of the first machine-to-machine client, which has every Management API scope. ' +
        'Set it together with `OTPOST_MGMT_CLIENT_SECRET`.',
      expects: 'printable ASCII without spaces and colons',
      example: 'mgmt',
      whenUnset: 'generated on first start and printed once',
    }),
  ),
  OTPOST_MGMT_CLIENT_SECRET: Type.Optional(
    textLike('^[\\u0021-\\u007e]+$', {
      description: 'Client secret of that client.',
      expects: 'printable ASCII without spaces',
      example: '"$(openssl rand -base64 48)"',
      whenUnset: 'generated on first start and printed once',
      secret: true,
    }),
  ),
  OTPOST_EGRESS_ALLOW: Type.String({
    description:
      'Non-public addresses that outgoing calls can reach: CIDR ranges or single addresses, separated by commas or ' +
      'spaces.',
    expects: 'a list of IP addresses and CIDR ranges',
    example: '10.1.0.0/16,127.0.0.1,fd00::/8',
    default: '',
  }),
  OTPOST_TRUSTED_PROXIES: Type.String({
    description:
      'Reverse proxies whose `X-Forwarded-For` header is trusted: CIDR ranges or single addresses, separated by ' +
      "commas or spaces. Behind any other proxy, all callers share the proxy's address and its limits.",
    expects: 'a list of IP addresses and CIDR ranges',
    example: '127.0.0.1,10.0.0.0/8',
    default: '',
  }),
  OTPOST_LOG_LEVEL: choice(logLevels, {
    description: 'Minimum severity of log lines.',
    expects: `one of ${logLevels.join(', ')}`,
    example: 'info',
    default: 'info',
  }),
  OTPOST_TLS_CERT: Type.Optional(
    text({
      description: 'File with the certificate chain (PEM) for HTTPS. Set it together with `OTPOST_TLS_KEY`.',
      expects: 'the path of a PEM file',
      example: '/etc/otpost/tls.crt',
      whenUnset: 'plain HTTP, unless `OTPOST_TLS` is set',
    }),
  ),
  OTPOST_TLS_KEY: Type.Optional(
    text({
      description: 'File with the private key (PEM) for HTTPS.',
      expects: 'the path of a PEM file',
      example: '/etc/otpost/tls.key',
      whenUnset: 'plain HTTP, unless `OTPOST_TLS` is set',
    }),
  ),
  OTPOST_TLS: Type.Optional(
    choice(['self-signed'], {
      description:
        '`self-signed` creates a private CA and a `localhost` certificate in `OTPOST_DATA_DIR` and serves HTTPS with it.',
      expects: 'self-signed, or unset',
      example: 'self-signed',
      whenUnset: 'plain HTTP, unless a certificate is set',
    }),
  ),
  OTPOST_RATE_LIMITS: choice(rateLimitModes, {
    description: '`off` disables all rate limits. Use it for benchmarks only.',
    expects: 'on or off',
    example: 'on',
    default: 'on',
  }),
})

export type Settings = Static<typeof settings>
export type SettingName = keyof Settings

/** One setting as the docs and the loader's messages see it. */
export interface SettingRow extends Words {
  readonly name: SettingName
  readonly schema: TSchema
}

/** Every setting in the order of the docs. */
export function describeSettings(): readonly SettingRow[] {
  const schemas: Record<SettingName, TSchema & Partial<Words>> = settings.properties
  return settingNames.map((name) => {
    const schema = schemas[name]
    const {
      description = '',
      expects = '',
      example = '',
      default: standard,
      whenUnset,
      secret = false,
    } = schema
    return {
      name,
      schema,
      description,
      expects,
      example,
      secret,
      ...(standard === undefined ? {} : { default: standard }),
      ...(whenUnset === undefined ? {} : { whenUnset }),
    }
  })
}

const isSettingName = (name: string): name is SettingName => Object.hasOwn(settings.properties, name)
const settingNames: readonly SettingName[] = Object.keys(settings.properties).filter(isSettingName)
