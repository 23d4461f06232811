// A tenant with one client of each sort behind the token routes, on a port of its own, with stores in memory: for
// tests of what tokens say, which do not depend on how rows are kept.

import { randomBytes } from 'node:crypto'
import type { TestContext } from 'node:test'
import Fastify from 'fastify'
import { exportJWK, generateKeyPair } from 'jose'
import { createAssertionReplayStore } from '#src/identity/clients/client-assertion.ts'
import { passwordlessGrant } from '#src/identity/clients/grant-types.ts'
import { allManagementScopes } from '#src/identity/clients/scopes.ts'
import { generateSigningKey } from '#src/identity/keys/signing-keys.ts'
import type { TokenRecord, TokenRecordStore } from '#src/identity/ports.ts'
import type { Client, SigningKey, TenantConfig, User } from '#src/identity/records.ts'
import type { MfaDeps } from '#src/identity/second-factors/mfa-deps.ts'
import { createSealedTokens } from '#src/identity/second-factors/sealed-tokens.ts'
import { createOidcProviders } from '#src/identity/tokens/oidc-providers.ts'
import { tokenRoutes } from '#src/inbound/auth0/tokens.ts'
import { MessagingError } from '#src/messaging/errors.ts'
import type { CountedTry } from '#src/messaging/ports.ts'
import { unsetPhoneProvider } from '#src/settings/phone-provider.ts'
import { defaultTenantSettings } from '#src/settings/tenant-settings.ts'

export const apiAudience = 'https://api.example.com'

export async function startTokenServer(t: TestContext) {
  const assertionKeys = await generateKeyPair('RS256', { extractable: true })
  const users = new Map<string, User>([[user.userId, user]])
  const tokenRecords = createMemoryTokenRecords()
  const redeemed: string[] = []
  let config = await createConfig(await exportJWK(assertionKeys.publicKey))

  const findByPhone = (phoneNumber: string) =>
    [...users.values()].find((candidate) => candidate.phoneNumber === phoneNumber)
  const app = Fastify()
  await app.register(tokenRoutes, {
    tenantOf: () => config,
    oidcProviders: createOidcProviders({ tokenRecords }),
    tokenRecords,
    ...withoutSecondFactors(),
    replayStore: createAssertionReplayStore(tokenRecords),
    users: {
      findById: async (_tenantId, userId) => users.get(userId),
      recordLogin: async ({ phoneNumber }) => findByPhone(phoneNumber),
    },
    hashCode(_key, codeId, code) {
      redeemed.push(code)
      return `${codeId} ${code}`
    },
    codes: {
      countTry: async ({ identifier }) => (findByPhone(identifier) ? triedCode : undefined),
      use: async () => true,
      countFailure: async () => 1,
    },
    notifyBlocked: async () => {},
    logInWithPassword: async ({ login, password }) => {
      const found = [...users.values()].find(({ email }) => email === login)
      if (found && password === 'right') return found
      throw new MessagingError('password_wrong', 'The name or the password is wrong.')
    },
  })
  const origin = await app.listen({ port: 0, host: '127.0.0.1' })
  config = { ...config, ...withIssuer(config, `${origin}/`) }
  t.after(() => app.close())

  return {
    origin,
    issuer: `${origin}/`,
    assertionKey: assertionKeys.privateKey,
    records: tokenRecords.records,
    meet: tokenRecords.meet,
    /** The codes that were tried. */
    redeemed,
    config: () => config,
    change(change: Partial<TenantConfig>) {
      config = { ...config, ...change, version: config.version + 1 }
    },
    changeClient(clientId: string, change: Partial<Client>) {
      const client = config.clients.get(clientId)
      if (!client) throw new Error(`No client ${clientId}`)
      this.change({ clients: new Map(config.clients).set(clientId, { ...client, ...change }) })
    },
    changeUser(change: Partial<User> | undefined) {
      if (change) users.set(user.userId, { ...user, ...change })
      else users.delete(user.userId)
    },
    async post(path: string, body: unknown, headers: Record<string, string> = {}) {
      const response = await fetch(`${origin}${path}`, {
        method: 'POST',
        ...(body instanceof URLSearchParams
          ? { body, headers }
          : { body: JSON.stringify(body), headers: { 'content-type': 'application/json', ...headers } }),
      })
      return toAnswer(response)
    },
    async get(path: string, headers: Record<string, string> = {}) {
      return toAnswer(await fetch(`${origin}${path}`, { headers }))
    },
  }
}

/** Of whoever has a user, the code is 123456. */
const triedCode: CountedTry = {
  codeId: 'code',
  codeHash: 'code 123456',
  tries: 1,
  maxTries: 3,
  expired: false,
  used: false,
  userId: '',
  messageId: '',
  userBlocked: false,
  failures: 0,
}

/** No tenant here asks for a second factor. */
function withoutSecondFactors(): Omit<MfaDeps, 'users' | 'hashCode' | 'codes'> {
  const unused = async () => {
    throw new Error('second factors are not part of these tests')
  }
  return {
    rateLimits: 'off',
    sealedTokens: createSealedTokens(randomBytes(32)),
    buckets: { take: unused, giveBack: unused },
    authenticators: {
      list: unused,
      add: unused,
      activate: unused,
      markUsed: unused,
      useTimeStep: unused,
      exchangeRecoveryCode: unused,
      replaceRecoveryCode: unused,
      find: unused,
      remove: unused,
      removeAll: unused,
    },
  }
}

export type TokenServer = Awaited<ReturnType<typeof startTokenServer>>

export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  readonly body: Readonly<Record<string, unknown>>
}

async function toAnswer(response: Response): Promise<Answer> {
  const text = await response.text()
  return {
    status: response.status,
    headers: response.headers,
    text,
    body: text === '' ? {} : JSON.parse(text),
  }
}

export const user: User = {
  userId: 'sms|6492b5a75bedeae7449299fa',
  connectionId: 'con_0000000000000001',
  phoneNumber: '+442079460123',
  phoneVerified: true,
  emailVerified: false,
  blocked: false,
  profile: {},
  createdAt: new Date('2026-01-01T00:00:00Z'),
  updatedAt: new Date('2026-01-02T03:04:05.678Z'),
  loginsCount: 1,
}

export async function createRotatedKeys(old: readonly SigningKey[]): Promise<readonly SigningKey[]> {
  return [...old.map((key) => ({ ...key, current: false })), await generateSigningKey('localhost')]
}

function client(clientId: string, change: Partial<Client>): [string, Client] {
  return [
    clientId,
    {
      clientId,
      name: clientId,
      secret: `${clientId}-secret`,
      authMethod: 'client_secret_post',
      grantTypes: ['client_credentials', passwordlessGrant, 'refresh_token'],
      credentials: [],
      trustsForwardedFor: false,
      idTokenLifetimeSeconds: 36_000,
      idTokenAlg: 'RS256',
      extra: {},
      createdAt: new Date(),
      ...change,
    },
  ]
}

async function createConfig(publicJwk: Awaited<ReturnType<typeof exportJWK>>): Promise<TenantConfig> {
  return {
    tenant: { id: 'default', name: 'default', friendlyName: 'Default', hosts: [], locales: ['en'] },
    version: 1,
    issuer: 'http://localhost/',
    connections: [
      {
        id: user.connectionId,
        name: 'sms',
        strategy: 'sms',
        options: {},
        isDomainConnection: false,
        realms: ['sms'],
        enabledClients: ['public', 'backend', 'keyed', 'bare'],
        extra: {},
        createdAt: new Date(),
      },
    ],
    clients: new Map([
      client('public', { authMethod: 'none' }),
      client('backend', {}),
      client('keyed', {
        authMethod: 'private_key_jwt',
        credentials: [
          { id: 'cred_1', name: 'k', alg: 'RS256', publicJwk, createdAt: new Date().toISOString() },
        ],
      }),
      client('bare', { grantTypes: [] }),
    ]),
    clientGrants: [],
    resourceServers: [
      {
        id: 'rs_1',
        identifier: apiAudience,
        name: 'API',
        scopes: [{ value: 'read:things' }, { value: 'write:things' }],
        tokenLifetimeSeconds: 7200,
        allowOfflineAccess: true,
        extra: {},
      },
    ],
    organizations: [],
    phoneProvider: unsetPhoneProvider,
    webhookKeys: [],
    actions: [],
    actionBindings: [],
    hooks: [],
    phoneTemplates: [],
    messageTemplates: [],
    settings: defaultTenantSettings,
    signingKeys: [await generateSigningKey('localhost')],
  }
}

function withIssuer(config: TenantConfig, issuer: string): Partial<TenantConfig> {
  const management = { clientId: 'backend', audience: `${issuer}api/v2/`, scope: [...allManagementScopes] }
  return {
    issuer,
    clientGrants: [
      ...config.clientGrants,
      { id: 'cgr_1', ...management },
      { id: 'cgr_2', ...management, clientId: 'keyed', scope: ['read:users'] },
      { id: 'cgr_3', clientId: 'backend', audience: apiAudience, scope: ['read:things', 'dropped:scope'] },
    ],
  }
}

function createMemoryTokenRecords(): TokenRecordStore & {
  readonly records: Map<string, TokenRecord>
  /** Makes so many finds wait for each other, as requests on several processes may happen to. */
  meet(finds: number): void
} {
  let expected = 0
  let meeting = Promise.withResolvers<void>()
  const records = new Map<string, TokenRecord>()
  const consumed = new Map<string, Date>()
  const key = (...parts: string[]) => parts.join('\n')
  return {
    records,
    meet(finds) {
      expected = finds
      meeting = Promise.withResolvers<void>()
    },
    async upsert(record) {
      records.set(key(record.tenantId, record.model, record.idHash), record)
    },
    async find(tenantId, model, idHash) {
      const record = records.get(key(tenantId, model, idHash))
      if (!record || (record.expiresAt && record.expiresAt <= new Date())) return undefined
      const consumedAt = consumed.get(key(tenantId, model, idHash))
      if (expected > 0) {
        expected -= 1
        if (expected === 0) meeting.resolve()
        await meeting.promise
      }
      return { payload: record.payload, ...(consumedAt && { consumedAt }) }
    },
    async consume(tenantId, model, idHash) {
      const id = key(tenantId, model, idHash)
      if (!records.has(id) || consumed.has(id)) return false
      consumed.set(id, new Date())
      return true
    },
    async destroy(tenantId, model, idHash) {
      records.delete(key(tenantId, model, idHash))
    },
    async destroyByGrant(tenantId, grantId) {
      for (const [id, record] of records) {
        if (record.tenantId === tenantId && record.grantId === grantId) records.delete(id)
      }
    },
  }
}
