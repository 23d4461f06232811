// Compares what came with what a case expects. Everything must be equal, but for matchers:
//   "<<string>>" "<<number>>" "<<boolean>>" "<<iso-date>>" "<<jwt>>" "<<any>>" "<<absent>>" (a key that must not be there)
//   "<<match:regex>>" (the whole text)   "<<capture:name>>" (any value, kept as {{name}})
//   "<<others>>": "<<any>>" as a key lets an object have other keys; "<<contains>>" first in a list asks each of the
//   expected items to be in the list, in any order, among others
//   {"<<jwt>>": {scheme?, key?, key_encoding?, header?, payload?}} reads a JWT, after its scheme when it has one; with a
//   key it must be signed with that by HS256

import { createHmac } from 'node:crypto'

export type Captures = Map<string, unknown>

/** What differs, a line each, with the path of the value. Empty when all is as expected. */
export function findDifferences(
  expected: unknown,
  actual: unknown,
  captures: Captures,
  at = 'body',
): string[] {
  if (typeof expected === 'string' && expected.startsWith('<<'))
    return findMismatch(expected, actual, captures, at)
  if (Array.isArray(expected)) return compareLists(expected, actual, captures, at)
  if (isObject(expected) && isObject(expected['<<jwt>>'])) {
    return compareJwt(expected['<<jwt>>'], actual, captures, at)
  }
  if (isObject(expected)) return compareObjects(expected, actual, captures, at)
  return Object.is(expected, actual) ? [] : [`${at}: expected ${show(expected)}, got ${show(actual)}`]
}

const kinds: Readonly<Record<string, (actual: unknown) => boolean>> = {
  string: (actual) => typeof actual === 'string',
  number: (actual) => typeof actual === 'number',
  boolean: (actual) => typeof actual === 'boolean',
  any: (actual) => actual !== undefined,
  absent: (actual) => actual === undefined,
  'iso-date': (actual) =>
    typeof actual === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(actual),
  jwt: (actual) => typeof actual === 'string' && /^[\w-]+\.[\w-]+\.[\w-]+$/.test(actual),
}

function findMismatch(matcher: string, actual: unknown, captures: Captures, at: string): string[] {
  const [, name = '', rest] = /^<<([a-z-]+)(?::(.*))?>>$/s.exec(matcher) ?? []
  if (name === 'capture' && rest !== undefined) {
    captures.set(rest, actual)
    return actual === undefined ? [`${at}: nothing to keep as ${rest}`] : []
  }
  const fits =
    name === 'match' && rest !== undefined
      ? (value: unknown) => typeof value === 'string' && new RegExp(`^(?:${rest})$`, 's').test(value)
      : kinds[name]
  if (!fits) throw new Error(`There is no matcher ${matcher}`)
  return fits(actual) ? [] : [`${at}: expected ${matcher}, got ${show(actual)}`]
}

function compareLists(
  expected: readonly unknown[],
  actual: unknown,
  captures: Captures,
  at: string,
): string[] {
  if (!Array.isArray(actual)) return [`${at}: expected a list, got ${show(actual)}`]
  if (expected[0] === '<<contains>>') {
    return expected.slice(1).flatMap((item) => {
      const found = actual.find((candidate) => findDifferences(item, candidate, new Map()).length === 0)
      if (found === undefined) return [`${at}: ${show(item)} is not in ${show(actual)}`]
      return findDifferences(item, found, captures, at)
    })
  }
  const lengths =
    expected.length === actual.length ? [] : [`${at}: expected ${expected.length} items, got ${show(actual)}`]
  return [
    ...lengths,
    ...expected.flatMap((item, index) => findDifferences(item, actual[index], captures, `${at}[${index}]`)),
  ]
}

function compareObjects(
  expected: Readonly<Record<string, unknown>>,
  actual: unknown,
  captures: Captures,
  at: string,
): string[] {
  if (!isObject(actual)) return [`${at}: expected an object, got ${show(actual)}`]
  const { '<<others>>': others, ...named } = expected
  const unexpected =
    others === undefined ? Object.keys(actual).filter((key) => !Object.hasOwn(named, key)) : []
  return [
    ...unexpected.map((key) => `${at}.${key}: not expected, got ${show(actual[key])}`),
    ...Object.entries(named).flatMap(([key, value]) =>
      findDifferences(value, Object.hasOwn(actual, key) ? actual[key] : undefined, captures, `${at}.${key}`),
    ),
  ]
}

function compareJwt(
  expected: Readonly<Record<string, unknown>>,
  actual: unknown,
  captures: Captures,
  at: string,
): string[] {
  const { scheme, key, key_encoding: encoding, ...parts } = expected
  const [, found, token = ''] = /^(?:(\w+) )?(\S+)$/.exec(String(actual)) ?? []
  const [header = '', payload = '', signature = ''] = token.split('.')
  if (found !== scheme || signature === '') return [`${at}: expected a JWT, got ${show(actual)}`]
  const secret = Buffer.from(String(key), encoding === 'base64url' ? 'base64url' : 'utf8')
  const signed = createHmac('sha256', secret).update(`${header}.${payload}`).digest('base64url')
  const read = { header: decodeJson(header), payload: decodeJson(payload) }
  return [
    ...(key === undefined || signed === signature ? [] : [`${at}: the JWT is not signed with ${show(key)}`]),
    ...findDifferences({ ...parts, '<<others>>': '<<any>>' }, read, captures, at),
  ]
}

function decodeJson(part: string): unknown {
  return JSON.parse(Buffer.from(part, 'base64url').toString('utf8'))
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function show(value: unknown): string {
  return value === undefined ? 'nothing' : JSON.stringify(value)
}
