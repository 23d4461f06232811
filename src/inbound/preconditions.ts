// `ETag` and `If-Match` for what operators edit, so that of two who save the same thing the second is told. What a route
// edits stands in its own config (http/route-facts.ts).
//
// The tag is compared where the change is made: inside the transaction that holds the tenant, or the row. Nothing
// that commits between a look and a change goes unnoticed, whatever process it came from. A request without `If-Match`
// is served as if none of this were here.

import { AsyncLocalStorage } from 'node:async_hooks'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Administrator, AdministratorStore } from '#src/identity/administrators/records.ts'
import type { TenantWriter, UserStore } from '#src/identity/ports.ts'
import type { TenantConfig, User } from '#src/identity/records.ts'
import type { Directory } from '#src/identity/tenants/directory.ts'
import { fieldsOf } from '#src/values/json.ts'
import type { EditedPart, PathParams } from './http/route-facts.ts'
import { tenantOf } from './http/server.ts'

/** Both dialects answer it by its status. */
class PreconditionFailed extends Error {
  override readonly name = 'PreconditionFailed'
  readonly statusCode = 412
}

interface Editing {
  readonly tenantId: string
  /** Undefined without `If-Match`. */
  readonly wanted: readonly string[] | undefined
  readonly params: PathParams
  readonly edits: EditedPart | 'row'
  /** One request may change its tenant again after it has done what it was asked for. */
  isChecked: boolean
  /** The resource as this request has made it. */
  made?: unknown
  /** What is edited of the row, as this request has left or found it. */
  row?: unknown
}

export interface Preconditions {
  /** For the routes: as they are, and judging what they change. */
  readonly directory: Directory
  readonly users: UserStore
  readonly administrators: AdministratorStore
  readonly guard: (scope: FastifyInstance) => void
}

export interface PreconditionDeps {
  readonly directory: Directory
  readonly users: UserStore
  readonly administrators: AdministratorStore
  /** A keyed hash: a tag must not help to guess at a secret that it stands for. */
  readonly tagOf: (tenantId: string, text: string) => string
}

const editingKey = 'editing'

export function createPreconditions({
  directory,
  users,
  administrators,
  tagOf,
}: PreconditionDeps): Preconditions {
  const current = new AsyncLocalStorage<Editing>()

  const tag = ({ tenantId }: Editing, picked: unknown): string | undefined =>
    picked === undefined ? undefined : `"${tagOf(tenantId, JSON.stringify(picked))}"`

  function check(editing: Editing, picked: unknown): void {
    const { wanted } = editing
    if (editing.isChecked || !wanted) return
    editing.isChecked = true
    const present = tag(editing, picked)
    const isAsWanted = present !== undefined && wanted.some((one) => one === '*' || one === present)
    if (!isAsWanted)
      throw new PreconditionFailed('The resource has changed since you loaded it. Reload it and try again.')
  }

  function guard(scope: FastifyInstance): void {
    scope.decorateRequest(editingKey)
    // After the body is read: what runs from here on belongs to this request.
    scope.addHook('preHandler', (request, _reply, done) => {
      const { edits } = request.routeOptions.config
      if (!edits) return done()
      const editing: Editing = {
        tenantId: tenantOf(request).tenant.id,
        wanted: readTags(request),
        params: readParams(request),
        edits,
        isChecked: false,
      }
      request.setDecorator<Editing>(editingKey, editing)
      current.run(editing, done)
    })
    scope.addHook('onSend', async (request, reply, payload) => {
      const editing = request.getDecorator<Editing | undefined>(editingKey)
      if (!editing || reply.statusCode >= 300) return payload
      const shown = tag(editing, whatIsShown(editing, request))
      if (shown !== undefined) reply.header('etag', shown)
      return payload
    })
  }

  /** What the answer shows, when that is known for sure. */
  function whatIsShown({ edits, params, made, row }: Editing, request: FastifyRequest): unknown {
    if (request.method === 'DELETE') return undefined
    if (edits === 'row') return row
    if (request.method === 'GET' || request.method === 'HEAD') return edits(tenantOf(request), params)
    return made
  }

  return {
    guard,
    directory: {
      ...directory,
      change: (tenantId, change) => {
        const editing = current.getStore()
        if (!editing || editing.edits === 'row' || editing.tenantId !== tenantId) {
          return directory.change(tenantId, change)
        }
        return changeChecked(editing, editing.edits, change)
      },
    },
    users: {
      ...users,
      async findById(tenantId, userId) {
        const user = await users.findById(tenantId, userId)
        note(userId, user && editedUser(user))
        return user
      },
      async update(tenantId, userId, change) {
        const user = await users.update(tenantId, userId, change, checkRow(userId, editedUser))
        note(userId, user && editedUser(user))
        return user
      },
      remove: (tenantId, userId) => users.remove(tenantId, userId, checkRow(userId, editedUser)),
    },
    administrators: {
      ...administrators,
      async find(tenantId, id) {
        const found = await administrators.find(tenantId, id)
        note(id, found && editedAdministrator(found))
        return found
      },
      async update(tenantId, id, change) {
        const result = await administrators.update(tenantId, id, change, checkRow(id, editedAdministrator))
        if (typeof result !== 'string') note(id, editedAdministrator(result))
        return result
      },
      remove: (tenantId, id) => administrators.remove(tenantId, id, checkRow(id, editedAdministrator)),
    },
  }

  async function changeChecked<Result>(
    editing: Editing,
    partOf: EditedPart,
    change: (config: TenantConfig, writer: TenantWriter) => Promise<Result>,
  ): Promise<Result> {
    const { tenantId, params } = editing
    let version: number | undefined
    const result = await directory.change(tenantId, (config, writer) => {
      check(editing, partOf(config, params))
      version = config.version
      return change(config, writer)
    })
    const now = directory.byId(tenantId)
    // When another change has followed at once, a tag would vouch for what this caller has not seen.
    editing.made = version === now.version ? partOf(now, params) : undefined
    return result
  }

  /** For the store: undefined where nothing is to be checked. */
  function checkRow<Row>(id: string, edited: (row: Row) => unknown) {
    const editing = current.getStore()
    if (editing?.edits !== 'row' || !editing.wanted || editing.params.id !== id) return undefined
    return (row: Row | undefined) => check(editing, row && edited(row))
  }

  function note(id: string, row: unknown): void {
    const editing = current.getStore()
    if (editing && row !== undefined && editing.params.id === id) editing.row = row
  }
}

// A login is no edit.
const editedUser = ({ lastLogin: _, lastIp: __, loginsCount: ___, ...user }: User) => user
const editedAdministrator = ({ lastSignInAt: _, lockedUntil: __, ...administrator }: Administrator) =>
  administrator

function readTags({ headers, method }: FastifyRequest): readonly string[] | undefined {
  const given = headers['if-match']
  if (given === undefined || method === 'GET' || method === 'HEAD') return undefined
  // A proxy that compresses marks tags as weak; they still name the same thing.
  return given.split(',').map((tag) => tag.trim().replace(/^W\//, ''))
}

function readParams({ params }: FastifyRequest): PathParams {
  return Object.fromEntries(Object.entries(fieldsOf(params)).map(([name, value]) => [name, String(value)]))
}
