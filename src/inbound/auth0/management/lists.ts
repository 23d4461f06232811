// The three forms in which the Management API answers with a list (contract 2.1): an array, the same with totals, and
// a page that says where the next one begins. And `fields`, which picks from each item.

import type { JsonObject } from '#src/settings/records.ts'
import { validationError } from './errors.ts'

export interface ListQuery {
  readonly page?: number
  readonly per_page?: number
  readonly include_totals?: boolean
  readonly from?: string
  readonly take?: number
  readonly fields?: string
  readonly include_fields?: boolean
}

interface ListOf<Item> {
  /** The property that holds the items where the answer is an object. */
  readonly property: string
  /** Unique among the items: what a checkpoint remembers, so that items may come and go between two pages. */
  readonly keyOf: (item: Item) => string
  /** Whether checkpoints go from the highest key to the lowest. */
  readonly descending?: boolean
  readonly show: (item: Item) => JsonObject
  readonly perPage: number
  readonly take?: number
}

type ListAnswer = readonly JsonObject[] | JsonObject

export function answerList<Item>(items: readonly Item[], query: ListQuery, list: ListOf<Item>): ListAnswer {
  const { property, show } = list
  if (query.from !== undefined || query.take !== undefined) return answerCheckpoint(items, query, list)
  const { page = 0, per_page: perPage = list.perPage, include_totals: withTotals = false } = query
  const start = page * perPage
  const shown = items.slice(start, start + perPage).map(show)
  return withTotals ? { start, limit: perPage, total: items.length, [property]: shown } : shown
}

/** Offers only the checkpoint form. */
export function answerCheckpoint<Item>(
  items: readonly Item[],
  query: Pick<ListQuery, 'from' | 'take'>,
  { property, keyOf, descending = false, show, take: standard = 50 }: ListOf<Item>,
): JsonObject {
  const { from, take = standard } = query
  const after = from === undefined ? undefined : readCheckpoint(from)
  const rest = items
    .map((item) => ({ item, key: keyOf(item) }))
    .filter(({ key }) => after === undefined || (descending ? key < after : key > after))
    .sort((a, b) => (a.key < b.key === descending ? 1 : -1))
  const page = rest.slice(0, take)
  const last = page.at(-1)
  return {
    [property]: page.map(({ item }) => show(item)),
    ...(last && rest.length > page.length && { next: writeCheckpoint(last.key) }),
  }
}

/** `always` names what stays, whatever the query picks. */
export function pickShown(
  shown: JsonObject,
  { fields, include_fields: include = true }: Pick<ListQuery, 'fields' | 'include_fields'>,
  always: readonly string[] = [],
): JsonObject {
  if (fields === undefined || fields === '') return shown
  const named = new Set(fields.split(',').map((field) => field.trim()))
  return Object.fromEntries(
    Object.entries(shown).filter(([name]) => always.includes(name) || named.has(name) === include),
  )
}

const mark = 'after:'

function writeCheckpoint(key: string): string {
  return Buffer.from(mark + key).toString('base64url')
}

function readCheckpoint(from: string): string {
  const text = Buffer.from(from, 'base64url').toString()
  if (text.startsWith(mark)) return text.slice(mark.length)
  throw validationError('Query', 'Invalid pagination cursor', {
    path: 'from',
    description: 'Id from which to start selection',
  })
}
