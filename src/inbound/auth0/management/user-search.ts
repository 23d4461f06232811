// What `GET /users` is asked for: the part of Auth0's query syntax that finds users by how they are known, clauses
// joined by AND, and the order. Anything else is refused: a search that ignores half of what it is asked misleads.

import { type UserQuery, type UserSortField, type UserStore, userSortFields } from '#src/identity/ports.ts'
import type { TenantConfig, User } from '#src/identity/records.ts'
import { validationError } from './errors.ts'

export interface Search extends Omit<UserQuery, 'offset' | 'limit'> {
  readonly userId?: string
  /** Nobody can be found: the connection is not there, or a field is asked to have two values. */
  readonly isHopeless?: boolean
}

export async function findUsers(
  { tenant }: TenantConfig,
  { userId, isHopeless, ...search }: Search,
  range: Pick<UserQuery, 'offset' | 'limit'>,
  users: Pick<UserStore, 'findById' | 'list'>,
): Promise<{ readonly users: readonly User[]; readonly total: number }> {
  if (isHopeless) return { users: [], total: 0 }
  if (userId === undefined) return users.list(tenant.id, { ...search, ...range })
  const user = await users.findById(tenant.id, userId)
  const found = user && fits(user, search) ? [user] : []
  return { users: found.slice(range.offset, range.offset + range.limit), total: found.length }
}

export function readSearch(
  config: TenantConfig,
  query: { readonly q?: string; readonly connection?: string; readonly sort?: string },
): Search {
  const { q = '', connection, sort } = query
  const order = sort === undefined ? {} : { sort: readSort(sort) }
  const clauses = [
    ...readClauses(q),
    ...(connection === undefined ? [] : [{ field: connectionField, value: connection }]),
  ]
  let search: Search = order
  for (const { field, value } of clauses) {
    const found = toSearch(field, value, config)
    const isContradiction = Object.entries(found).some(
      ([key, one]) => Object.hasOwn(search, key) && new Map(Object.entries(search)).get(key) !== one,
    )
    search = { ...search, ...found, ...(isContradiction && { isHopeless: true }) }
  }
  return search
}

const connectionField = 'identities.connection'
const clausePattern =
  /^\s*(phone_number|user_id|email|username|identities\.connection):(?:"([^"]*)"|([^\s"()]+))\s*$/

interface Clause {
  readonly field: string
  readonly value: string
}

function readClauses(q: string): Clause[] {
  if (q.trim() === '') return []
  return splitByAnd(q).map((clause) => {
    const [, field, quoted, bare] = clausePattern.exec(clause) ?? []
    const value = quoted ?? bare?.replaceAll('\\', '')
    if (field !== undefined && value !== undefined && !(quoted === undefined && value.includes('*'))) {
      return { field, value }
    }
    const known = 'phone_number, email, username, user_id and identities.connection'
    throw validationError('Query', `Search supports only ${known}, as field:"value" joined by AND`, {
      path: 'q',
      description: 'Query in Lucene query string syntax',
    })
  })
}

/** At each AND that is outside of quotes. */
function splitByAnd(q: string): string[] {
  const parts = q.match(/"[^"]*"|\sAND\s|./gs) ?? []
  const clauses = ['']
  for (const part of parts) {
    if (/^\sAND\s$/.test(part)) clauses.push('')
    else clauses.push(`${clauses.pop() ?? ''}${part}`)
  }
  return clauses
}

function toSearch(field: string, value: string, { connections }: TenantConfig): Search {
  // A plus that was not escaped in the URL arrives as a space; in front of digits it cannot mean anything else.
  if (field === 'phone_number') return { phoneNumber: value.replace(/^ /, '+') }
  if (field === 'user_id') return { userId: value }
  if (field === 'email') return { email: value.toLowerCase() }
  if (field === 'username') return { username: value.toLowerCase() }
  const connection = connections.find(({ name }) => name === value)
  return connection ? { connectionId: connection.id } : { isHopeless: true }
}

function readSort(sort: string): { readonly by: UserSortField; readonly descending: boolean } {
  const [, field, order] = /^(\w+):(-?1)$/.exec(sort) ?? []
  const by = userSortFields.find((candidate) => candidate === field)
  if (by !== undefined) return { by, descending: order === '-1' }
  throw validationError('Query', `Sorting supports only ${userSortFields.join(', ')}, each with :1 or :-1`, {
    path: 'sort',
    description: 'Field to sort by',
  })
}

function fits(user: User, { phoneNumber, email, username, connectionId }: Search): boolean {
  return (
    (phoneNumber ?? user.phoneNumber) === user.phoneNumber &&
    (email ?? user.email) === user.email &&
    (username ?? user.username?.toLowerCase()) === user.username?.toLowerCase() &&
    (connectionId ?? user.connectionId) === user.connectionId
  )
}
