export interface Difference {
  readonly path: string
  readonly theirs: string
  readonly mine: string
}

const maxLength = 400

/**
 * What differs between two versions of a form's values. What may be a secret is only said to differ: by its name, or
 * where `isSecret` says so.
 */
export function findDifferences(
  theirs: unknown,
  mine: unknown,
  isSecret: (path: string) => boolean = () => false,
  path = '',
): Difference[] {
  if (Object.is(theirs, mine)) return []
  if (isContainer(theirs) && isContainer(mine)) {
    const [left, right] = [members(theirs), members(mine)]
    const keys = [...new Set([...left.keys(), ...right.keys()])]
    return keys.flatMap((key) =>
      findDifferences(left.get(key), right.get(key), isSecret, path === '' ? key : `${path}.${key}`),
    )
  }
  if (/secret|token|password|value$/i.test(path) || isSecret(path)) {
    return [{ path, theirs: '(hidden)', mine: '(hidden, different)' }]
  }
  const [left, right] = [textOf(theirs), textOf(mine)]
  const from = firstDifference(left, right)
  return [{ path, theirs: excerpt(left, from), mine: excerpt(right, from) }]
}

function isContainer(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}

function members(value: object): ReadonlyMap<string, unknown> {
  return new Map(Object.entries(value))
}

function textOf(value: unknown): string {
  if (value === undefined || value === null || value === '') return '–'
  return typeof value === 'string' ? value : JSON.stringify(value)
}

/** The beginning of the first line that is another one. */
function firstDifference(left: string, right: string): number {
  let at = 0
  while (at < left.length && left[at] === right[at]) at++
  return left.lastIndexOf('\n', at - 1) + 1
}

/** What fits, from where it differs: what is long, such as a code, is the same at first. */
function excerpt(text: string, from: number): string {
  if (text.length <= maxLength) return text
  const rest = text.slice(from, from + maxLength)
  return `${from > 0 ? '…\n' : ''}${rest}${from + maxLength < text.length ? '…' : ''}`
}
