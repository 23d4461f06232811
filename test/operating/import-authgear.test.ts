import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { cp, readFile, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { type TestContext, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { createDirectoryStore } from '#src/storage/directory-store.ts'
import { besideOtpost } from '#test/support/change-tenant.ts'
import { type Gateway, startGateway } from '#test/support/gateway.ts'
import { runOtpost } from '#test/support/otpost-process.ts'
import { startTestServer, type TestServer } from '#test/support/server.ts'
import { tempFolder } from '#test/support/temp-folder.ts'
import { waitFor } from '#test/support/wait-for.ts'

const fixtures = fileURLToPath(new URL('../fixtures/authgear', import.meta.url))
const phoneNumber = '+442079460123'

/** A copy of a project, with other texts in place of some of its own. */
async function copyProject(t: TestContext, name: string, instead: Readonly<Record<string, string>> = {}) {
  const folder = path.join(await tempFolder(t), name)
  await cp(path.join(fixtures, name), folder, { recursive: true })
  const [project, secrets] = [path.join(folder, 'authgear.yaml'), path.join(folder, 'authgear.secrets.yaml')]
  const script = path.join(folder, 'deno/sms.0f1e2d3c4b5a6978.ts')
  for (const file of [project, secrets, ...(name === 'script' ? [script] : [])]) {
    let text = await readFile(file, 'utf8')
    for (const [printed, other] of Object.entries(instead)) text = text.replaceAll(printed, other)
    await writeFile(file, text)
  }
  return { folder, project, secrets, script }
}

/** Everything about the default tenant that an import may change. */
const tenantOf = (env: TestServer['env']) =>
  besideOtpost(env, async ({ db, pool, seal }) => {
    const [config] = await createDirectoryStore(db, pool, seal).loadAll()
    assert.ok(config)
    const { tenant, phoneProvider, webhookKeys, version } = config
    return { tenant, phoneProvider, webhookKeys, version }
  })

async function imported(env: TestServer['env'], ...args: string[]): Promise<string> {
  const { code, out, err } = await runOtpost(env, 'import', 'authgear', ...args)
  assert.equal(code, 0, out + err)
  return out
}

async function refused(env: TestServer['env'], ...args: string[]): Promise<string> {
  const { code, out, err } = await runOtpost(env, 'import', 'authgear', ...args)
  assert.equal(code, 1, out + err)
  assert.match(err, /^Nothing was imported:\n {2}/m)
  assert.doesNotMatch(err, / at .*file:\/\//)
  return err
}

/** Starts logins until one is delivered to the gateway: the server learns of a change by a notification. */
async function nextLogin(otpost: TestServer, gateway: Gateway) {
  return waitFor('a login to be delivered by what was imported', async () => {
    const { status, text } = await otpost.call('/passwordless/start', {
      body: { client_id: 'demo', connection: 'sms', phone_number: phoneNumber },
    })
    assert.equal(status, 200, text)
    return gateway.requests[0]
  })
}

test('a webhook goes on as it was: the next login of a running Otpost is delivered to it, with the same key', async (t) => {
  const gateway = await startGateway(t)
  const otpost = await startTestServer(t)
  const { env } = otpost
  const project = await copyProject(t, 'webhook', { 'https://sms.bakery.example': gateway.url })
  const before = await tenantOf(env)

  const trial = await imported(env, project.project, project.secrets, '--dry-run')
  assert.match(trial, /Dry run: nothing was changed/)
  assert.deepEqual(await tenantOf(env), before)

  const out = await imported(env, project.project, project.secrets)
  assert.match(out, /Imported:\n {2}phone provider {2}webhook at 127\.0\.0\.1:\d+, timeout 20 seconds\n/)
  assert.match(out, /languages +fr, en, pt-BR/)
  assert.match(out, /http, authentication, identity, oauth, ui, verification, messaging\.rate_limits/)
  assert.match(out, /admin-api\.auth, csrf, db, oauth\.sso\.providers/)
  for (const secret of ['token-in-the-url', 'Wk7_pQ2m', 'V2s3X3B', 'database-password', 'secret-of-google'])
    assert.ok(!out.includes(secret), `${secret} is not printed`)

  gateway.answer({ body: { code: 'ok' } })
  const request = await nextLogin(otpost, gateway)
  const signature = createHmac('sha256', 'Wk7_pQ2mXc9Zr4Tn8Hs1Lb6Vd3Jf5Gy0')
    .update(request.body)
    .digest('hex')
  assert.equal(request.headers['x-authgear-body-signature'], signature)
  assert.equal(request.path, '/authgear?token=token-in-the-url')
  assert.equal(JSON.parse(request.body).app_id, 'bakery-accounts')

  const after = await tenantOf(env)
  assert.deepEqual(after.tenant.locales, ['fr', 'en', 'pt-BR'])
  assert.match(
    await imported(env, project.project, project.secrets),
    /Nothing to change: the tenant already has this configuration\.\n$/,
  )
  assert.deepEqual(await tenantOf(env), after)
})

test('an API key of Twilio is taken from a project of the older kind; a key and a name that were there give way or stay', async (t) => {
  const { env } = await startTestServer(t)
  const [first, second] = [await copyProject(t, 'webhook'), await copyProject(t, 'twilio')]
  await imported(env, first.project, first.secrets)
  const out = await imported(env, second.project, second.secrets, '--resources', second.folder)
  assert.match(out, /Twilio account AC0+3, by API key/)
  assert.match(out, /sms\.nexmo: the project sends with sms\.twilio/)
  assert.match(out, /it replaces the tenant's own key/)
  assert.match(
    out,
    /Receivers get the tenant's name as app_id: "bakery-accounts" instead of Authgear's "choir"/,
  )
  const { tenant, phoneProvider, webhookKeys } = await tenantOf(env)
  assert.deepEqual(phoneProvider.config, {
    sid: 'AC00000000000000000000000000000003',
    api_key_sid: 'SK00000000000000000000000000000003',
    api_key_secret: 'secret-of-the-api-key',
    messaging_service_sid: 'MG00000000000000000000000000000003',
  })
  assert.deepEqual(
    [tenant.name, tenant.locales, webhookKeys.map(({ secret }) => secret)],
    ['bakery-accounts', ['en', 'zh-HK'], ['Bn9_Zc3Xv7Kj1Pl6Rt2Wq8Ys5Df0Gh4M']],
  )
})

test('anything wrong is said of the file and the key that have it, and nothing is written', async (t) => {
  const { env } = await startTestServer(t)
  const project = await copyProject(t, 'webhook')
  await runOtpost(env, 'keys', 'list')
  const before = await tenantOf(env)
  const withProject = async (instead: Readonly<Record<string, string>>) => {
    const { project, secrets } = await copyProject(t, 'webhook', instead)
    return refused(env, project, secrets)
  }

  const several = await withProject({
    'timeout: 20': 'timeout: 90',
    'fallback_language: fr': 'fallback_language: "?"',
  })
  assert.match(several, /authgear\.secrets\.yaml: sms\.custom\.timeout must be <= 60/)
  assert.match(several, /authgear\.yaml: localization\.fallback_language "\?" is not a language tag/)
  // The kind of provider says this one, of its own field.
  assert.match(
    await withProject({ '/authgear?': '/a/../authgear?' }),
    /authgear\.secrets\.yaml: sms\.custom\.url must have a path without/,
  )
  assert.match(
    await withProject({ 'use_config_from: authgear.secrets.yaml': 'use_config_from: environment_variable' }),
    /authgear\.yaml: messaging\.sms_gateway\.use_config_from .*environment/,
  )
  assert.match(
    await refused(env, project.secrets, project.project),
    /authgear\.secrets\.yaml: id is required/,
  )
  assert.match(
    await refused(env, 'no-project.yaml', 'no-secrets.yaml', '--resources', 'no-folder'),
    /no-project\.yaml: could not be read \(ENOENT\)[\s\S]*no-secrets\.yaml: [\s\S]*no-folder: /,
  )
  const nobody = await runOtpost(
    env,
    'import',
    'authgear',
    project.project,
    project.secrets,
    '--tenant',
    'nobody',
  )
  assert.deepEqual([nobody.code, nobody.err], [1, 'Tenant nobody not found. Tenants: default.\n'])
  assert.deepEqual(await tenantOf(env), before)
})

test('a script whose file is missing, or too long, is not imported', async (t) => {
  const { env } = await startTestServer(t)
  const { folder, project, secrets, script } = await copyProject(t, 'script')
  assert.match(
    await refused(env, project, secrets),
    /sms\.custom\.url names deno\/sms\.\w+\.ts; .*--resources/,
  )
  await writeFile(script, ' '.repeat(102_401))
  assert.match(
    await refused(env, project, secrets, '--resources', folder),
    /deno\/sms\.0f1e2d3c4b5a6978\.ts has 102401 bytes/,
  )
  await rm(script)
  assert.match(await refused(env, project, secrets, '--resources', folder), /which is not in /)
})

test('a script is built and checked, then delivers the next login of a running Otpost', async (t) => {
  const gateway = await startGateway(t)
  const otpost = await startTestServer(t)
  const { env } = otpost
  const { folder, project, secrets, script } = await copyProject(t, 'script', {
    'http://gateway.example': gateway.url,
  })
  const source = await readFile(script, 'utf8')
  const before = await tenantOf(env)
  await writeFile(script, source.replace('e.body', 'e.text'))
  const wrong = await refused(env, project, secrets, '--resources', folder)
  assert.match(wrong, /script: deno\/sms\.0f1e2d3c4b5a6978\.ts [\s\S]*'text' does not exist/)
  assert.deepEqual(await tenantOf(env), before)

  await writeFile(script, source)
  const trial = await imported(env, project, secrets, '--resources', folder, '--dry-run')
  assert.match(trial, /phone provider {2}script deno\/sms\.0f1e2d3c4b5a6978\.ts, timeout 60 seconds/)
  assert.deepEqual(await tenantOf(env), before)
  const out = await imported(env, project, secrets, '--resources', folder)
  assert.match(out, /authgear\.yaml\n {4}http, hook\n/)
  assert.match(out, /script\n {4}deno\/newcomers\.ts, static\n {4}templates: /)
  const { body } = await nextLogin(otpost, gateway)
  assert.match(body, /^\{"number":"\+442079460123","text":"\d{6} is your login code for [^"]+"\}$/)
  assert.match(await imported(env, project, secrets, '--resources', folder), /Nothing to change/)
})
