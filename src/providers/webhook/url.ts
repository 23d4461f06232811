import { unescape as percentDecode } from 'node:querystring'

// Which addresses a webhook may have (contract authgear.md 7.1, rows 27 and 28). Checked as it was written: parsing
// resolves `..` and would hide it.

/** Why the URL is refused; undefined when it is right. */
export function findUrlProblem(url: string): string | undefined {
  if (/^authgeardeno:/i.test(url)) return 'is a script of Authgear: use kind script, with its source'
  const [, path] = /^https?:\/\/[^/?#\\]+([^?#]*)/i.exec(url) ?? []
  if (path === undefined || !URL.canParse(url)) return 'must be an http or https URL'
  return isClean(path) ? undefined : 'must have a path without `.`, `..` and empty parts'
}

function isClean(path: string): boolean {
  if (path.includes('\\')) return false
  const parts = path.replace(/%2e/gi, '.').split('/').slice(1)
  // What follows the last slash may be empty.
  return parts.every(
    (part, index) => part !== '.' && part !== '..' && (part !== '' || index === parts.length - 1),
  )
}

/** A URL that names a user is called as Go calls it: with Basic authentication. */
export function credentialsIn(
  url: string,
): { readonly password: string; readonly basic: string } | undefined {
  const { username, password } = new URL(url)
  if (username === '' && password === '') return undefined
  const decoded = [username, password].map(percentDecode)
  return { password: decoded[1] ?? '', basic: Buffer.from(decoded.join(':')).toString('base64') }
}
