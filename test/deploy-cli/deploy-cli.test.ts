// Auth0's own deploy tool, run as its users run it: exports a tenant, imports it into an empty one, and imports it a
// second time, which changes nothing.

import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { text } from 'node:stream/consumers'
import { type TestContext, test } from 'node:test'
import { parse, stringify } from 'yaml'
import { management, startTestServer, type TestServer } from '#test/support/server.ts'
import { tempFolder } from '#test/support/temp-folder.ts'
import { waitFor } from '#test/support/wait-for.ts'

const program = join(
  dirname(createRequire(import.meta.url).resolve('auth0-deploy-cli/package.json')),
  'lib/index.js',
)
const withoutPrompts = import.meta.resolve('./without-prompts.ts')
const included = [
  'connections',
  'databases',
  'actions',
  'triggers',
  'hooks',
  'phoneProviders',
  'phoneTemplates',
  'clients',
  'tenant',
  'attackProtection',
  'guardianFactors',
  'guardianFactorProviders',
  'guardianFactorTemplates',
  'guardianPhoneFactorMessageTypes',
  'guardianPhoneFactorSelectedProvider',
  'guardianPolicies',
  'organizations',
]

/** One tenant, reached by the tool over TLS and by the test without. */
interface Tenant {
  readonly plain: TestServer
  readonly tls: TestServer
  readonly manage: (path: string, method?: string, body?: unknown) => Promise<Json>
}
// biome-ignore lint/suspicious/noExplicitAny: the shapes are the contract's, and the tool's
type Json = any

async function startTenant(t: TestContext): Promise<Tenant> {
  const plain = await startTestServer(t)
  const tls = await startTestServer(t, { ...plain.env, PORT: '0', OTPOST_TLS: 'self-signed' })
  const token = await plain.managementToken()
  return {
    plain,
    tls,
    async manage(path, method = 'GET', body) {
      const answer = await plain.call(`/api/v2${path}`, { method, token, body })
      assert.ok(answer.status < 300, `${method} ${path}: ${answer.status} ${answer.text}`)
      return answer.body
    },
  }
}

async function runTool({ tls }: Tenant, ...args: string[]): Promise<string> {
  const { NODE_TEST_CONTEXT: _, ...env } = process.env
  const child = spawn(process.execPath, ['--import', withoutPrompts, program, ...args], {
    env: {
      ...env,
      NODE_EXTRA_CA_CERTS: tls.caFile,
      AUTH0_DOMAIN: new URL(tls.url).host,
      AUTH0_CLIENT_ID: management.clientId,
      AUTH0_CLIENT_SECRET: management.clientSecret,
      AUTH0_INCLUDED_ONLY: JSON.stringify(included),
      AUTH0_ALLOW_DELETE: 'false',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const [out, err, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')])
  assert.equal(code, 0, `${out}\n${err}`)
  return out + err
}

async function exportTenant(t: TestContext, tenant: Tenant): Promise<{ file: string; said: string }> {
  const folder = await tempFolder(t)
  const said = await runTool(tenant, 'export', '--format=yaml', `--output_folder=${folder}`)
  return { file: join(folder, 'tenant.yaml'), said }
}

async function fillTenant({ manage, plain }: Tenant): Promise<void> {
  const action = await manage('/actions/actions', 'POST', {
    name: 'own-provider',
    supported_triggers: [{ id: 'custom-phone-provider', version: 'v1' }],
    code: 'exports.onExecuteCustomPhoneProvider = async (event) => { console.log(event.secrets.KEY) }\n',
    dependencies: [],
    secrets: [{ name: 'KEY', value: 'secret value' }],
  })
  const mfa = await manage('/actions/actions', 'POST', {
    name: 'own-mfa',
    supported_triggers: [{ id: 'send-phone-message', version: 'v2' }],
    code: 'exports.onExecuteSendPhoneMessage = async () => {}\n',
  })
  for (const { id } of [action, mfa]) {
    await waitFor(
      'the Action is built',
      async () => (await manage(`/actions/actions/${id}`)).status === 'built',
    )
    await manage(`/actions/actions/${id}/deploy`, 'POST')
  }
  await manage('/actions/triggers/send-phone-message/bindings', 'PATCH', {
    bindings: [{ ref: { type: 'action_name', value: 'own-mfa' }, display_name: 'own-mfa' }],
  })
  await manage('/branding/phone/providers', 'POST', {
    name: 'custom',
    configuration: { delivery_methods: ['text', 'voice'] },
    credentials: {},
  })
  // Their texts are also those of the phone templates below; the tool writes those last.
  await manage('/guardian/factors/sms/templates', 'PUT', {
    enrollment_message: '{{ code }} enrols you',
    verification_message: '{{ code }} lets you in',
  })
  await manage('/branding/phone/templates', 'POST', {
    type: 'otp_verify',
    content: {
      syntax: 'liquid',
      body: { text: '{{ code }} opens {{ friendly_name }}', voice: '{{ code }}' },
    },
  })
  const hook = await manage('/hooks', 'POST', {
    name: 'own-hook',
    triggerId: 'send-phone-message',
    script: 'module.exports = function (recipient, text, context, cb) { cb(null, {}) }\n',
    dependencies: {},
    enabled: true,
  })
  await manage(`/hooks/${hook.id}/secrets`, 'POST', { TOKEN: 'secret value' })
  const [sms] = await manage('/connections?strategy=sms')
  await manage(`/connections/${sms.id}`, 'PATCH', {
    options: { ...sms.options, provider: 'sms_gateway', gateway_url: `${plain.url}/none`, from: 'ACME' },
  })
  const [database] = await manage('/connections?strategy=auth0')
  await manage(`/connections/${database.id}`, 'PATCH', {
    options: {
      ...database.options,
      passwordPolicy: 'excellent',
      password_complexity_options: { min_length: 12 },
    },
  })
  await manage('/connections', 'POST', {
    name: 'Staff',
    strategy: 'auth0',
    options: { requires_username: true, disable_signup: true, validation: { username: { min: 3, max: 20 } } },
  })
  await fillSettings(manage)
  await manage('/organizations', 'POST', {
    name: 'acme',
    display_name: 'Acme Inc.',
    branding: {
      logo_url: 'https://acme.example/logo.png',
      colors: { primary: '#0059d6', page_background: '#ffffff' },
    },
    metadata: { vendor: 'alpha' },
  })
  await manage('/organizations', 'POST', { name: 'globex' })
  await manage('/clients', 'POST', { name: 'Shop', app_type: 'spa', grant_types: ['refresh_token'] })
}

async function fillSettings(manage: Tenant['manage']): Promise<void> {
  await manage('/tenants/settings', 'PATCH', {
    friendly_name: 'Acme',
    support_email: 'support@acme.example',
    picture_url: 'https://acme.example/logo.png',
    enabled_locales: ['fr', 'en'],
    default_directory: 'Staff',
    session_lifetime_in_minutes: 181,
    session_cookie: { mode: 'non-persistent' },
    phone_consolidated_experience: true,
    flags: { revoke_refresh_token_grant: true, enable_client_connections: false },
  })
  await manage('/attack-protection/brute-force-protection', 'PATCH', { max_attempts: 7, shields: ['block'] })
  await manage('/attack-protection/suspicious-ip-throttling', 'PATCH', {
    allowlist: ['192.0.2.0/24'],
    stage: { 'pre-login': { max_attempts: 40 } },
  })
  await manage('/attack-protection/breached-password-detection', 'PATCH', {
    enabled: true,
    shields: ['block'],
  })
  await manage('/attack-protection/bot-detection', 'PATCH', { challenge_passwordless_policy: 'always' })
  await manage('/attack-protection/captcha', 'PATCH', { auth_challenge: { fail_open: true } })
  await manage('/guardian/factors/sms', 'PUT', { enabled: true })
  await manage('/guardian/factors/recovery-code', 'PUT', { enabled: true })
  await manage('/guardian/factors/phone/message-types', 'PUT', { message_types: ['sms', 'voice'] })
  await manage('/guardian/factors/phone/selected-provider', 'PUT', { provider: 'phone-message-hook' })
  await manage('/guardian/policies', 'PUT', ['all-applications'])
}

/** Everything the tool works on, without what is different in every tenant. */
async function lookAt({ manage }: Tenant): Promise<Json> {
  const hooks = await manage('/hooks')
  return {
    actions: (await manage('/actions/actions')).actions,
    bindings: (await manage('/actions/triggers/send-phone-message/bindings')).bindings,
    hooks: await Promise.all(hooks.map(({ id }: Json) => manage(`/hooks/${id}`))),
    hookSecrets: await Promise.all(hooks.map(({ id }: Json) => manage(`/hooks/${id}/secrets`))),
    providers: (await manage('/branding/phone/providers')).providers,
    templates: (await manage('/branding/phone/templates')).templates,
    connections: await manage('/connections'),
    settings: await manage('/tenants/settings'),
    attackProtection: await Promise.all(
      [
        'brute-force-protection',
        'suspicious-ip-throttling',
        'breached-password-detection',
        'bot-detection',
        'captcha',
      ].map((name) => manage(`/attack-protection/${name}`)),
    ),
    factors: await manage('/guardian/factors'),
    policies: await manage('/guardian/policies'),
    phoneFactor: await Promise.all(
      ['message-types', 'selected-provider', 'templates'].map((name) =>
        manage(`/guardian/factors/phone/${name}`),
      ),
    ),
    clients: await manage('/clients'),
    organizations: await manage('/organizations'),
  }
}

const differs = new Set([
  'id',
  'client_id',
  'client_secret',
  'created_at',
  'updated_at',
  'built_at',
  'build_time',
  'enabled_clients',
  'number',
  'tenant',
])

/**
 * The tool writes a client's old and new spelling of one switch, leaves an empty sender out, and switches something of
 * database connections off that nobody switched on.
 */
const toolsOwn = (key: string, value: Json) =>
  key === 'cross_origin_auth' ||
  key === 'cross_origin_authentication' ||
  key === 'disable_self_service_change_password' ||
  (key === 'from' && value === '')

function comparable(value: Json): Json {
  if (Array.isArray(value)) {
    return value.map(comparable).sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1))
  }
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key, entry]) => !differs.has(key) && !toolsOwn(key, entry))
      .map(([key, entry]) => [key, comparable(entry)]),
  )
}

test('the deploy tool carries a tenant over, and a second import changes nothing', {
  timeout: 300_000,
}, async (t) => {
  const from = await startTenant(t)
  await fillTenant(from)
  const exported = await exportTenant(t, from)
  // It asks to be told of flags that it should carry over and does not: that is no error of ours.
  assert.doesNotMatch(exported.said, /insufficient scope|error(?!, please report)/i)

  const to = await startTenant(t)
  // What no export holds, its user fills in: the values of secrets.
  const document: Json = parse(await readFile(exported.file, 'utf8'))
  for (const action of document.actions) {
    for (const secret of action.secrets ?? []) secret.value = 'secret value'
  }
  for (const hook of document.hooks) hook.secrets = { TOKEN: 'secret value' }
  await writeFile(exported.file, stringify(document))

  await runTool(to, 'import', `--input_file=${exported.file}`)
  const first = await lookAt(to)
  assert.deepEqual(comparable(first), comparable(await lookAt(from)))

  await runTool(to, 'import', `--input_file=${exported.file}`)
  assert.deepEqual(comparable(await lookAt(to)), comparable(first))

  document.organizations[0].metadata = { vendor: 'beta' }
  const { name } = document.organizations[0]
  await writeFile(exported.file, stringify(document))
  for (const tenant of [to, from]) {
    await runTool(tenant, 'import', `--input_file=${exported.file}`)
    assert.deepEqual((await tenant.manage(`/organizations/name/${name}`)).metadata, { vendor: 'beta' })
  }
  const again = await exportTenant(t, to)
  const before = await exportTenant(t, from)
  assert.deepEqual(
    comparable(parse(await readFile(again.file, 'utf8'))),
    comparable(parse(await readFile(before.file, 'utf8'))),
  )
})
