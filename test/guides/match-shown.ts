// Compares what a command showed with what a guide says it shows. `…` stands for anything. A placeholder (`CODE`,
// `ACCESS_TOKEN`, `YOUR_…`) stands for what the reader notes there, to put it where a later step has the placeholder.

import { isDeepStrictEqual } from 'node:util'

export const placeholder = /\b(?:CODE|ACCESS_TOKEN|YOUR_[A-Z_]+)\b/g

/** What the reader noted. */
export type Notes = Map<string, string>

/** Takes notes when the output has the expected lines, in this order, perhaps with others in between. */
export function matchLines(
  shown: readonly string[],
  expected: string,
  notes: Notes,
): { readonly ok: true; readonly end: number } | { readonly ok: false; readonly missing: string } {
  const noted: Notes = new Map()
  let end = 0
  for (const line of linesOf(expected)) {
    const offset = shown.slice(end).findIndex((candidate) => matchText(candidate.trim(), line, noted))
    if (offset === -1) return { ok: false, missing: line }
    end += offset + 1
  }
  for (const [name, value] of noted) notes.set(name, value)
  return { ok: true, end }
}

/** Takes notes when the JSON is the expected one; otherwise says where it differs. A lone `…` allows further members. */
export function matchJson(shown: unknown, expected: string, notes: Notes): string | undefined {
  const wildcards = expected.replaceAll(/(?<=[{,]\s*)…(?=\s*\})/g, '"…": "…"').replaceAll(/: …/g, ': "…"')
  return findDifference(shown, JSON.parse(wildcards), notes, '')
}

export function linesOf(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
}

/** The text as a pattern that matches it and nothing else. */
export function literally(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')
}

function matchText(shown: string, expected: string, notes: Notes): boolean {
  const names = expected.match(placeholder) ?? []
  // Split at what stands for something: the rest is literal.
  const literals = expected.split(new RegExp(`${placeholder.source}|…`)).map(literally)
  const holes = expected.match(new RegExp(`${placeholder.source}|…`, 'g')) ?? []
  const pattern = literals.map((text, index) => text + groupFor(holes[index])).join('')
  const found = new RegExp(`^${pattern}$`, 's').exec(shown)
  if (!found) return false
  for (const [index, name] of names.entries()) notes.set(name, found[index + 1] ?? '')
  return true
}

function groupFor(hole: string | undefined): string {
  if (hole === undefined) return ''
  if (hole === '…') return '.*?'
  return hole === 'CODE' ? '(\\d+)' : '(.+?)'
}

function findDifference(shown: unknown, expected: unknown, notes: Notes, path: string): string | undefined {
  const differs = `${path || 'the whole'}: ${JSON.stringify(shown)} instead of ${JSON.stringify(expected)}`
  if (expected === '…') return shown === undefined ? differs : undefined
  if (typeof expected === 'string')
    return typeof shown === 'string' && matchText(shown, expected, notes) ? undefined : differs
  if (Array.isArray(expected)) {
    if (!Array.isArray(shown) || shown.length !== expected.length) return differs
    return firstOf(
      expected.map((_, index) => index),
      (index) => findDifference(shown[index], expected[index], notes, `${path}[${index}]`),
    )
  }
  if (!isRecord(expected)) return isDeepStrictEqual(shown, expected) ? undefined : differs
  if (!isRecord(shown)) return differs
  const { '…': open, ...members } = expected
  const extra = Object.keys(shown).find((key) => !Object.hasOwn(members, key))
  if (extra !== undefined && open === undefined) return `${path}.${extra} is not expected`
  return firstOf(Object.keys(members), (key) =>
    findDifference(shown[key], members[key], notes, `${path}.${key}`),
  )
}

function firstOf<T>(items: readonly T[], look: (item: T) => string | undefined): string | undefined {
  for (const item of items) {
    const found = look(item)
    if (found !== undefined) return found
  }
  return undefined
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
