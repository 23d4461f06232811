export interface Difference {
  readonly path: string
  readonly theirs: string
  readonly mine: string
}

const longest = 400

/** What differs between two versions of a form's values. What may be a secret is only said to differ. */
export function findDifferences(theirs: unknown, mine: unknown, path = ''): Difference[] {
  if (Object.is(theirs, mine)) return []
  if (isContainer(theirs) && isContainer(mine)) {
    const [left, right] = [members(theirs), members(mine)]
    const keys = [...new Set([...left.keys(), ...right.keys()])]
    return keys.flatMap((key) =>
      findDifferences(left.get(key), right.get(key), path === '' ? key : `${path}.${key}`),
    )
  }
  const isSecret = /secret|token|password|value$/i.test(path)
  return [
    {
      path,
      theirs: isSecret ? '(one value)' : show(theirs),
      mine: isSecret ? '(another value)' : show(mine),
    },
  ]
}

function isContainer(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}

function members(value: object): ReadonlyMap<string, unknown> {
  return new Map(Object.entries(value))
}

function show(value: unknown): string {
  if (value === undefined || value === null || value === '') return '–'
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return text.length > longest ? `${text.slice(0, longest)}…` : text
}
