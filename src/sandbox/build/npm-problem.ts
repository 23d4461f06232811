// Why npm could not install, in words for a script's author. npm's own text names folders and registries of this
// machine, so nothing of it is passed on but names that were checked.

import { fieldsOf, parseJson } from '#src/values/json.ts'
import { isPackageName, isPackageVersion } from './package-specifier.ts'

export interface NpmError {
  readonly code: string
  readonly summary: string
  readonly detail: string
}

/** What `npm --json` prints when it fails, or undefined. */
export function readNpmError(output: string): NpmError | undefined {
  const printed = parseJson(output.slice(output.indexOf('{')))
  if (printed === undefined) return undefined
  const { code, summary, detail } = fieldsOf(fieldsOf(printed).error)
  return { code: text(code), summary: text(summary), detail: text(detail) }
}

export function describeNpmError(error: NpmError | undefined, wanted: readonly string[]): string {
  const code = error !== undefined && /^[A-Z0-9_]{2,40}$/.test(error.code) ? error.code : ''
  const said = `${error?.summary} ${error?.detail}`
  const culprit = packageIn(said)
  switch (code) {
    case 'ETARGET':
    case 'E404':
    case 'ENOVERSIONS': {
      if (culprit === undefined) return `npm could not find ${wanted.join(' or ')}`
      const known = wanted.find((id) => id === culprit || culprit.endsWith(`npm:${id}`))
      return `npm could not find ${known ?? `${culprit}, which a package of this script needs`}`
    }
    case 'E401':
    case 'E403':
    case 'ENEEDAUTH':
      return `The npm registry does not let this server have ${culprit ?? wanted.join(' or ')} (${code})`
    case 'ERESOLVE':
      return `npm finds no versions that suit all of ${wanted.join(', ')} (ERESOLVE)`
    case 'EINTEGRITY':
      return `What the npm registry sent is not what it announced (EINTEGRITY)`
    case 'EALLOWGIT':
    case 'EALLOWREMOTE':
    case 'EALLOWFILE':
    case 'EALLOWDIRECTORY':
      return `A package depends on something that is not in the npm registry, which is not fetched (${code})`
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
    case 'ENOSPC':
      return `npm could not write its files on this server (${code})`
  }
  if (
    /^(E[A-Z]*(NOTFOUND|AGAIN|CONN|TIMEDOUT|UNREACH|PIPE|SOCKET)|ERR_SOCKET|E5\d\d$)|CERT|SELF_SIGNED|TLS|SSL/.test(
      code,
    )
  ) {
    return `npm could not reach its registry (${code})`
  }
  return `npm could not install ${wanted.join(', ')}${code === '' ? '' : ` (${code})`}`
}

/** The package that npm's message is about: `… found for name@1.2.3.`, `… resource 'name@1.2.3' could …`. */
function packageIn(said: string): string | undefined {
  const [, quoted, named] = /'([^']+)' (?:could|is) not|found for ([^\s]+?)\.?(?:\s|$)/.exec(said) ?? []
  const id = (quoted ?? named ?? '').replace(/^.*@npm:/, '')
  const at = id.lastIndexOf('@')
  return at > 0 && isPackageName(id.slice(0, at)) && isPackageVersion(id.slice(at + 1)) ? id : undefined
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '')
