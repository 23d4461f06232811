import type { Settings } from './schema.ts'

export type LogLevel = Settings['OTPOST_LOG_LEVEL']

export type TlsConfig =
  | { readonly mode: 'files'; readonly certFile: string; readonly keyFile: string }
  | { readonly mode: 'self-signed' }

/** What the environment asked for, checked and frozen. Hand functions the fields that they take, not all of it. */
export interface Config {
  readonly port: number
  readonly host: string
  /** Absent: the embedded PostgreSQL. */
  readonly databaseUrl?: string
  /** Absolute. */
  readonly dataDir: string
  /** An http or https origin: no path, no trailing slash. */
  readonly publicUrl?: string
  /** 32 bytes. Always there with `databaseUrl`; use `loadSecretKey`, which also knows the generated one. */
  readonly secretKey?: Buffer
  readonly adminEmail?: string
  readonly adminPassword?: string
  readonly mgmtClientId?: string
  readonly mgmtClientSecret?: string
  /** CIDR ranges and single addresses, each valid. */
  readonly egressAllow: readonly string[]
  /** Likewise. */
  readonly trustedProxies: readonly string[]
  readonly logLevel: LogLevel
  readonly tls?: TlsConfig
  readonly rateLimits: Settings['OTPOST_RATE_LIMITS']
}
