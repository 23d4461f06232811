// What may stand in `require('…')`, after `npm:` and in a script's list of packages. Strict, because names and versions
// end up in a package.json: nothing passes that npm would take for a path, a URL or a repository.

/** `name[@version][/subpath]`, as Auth0 and Deno write it. */
export interface PackageSpecifier {
  readonly name: string
  readonly version?: string
  /** With its slash, or empty. */
  readonly subpath: string
}

const specifierPattern = /^((?:@[^/@]+\/)?[^/@]+)(?:@([^/]*))?(\/.+)?$/
const namePattern = /^(?:@[a-z0-9~-][a-z0-9._~-]*\/)?[a-z0-9~-][a-z0-9._~-]*$/i
const maxNameLength = 214

// Of a range each word is looked at by itself: one pattern for all of it can be kept busy for hours.
const comparatorPattern =
  /^(?:[<>]=?|=|~>?|\^)?[v=]?(?:\d+|[xX*])(?:\.(?:\d+|[xX*])){0,2}(?:-[0-9A-Za-z.-]+)?(?:\+[0-9A-Za-z.-]+)?$/
const operatorPattern = /^(?:[<>]=?|=|~>?|\^|-)$/
/** `latest`, `next-7`, … without a dot: npm takes a name such as `x.tgz` for a file. */
const tagPattern = /^[A-Za-z][A-Za-z0-9_-]*$/
const maxVersionLength = 100

export function isPackageName(text: string): boolean {
  return (
    text.length <= maxNameLength && namePattern.test(text) && !/^(node_modules|favicon\.ico)$/i.test(text)
  )
}

export function isPackageVersion(text: string): boolean {
  return text.length <= maxVersionLength && (tagPattern.test(text) || text.split('||').every(isRange))
}

function isRange(text: string): boolean {
  const words = text.trim().split(/\s+/)
  // An operator may stand apart from its version.
  return comparatorPattern.test(words.at(-1) ?? '') && words.every(isRangeWord)
}

const isRangeWord = (word: string) => comparatorPattern.test(word) || operatorPattern.test(word)

/** Undefined for what cannot name a package. The version is as it was written, and may be empty or nonsense. */
export function parsePackageSpecifier(text: string): PackageSpecifier | undefined {
  const [, name, version, subpath = ''] = specifierPattern.exec(text) ?? []
  if (name === undefined || !isPackageName(name)) return undefined
  if (subpath.split('/').some((part) => part === '..' || part === '.')) return undefined
  return { name, subpath, ...(version === undefined ? {} : { version }) }
}
