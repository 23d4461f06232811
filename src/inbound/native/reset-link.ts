import type { Client } from '#src/identity/records.ts'
import { invalidFields } from './errors.ts'

/**
 * The page that a reset's link leads to. It gets a code that sets somebody's password, so it must be the application's own.
 *
 * @throws ProblemError `invalid-request`
 */
export function readResetLink(text: string, client: Client | undefined): string {
  const url = URL.parse(text)
  const isSafe = url?.protocol === 'https:' || (url?.protocol === 'http:' && isLocal(url.hostname))
  if (!url || !isSafe || url.username !== '' || url.password !== '') {
    throw refuseLink('must be an https URL, or an http URL of localhost')
  }
  if (!client || !originsOf(client).has(url.origin)) throw refuseLink('must be a page of the application')
  return url.href
}

function isLocal(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '127.0.0.1' || hostname === '[::1]'
}

function originsOf({ extra }: Client): ReadonlySet<string> {
  const { callbacks, allowed_origins, allowed_logout_urls, initiate_login_uri } = extra
  const listed: unknown[] = [callbacks, allowed_origins, allowed_logout_urls, initiate_login_uri].flat()
  const urls = listed.flatMap((entry) => (typeof entry === 'string' ? (URL.parse(entry) ?? []) : []))
  // A URL of an app's own scheme has the origin `null`, and so has every other one.
  return new Set(urls.map(({ origin }) => origin).filter((origin) => origin !== 'null'))
}

function refuseLink(detail: string) {
  return invalidFields([{ field: 'link', detail }])
}
