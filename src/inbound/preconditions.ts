// `ETag` and `If-Match` for what operators edit, so that of two who save the same thing the second is told. One table and
// one hook for all routes: what a tag stands for is the resource as it is configured, not how a dialect shows it.
//
// The tag is compared where the change is made: inside the transaction that holds the tenant, or the user's row. Nothing
// that commits between a look and a change goes unnoticed, whatever process it came from. A request without `If-Match`
// is served as if none of this were here.

import { AsyncLocalStorage } from 'node:async_hooks'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Directory } from '#src/identity/directory.ts'
import type { TenantWriter, UserStore } from '#src/identity/ports.ts'
import type { TenantConfig, User } from '#src/identity/records.ts'
import { tenantOf } from './http/server.ts'

/** Both dialects answer it by its status. */
class PreconditionFailed extends Error {
  override readonly name = 'PreconditionFailed'
  readonly statusCode = 412
}

type Params = Readonly<Record<string, string | undefined>>
/** What a tag stands for; undefined where there is nothing. */
type Pick<Source> = (source: Source, params: Params) => unknown

const configured: Readonly<Record<string, Pick<TenantConfig>>> = {
  '/v1/phone-provider': ({ phoneProvider }) => phoneProvider,
  '/v1/settings': ({ settings, tenant }) => ({ settings, tenant }),
  // One that was never written is the built-in one: it has a tag, so that of two first versions one wins.
  '/v1/templates/:purpose/:locale/:delivery_method': ({ messageTemplates }, params) =>
    messageTemplates.find(
      (one) =>
        one.purpose === params.purpose &&
        one.locale === params.locale &&
        one.deliveryMethod === params.delivery_method,
    ) ?? 'built in',
  '/api/v2/connections/:id': ({ connections }, { id }) => connections.find((one) => one.id === id),
  // The draft: building and deploying it changes nothing that somebody has written.
  '/api/v2/actions/actions/:id': ({ actions }, { id }) => {
    const action = actions.find((one) => one.id === id)
    if (!action) return undefined
    const { name, code, runtime, dependencies, secrets, triggerId, triggerVersion } = action
    return { name, code, runtime, dependencies, secrets, triggerId, triggerVersion }
  },
  '/api/v2/hooks/:id': ({ hooks }, { id }) => {
    const hook = hooks.find((one) => one.id === id)
    return hook && { ...hook, secrets: undefined, updatedAt: undefined }
  },
  '/api/v2/clients/:id': ({ clients }, { id = '' }) => clients.get(id),
  '/api/v2/tenants/settings': ({ settings, tenant }) => ({ settings, tenant }),
}

const userRoute = '/api/v2/users/:id'

/** A login is no edit. */
const editable = ({ lastLogin: _, lastIp: __, loginsCount: ___, ...user }: User) => user

interface Editing {
  readonly tenantId: string
  /** Undefined without `If-Match`. */
  readonly wanted: readonly string[] | undefined
  readonly params: Params
  readonly pick: Pick<TenantConfig> | undefined
  /** One request may change its tenant again after it has done what it was asked for. */
  isJudged: boolean
  /** The resource as this request has made it. */
  made?: unknown
  /** The user as this request has left or found it. */
  user?: User
}

export interface Preconditions {
  /** For the routes: as they are, and judging what they change. */
  readonly directory: Directory
  readonly users: UserStore
  readonly guard: (scope: FastifyInstance) => void
}

export interface PreconditionDeps {
  readonly directory: Directory
  readonly users: UserStore
  /** A keyed hash: a tag must not help to guess at a secret that it stands for. */
  readonly tagOf: (tenantId: string, text: string) => string
}

const editingKey = 'editing'

export function createPreconditions({ directory, users, tagOf }: PreconditionDeps): Preconditions {
  const current = new AsyncLocalStorage<Editing>()

  const tag = ({ tenantId }: Editing, picked: unknown): string | undefined =>
    picked === undefined ? undefined : `"${tagOf(tenantId, JSON.stringify(picked))}"`

  function judge(editing: Editing, picked: unknown): void {
    const { wanted } = editing
    if (editing.isJudged || !wanted) return
    editing.isJudged = true
    const present = tag(editing, picked)
    const isAsWanted = present !== undefined && wanted.some((one) => one === '*' || one === present)
    if (!isAsWanted) throw new PreconditionFailed('Somebody else has changed it since: load it again.')
  }

  function guard(scope: FastifyInstance): void {
    scope.decorateRequest(editingKey)
    // After the body is read: what runs from here on belongs to this request.
    scope.addHook('preHandler', (request, _reply, done) => {
      const url = request.routeOptions.url ?? ''
      const pick = configured[url]
      if (!pick && url !== userRoute) return done()
      const editing: Editing = {
        tenantId: tenantOf(request).tenant.id,
        wanted: readTags(request),
        params: readParams(request),
        pick,
        isJudged: false,
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
  function whatIsShown({ pick, params, made, user }: Editing, request: FastifyRequest): unknown {
    if (request.method === 'DELETE') return undefined
    if (!pick) return user && editable(user)
    if (request.method === 'GET' || request.method === 'HEAD') return pick(tenantOf(request), params)
    return made
  }

  return {
    guard,
    directory: {
      ...directory,
      change: (tenantId, change) => {
        const editing = current.getStore()
        return editing?.pick && editing.tenantId === tenantId
          ? changeJudged(editing, change)
          : directory.change(tenantId, change)
      },
    },
    users: {
      ...users,
      async findById(tenantId, userId) {
        const user = await users.findById(tenantId, userId)
        return note(current.getStore(), userId, user)
      },
      async update(tenantId, userId, change) {
        const editing = current.getStore()
        const user = await users.update(tenantId, userId, change, judgeUser(editing, userId))
        return note(editing, userId, user)
      },
      remove: (tenantId, userId) => users.remove(tenantId, userId, judgeUser(current.getStore(), userId)),
    },
  }

  async function changeJudged<Result>(
    editing: Editing,
    change: (config: TenantConfig, writer: TenantWriter) => Promise<Result>,
  ): Promise<Result> {
    const { tenantId, params, pick } = editing
    let version: number | undefined
    const result = await directory.change(tenantId, (config, writer) => {
      judge(editing, pick?.(config, params))
      version = config.version
      return change(config, writer)
    })
    const now = directory.byId(tenantId)
    // When another change has followed at once, a tag would vouch for what this caller has not seen.
    editing.made = version === now.version ? pick?.(now, params) : undefined
    return result
  }

  function judgeUser(editing: Editing | undefined, userId: string) {
    if (!editing || editing.pick || !editing.wanted || editing.params.id !== userId) return undefined
    return (user: User | undefined) => judge(editing, user && editable(user))
  }
}

function note(editing: Editing | undefined, userId: string, user: User | undefined): User | undefined {
  if (editing && user && editing.params.id === userId) editing.user = user
  return user
}

function readTags({ headers, method }: FastifyRequest): readonly string[] | undefined {
  const given = headers['if-match']
  if (given === undefined || method === 'GET' || method === 'HEAD') return undefined
  // A proxy that compresses marks tags as weak; they still name the same thing.
  return given.split(',').map((tag) => tag.trim().replace(/^W\//, ''))
}

function readParams({ params }: FastifyRequest): Params {
  return typeof params === 'object' && params !== null
    ? Object.fromEntries(Object.entries(params).map(([name, value]) => [name, String(value)]))
    : {}
}
