import assert from 'node:assert/strict'
import { before, type TestContext, test } from 'node:test'
import Fastify from 'fastify'
import { importJWK, SignJWT } from 'jose'
import { generateSigningKey } from '#src/identity/keys/signing-keys.ts'
import type { Client, SigningKey, TenantConfig } from '#src/identity/records.ts'
import { unsetPhoneProvider } from '#src/settings/phone-provider.ts'
import { defaultTenantSettings } from '#src/settings/tenant-settings.ts'
import { authenticateCallers, requireScope } from './authorize.ts'
import { answerInManagementShape } from './errors.ts'

const issuer = 'https://otp.example.com/'
const audience = `${issuer}api/v2/`
const now = () => Math.floor(Date.now() / 1000)

let key: SigningKey
let foreignKey: SigningKey
before(async () => {
  key = await generateSigningKey('test')
  foreignKey = await generateSigningKey('test')
})

function configWith(scope: readonly string[]): TenantConfig {
  const client: Client = {
    clientId: 'client',
    name: 'client',
    secret: 'secret',
    authMethod: 'client_secret_post',
    grantTypes: ['client_credentials'],
    credentials: [],
    trustsForwardedFor: false,
    idTokenLifetimeSeconds: 36_000,
    idTokenAlg: 'RS256',
    extra: {},
    createdAt: new Date(),
  }
  return {
    tenant: { id: 'default', name: 'default', friendlyName: 'Test', hosts: [], locales: ['en'] },
    version: 1,
    issuer,
    connections: [],
    clients: new Map([['client', client]]),
    clientGrants: [{ id: 'cgr_1', clientId: 'client', audience, scope }],
    resourceServers: [],
    organizations: [],
    phoneProvider: unsetPhoneProvider,
    webhookKeys: [],
    actions: [],
    actionBindings: [],
    hooks: [],
    phoneTemplates: [],
    messageTemplates: [],
    settings: defaultTenantSettings,
    signingKeys: [key],
  }
}

async function ask(t: TestContext, token: string, granted: readonly string[] = ['read:users']) {
  const app = Fastify()
  t.after(() => app.close())
  const config = configWith(granted)
  app.decorateRequest('tenant')
  app.addHook('onRequest', async (request) => request.setDecorator('tenant', config))
  answerInManagementShape(app)
  authenticateCallers(app)
  app.get('/', { onRequest: requireScope('read:users', 'read:clients') }, async () => ({ ok: true }))
  const answer = await app.inject({ url: '/', headers: { authorization: `Bearer ${token}` } })
  return { status: answer.statusCode, body: answer.json(), challenge: answer.headers['www-authenticate'] }
}

async function sign(
  claims: Record<string, unknown> = {},
  signer: SigningKey = key,
  kid: string = signer.kid,
) {
  const payload = {
    iss: issuer,
    sub: 'client@clients',
    aud: audience,
    iat: now(),
    exp: now() + 60,
    azp: 'client',
    gty: 'client-credentials',
    scope: 'read:users',
    ...claims,
  }
  const header = { alg: 'RS256', typ: 'JWT', kid }
  return new SignJWT(payload).setProtectedHeader(header).sign(await importJWK(signer.privateJwk, 'RS256'))
}

const refused = (message: string) => ({
  status: 401,
  body: { statusCode: 401, error: 'Unauthorized', message, attributes: { error: message } },
  challenge: `Bearer error="${message}"`,
})

test('a token with a granted scope lets a request pass', async (t) => {
  assert.deepEqual((await ask(t, await sign())).body, { ok: true })
})

test('an expired token is refused as expired', async (t) => {
  const expired = await sign({ iat: now() - 120, exp: now() - 60 })
  assert.deepEqual(await ask(t, expired), refused('Expired token received for JSON Web Token validation'))
})

test('a token that another key signed is refused, whichever key it names', async (t) => {
  const forged = await sign({}, foreignKey, key.kid)
  assert.deepEqual(await ask(t, forged), refused('Invalid signature received for JSON Web Token validation'))
  assert.deepEqual(await ask(t, await sign({}, foreignKey)), refused('Invalid token'))
})

test('a token of another issuer is refused', async (t) => {
  assert.deepEqual(
    await ask(t, await sign({ iss: 'https://elsewhere.example.com/' })),
    refused('Invalid token'),
  )
})

test('the audience of a refused token cannot break the header that names it', async (t) => {
  const { status, body, challenge } = await ask(t, await sign({ aud: 'a"\r\nb: c' }))
  assert.equal(status, 401)
  assert.equal(body.message, 'Bad audience: a"\r\nb: c')
  assert.equal(challenge, 'Bearer error="Bad audience: ab: c"')
})

test("a user's token is refused, whatever its scopes", async (t) => {
  assert.deepEqual(await ask(t, await sign({ sub: 'sms|1', gty: undefined })), refused('Invalid token'))
})

test('a token of a client that is gone is refused', async (t) => {
  assert.deepEqual(await ask(t, await sign({ azp: 'gone', sub: 'gone@clients' })), refused('Invalid token'))
})

test('a scope counts only when both the token and the grant have it', async (t) => {
  const insufficient = {
    statusCode: 403,
    error: 'Forbidden',
    message: 'Insufficient scope, expected any of: read:users,read:clients',
    errorCode: 'insufficient_scope',
  }
  assert.deepEqual((await ask(t, await sign(), ['read:connections'])).body, insufficient)
  assert.deepEqual((await ask(t, await sign({ scope: 'read:connections' }))).body, insufficient)
  assert.deepEqual((await ask(t, await sign({ scope: 'read:clients x' }), ['read:clients'])).body, {
    ok: true,
  })
})
