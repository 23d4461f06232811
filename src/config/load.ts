// The only reader of the environment: checks every variable against the schema, then how they fit together, and
// reports all problems at once. It must never put a secret's value into a message.

import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { closestMatch } from 'leven'
import { type Static, Type } from 'typebox'
import { Check } from 'typebox/value'
import type { Config, TlsConfig } from './config.ts'
import { ConfigurationError, type ConfigurationProblem } from './configuration-error.ts'
import {
  decodeSecretKey,
  parseAddressList,
  parseDatabaseUrl,
  parseListenAddress,
  parseOrigin,
} from './parse-values.ts'
import { describeSettings, type SettingName, type SettingRow, settings } from './schema.ts'

type Environment = Readonly<Record<string, string | undefined>>
type Texts = ReadonlyMap<SettingName, string>
type Report = (problem: ConfigurationProblem) => void

/** Throws a `ConfigurationError` that names every problem. An empty variable counts as unset. */
export function loadConfig(env: Environment): Config {
  const problems: ConfigurationProblem[] = []
  const report: Report = (problem) => problems.push(problem)

  reportUnknownNames(env, report)
  const texts = readTexts(env, report)
  const values = checkValues(texts, report)
  const parsed = parseValues(values, report)
  reportMisfits(texts, report)

  // Whatever the schema refuses has been reported by now; the check tells the compiler so.
  if (problems.length > 0 || !Check(settings, values)) throw new ConfigurationError(problems)

  return Object.freeze({
    port: values.PORT,
    host: parsed.host ?? (values.DATABASE_URL === undefined ? '127.0.0.1' : '0.0.0.0'),
    dataDir: resolve(values.OTPOST_DATA_DIR),
    egressAllow: Object.freeze(parsed.egressAllow),
    trustedProxies: Object.freeze(parsed.trustedProxies),
    logLevel: values.OTPOST_LOG_LEVEL,
    rateLimits: values.OTPOST_RATE_LIMITS,
    ...present({
      databaseUrl: parsed.databaseUrl,
      publicUrl: parsed.publicUrl,
      secretKey: parsed.secretKey,
      adminEmail: values.OTPOST_ADMIN_EMAIL,
      adminPassword: values.OTPOST_ADMIN_PASSWORD,
      mgmtClientId: values.OTPOST_MGMT_CLIENT_ID,
      mgmtClientSecret: values.OTPOST_MGMT_CLIENT_SECRET,
      tls: chooseTls(values),
    }),
  })
}

const rows = new Map(describeSettings().map((row) => [row.name, row]))
const fileName = (name: SettingName): string => `${name}_FILE`
const withoutPrefix = (name: string): string => name.replace(/^OTPOST_/, '')

function reportUnknownNames(env: Environment, report: Report): void {
  const known = new Map<string, SettingRow>()
  for (const row of rows.values()) {
    known.set(row.name, row)
    if (row.secret === true) known.set(fileName(row.name), row)
  }
  // Names are compared without their prefix, so that OTPOST_PORT finds PORT.
  const candidates = new Map([...known.keys()].map((name) => [withoutPrefix(name), name]))
  for (const [name, value] of Object.entries(env)) {
    if (value === undefined || !name.startsWith('OTPOST_') || known.has(name)) continue
    const nearest = candidates.get(closestMatch(withoutPrefix(name), [...candidates.keys()]) ?? '')
    report({
      name,
      what: `is not a setting${nearest === undefined ? '' : `; the nearest name is ${nearest}`}`,
    })
  }
}

/** The text of each setting that has one, from the variable itself or from the file that `NAME_FILE` names. */
function readTexts(env: Environment, report: Report): Texts {
  const texts = new Map<SettingName, string>()
  for (const { name, secret } of rows.values()) {
    const text = env[name] ?? ''
    const path = secret === true ? (env[fileName(name)] ?? '') : ''
    if (text !== '' && path !== '') {
      report({ name, what: `and ${fileName(name)} are both set; remove one of them` })
    }
    if (text !== '') texts.set(name, text)
    else if (path !== '') texts.set(name, readSecretFile(name, path, report))
  }
  return texts
}

/** Returns an empty text for a file that is of no use, which has been reported then. */
function readSecretFile(name: SettingName, path: string, report: Report): string {
  const about = { name: fileName(name), example: `${fileName(name)}=/run/secrets/${name.toLowerCase()}` }
  try {
    const text = readFileSync(path, 'utf8').replace(/\r?\n$/, '')
    if (text === '') report({ ...about, what: `names an empty file, ${JSON.stringify(path)}` })
    return text
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? ` (${error.code})` : ''
    report({ ...about, what: `names a file that cannot be read, ${JSON.stringify(path)}${reason}` })
    return ''
  }
}

const partialSettings = Type.Partial(settings)
type Values = Static<typeof partialSettings>

/** The values, defaults included, that are of the schema's type. The others are reported and left out. */
function checkValues(texts: Texts, report: Report): Values {
  const values: Record<string, unknown> = {}
  for (const [name, row] of rows) {
    const text = texts.get(name)
    if (text === '') continue
    const value = text === undefined ? row.default : fromText(row, text)
    if (value === undefined) continue
    if (Check(row.schema, value)) values[name] = value
    else reportValue(name, text ?? '', report)
  }
  // Always true: each value has passed its own part of this schema.
  return Check(partialSettings, values) ? values : {}
}

/** Whole numbers are the only settings that are not texts. */
const fromText = (row: SettingRow, text: string): string | number =>
  typeof row.default === 'number' && /^\d+$/.test(text) ? Number(text) : text

function reportValue(name: SettingName, value: string, report: Report): void {
  const row = rows.get(name)
  if (row === undefined) return
  // Credentials inside a URL are a secret too, even where the setting is none.
  const shown = row.secret === true ? '' : `, not ${JSON.stringify(value.replace(/\/\/.*@/s, '//…@'))}`
  report({ name, what: `must be ${row.expects}${shown}`, example: `${name}=${row.example}` })
}

function parseValues(values: Values, report: Report) {
  const parse = <Parsed>(
    name: SettingName,
    text: string | undefined,
    parser: (text: string) => Parsed | undefined,
  ): Parsed | undefined => {
    if (text === undefined) return undefined
    const parsed = parser(text)
    if (parsed === undefined) reportValue(name, text, report)
    return parsed
  }
  const parseList = (name: SettingName, text: string | undefined): string[] => {
    const { accepted, refused } = parseAddressList(text ?? '')
    if (refused.length > 0) reportValue(name, refused.join(', '), report)
    return accepted
  }

  return {
    host: parse('HOST', values.HOST, parseListenAddress),
    databaseUrl: parse('DATABASE_URL', values.DATABASE_URL, parseDatabaseUrl),
    publicUrl: parse('OTPOST_PUBLIC_URL', values.OTPOST_PUBLIC_URL, parseOrigin),
    secretKey: parse('OTPOST_SECRET_KEY', values.OTPOST_SECRET_KEY, decodeSecretKey),
    egressAllow: parseList('OTPOST_EGRESS_ALLOW', values.OTPOST_EGRESS_ALLOW),
    trustedProxies: parseList('OTPOST_TRUSTED_PROXIES', values.OTPOST_TRUSTED_PROXIES),
  }
}

/** Settings that need, or exclude, each other. */
function reportMisfits(texts: Texts, report: Report): void {
  const exampleOf = (name: SettingName) => ({ example: `${name}=${rows.get(name)?.example}` })
  const together = (one: SettingName, other: SettingName): void => {
    if (texts.has(one) === texts.has(other)) return
    const [set, missing] = texts.has(one) ? [one, other] : [other, one]
    report({ name: missing, what: `is required when ${set} is set`, ...exampleOf(missing) })
  }
  together('OTPOST_TLS_CERT', 'OTPOST_TLS_KEY')
  together('OTPOST_ADMIN_EMAIL', 'OTPOST_ADMIN_PASSWORD')
  together('OTPOST_MGMT_CLIENT_ID', 'OTPOST_MGMT_CLIENT_SECRET')

  if (texts.has('OTPOST_TLS') && (texts.has('OTPOST_TLS_CERT') || texts.has('OTPOST_TLS_KEY'))) {
    report({
      name: 'OTPOST_TLS',
      what: 'cannot be combined with OTPOST_TLS_CERT and OTPOST_TLS_KEY',
    })
  }
  if (texts.has('DATABASE_URL') && !texts.has('OTPOST_SECRET_KEY')) {
    const what = 'is required with DATABASE_URL, with the same value for every process on that database'
    report({ name: 'OTPOST_SECRET_KEY', what, ...exampleOf('OTPOST_SECRET_KEY') })
  }
}

function chooseTls(values: Values): TlsConfig | undefined {
  const { OTPOST_TLS: mode, OTPOST_TLS_CERT: cert, OTPOST_TLS_KEY: key } = values
  if (mode !== undefined) return Object.freeze({ mode })
  if (cert === undefined || key === undefined) return undefined
  return Object.freeze({ mode: 'files', certFile: resolve(cert), keyFile: resolve(key) })
}

type Present<Fields> = { [Name in keyof Fields]?: Exclude<Fields[Name], undefined> }

/** Leaves out the fields that have no value: a field of `Config` is there or is not. */
function present<Fields extends object>(fields: Fields): Present<Fields>
function present(fields: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))
}
