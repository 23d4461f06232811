import assert from 'node:assert/strict'
import { copyFile, mkdir, readFile, stat } from 'node:fs/promises'
import path from 'node:path'
import { type TestContext, test } from 'node:test'
import { newPhoneProvider } from '#src/settings/phone-provider.ts'
import { changeTenant, sendThrough } from '#test/support/change-tenant.ts'
import { startGateway } from '#test/support/gateway.ts'
import { freePort, type OtpostProcess, runOtpost, startOtpost } from '#test/support/otpost-process.ts'
import { tempFolder } from '#test/support/temp-folder.ts'
import { waitFor } from '#test/support/wait-for.ts'

const phoneNumber = '+442079460123'
const passwordlessGrant = 'http://auth0.com/oauth/grant-type/passwordless/otp'

async function newEnvironment(t: TestContext) {
  return {
    PORT: await freePort(),
    OTPOST_DATA_DIR: path.join(await tempFolder(t), 'data'),
    OTPOST_LOG_LEVEL: 'warn',
    OTPOST_EGRESS_ALLOW: '127.0.0.0/8',
  }
}

async function succeed(env: Record<string, string>, ...args: string[]): Promise<string> {
  const { code, out, err } = await runOtpost(env, ...args)
  assert.equal(code, 0, `otpost ${args.join(' ')}: ${out}${err}`)
  return out
}

const start = (otpost: OtpostProcess) =>
  otpost.call('/passwordless/start', {
    body: { client_id: 'demo', connection: 'sms', phone_number: phoneNumber },
  })

async function login(otpost: OtpostProcess, otp: string) {
  return otpost.call('/oauth/token', {
    body: {
      grant_type: passwordlessGrant,
      client_id: 'demo',
      realm: 'sms',
      username: phoneNumber,
      otp,
      scope: 'openid offline_access',
    },
  })
}

const refresh = (otpost: OtpostProcess, token: string) =>
  otpost.call('/oauth/token', {
    body: { grant_type: 'refresh_token', client_id: 'demo', refresh_token: token },
  })

async function lastCode(env: Record<string, string>): Promise<string> {
  const lines = (await succeed(env, 'inbox', '--json', '--to', phoneNumber)).trim().split('\n')
  return /\d{6}/.exec(JSON.parse(lines.at(-1) ?? '').text)?.[0] ?? ''
}

const kidOf = (token: string): string =>
  JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString()).kid

test('migrate makes the schema once', async (t) => {
  const env = await newEnvironment(t)
  assert.match(await succeed(env, 'migrate'), /^Applied 0001-phone-login/)
  assert.equal(await succeed(env, 'migrate'), 'The schema is up to date.\n')
})

test('commands work beside a running Otpost, and on its folder without it', async (t) => {
  const env = await newEnvironment(t)
  const otpost = await startOtpost(t, env)
  assert.match(await succeed(env, 'inbox'), /The inbox is empty/)
  assert.match(await succeed(env, 'send', phoneNumber), /^inbox accepted the message msg_/)
  assert.match(await succeed(env, 'inbox'), /\d{6} is a test code from Otpost/)
  const wrong = await runOtpost(env, 'send', '12345')
  assert.deepEqual(
    [wrong.code, wrong.err],
    [1, '12345 is not a phone number in E.164 format, such as +442079460123.\n'],
  )
  assert.match(await succeed(env, 'doctor'), /No problems found/)

  // A rotated key signs at once; the one before stays in JWKS, so that its tokens go on verifying.
  await start(otpost)
  const before = await login(otpost, await lastCode(env))
  assert.equal(before.status, 200, before.text)
  const newKid = /now signs with (\S+)/.exec(await succeed(env, 'keys', 'rotate'))?.[1]
  assert.ok(newKid && newKid !== kidOf(before.body.access_token))
  await waitFor('the running Otpost to sign with the new key', async () => {
    await start(otpost)
    const { body } = await login(otpost, await lastCode(env))
    return kidOf(body.access_token) === newKid
  })
  const { keys } = (await otpost.call('/.well-known/jwks.json')).body
  assert.deepEqual(
    keys.map(({ kid }: { kid: string }) => kid),
    [newKid, kidOf(before.body.access_token)],
  )
  assert.equal((await otpost.call('/userinfo', { token: before.body.access_token })).status, 200)
  assert.match(await succeed(env, 'keys', 'list'), new RegExp(`${newKid}  current`))

  otpost.child.kill('SIGTERM')
  await otpost.ended
  assert.match(await succeed(env, 'keys', 'list'), new RegExp(`${newKid}  current`))
  assert.match(await succeed(env, 'doctor'), /No problems found/)
})

test('a command on an empty folder does not swallow the first credentials', async (t) => {
  const env = await newEnvironment(t)
  const { out, err } = await runOtpost(env, 'send', phoneNumber)
  const otpost = await startOtpost(t, env)
  const shown = `${out}${err}${otpost.output()}`
  const [id, secret] = ['id', 'secret'].map((name) => new RegExp(`client ${name} +(\\S+)`).exec(shown)?.[1])
  const { status, text } = await otpost.call('/oauth/token', {
    body: {
      grant_type: 'client_credentials',
      client_id: id,
      client_secret: secret,
      audience: `http://localhost:${env.PORT}/api/v2/`,
    },
  })
  assert.equal(status, 200, text)
})

test('doctor names each problem, and its exit code says that there is one', async (t) => {
  const env = await newEnvironment(t)
  const gateway = await startGateway(t)
  const otpost = await startOtpost(t, env)
  await sendThrough(env, gateway.url)
  const refused = await runOtpost({ ...env, OTPOST_EGRESS_ALLOW: '', OTPOST_RATE_LIMITS: 'off' }, 'doctor')
  assert.equal(refused.code, 1)
  assert.match(refused.out, /PROBLEM +OTPOST_RATE_LIMITS=off/)
  assert.match(refused.out, /PROBLEM .*sms_gateway.*\n?.*(OTPOST_EGRESS_ALLOW|egress)/)
  assert.match(refused.out, /2 problem/)
  const settings = await runOtpost({ ...env, PORT: 'x', OTPOST_EGRES_ALLOW: '' }, 'doctor')
  assert.equal(settings.code, 1)
  assert.match(settings.out, /PROBLEM .*settings[\s\S]*PORT must be/)
  const wrongKey = await runOtpost(
    { ...env, OTPOST_SECRET_KEY: Buffer.alloc(32, 1).toString('base64') },
    'doctor',
  )
  assert.equal(wrongKey.code, 1)
  assert.match(wrongKey.out, /PROBLEM .*[\s\S]*OTPOST_SECRET_KEY/)
  await changeTenant(env, (writer, { phoneProvider }) =>
    writer.putPhoneProvider({ ...phoneProvider, disabled: true }),
  )
  const off = await runOtpost(env, 'doctor')
  assert.equal(off.code, 1, off.out)
  assert.match(off.out, /PROBLEM .*phone provider \(sms_gateway\).*\n?.*is off/)
  otpost.child.kill('SIGTERM')
  await otpost.ended
})

test('doctor asks the vendor whether the credentials are good, and sends nothing', async (t) => {
  const env = await newEnvironment(t)
  const gateway = await startGateway(t)
  const otpost = await startOtpost(t, env)
  await changeTenant(env, (writer) =>
    writer.putPhoneProvider(
      newPhoneProvider({
        kind: 'twilio',
        deliveryMethods: ['text'],
        config: {
          sid: 'AC1',
          auth_token: 'a token that is secret',
          from: '+15005550006',
          base_url: gateway.url,
        },
      }),
    ),
  )
  gateway.answer({ status: 401, body: { code: 20003, message: 'Authenticate', status: 401 } })
  const refused = await runOtpost(env, 'doctor')
  assert.equal(refused.code, 1)
  assert.match(refused.out, /PROBLEM .*\(twilio\): authentication_failed/)
  assert.ok(!refused.out.includes('a token that is secret'))

  gateway.answer({ status: 200, body: { sid: 'AC1', status: 'active' } })
  assert.match(await succeed(env, 'doctor'), /ok .*\(twilio\): credentials accepted/)
  assert.deepEqual(
    gateway.requests.map(({ method, path }) => `${method} ${path}`),
    ['GET /2010-04-01/Accounts/AC1.json', 'GET /2010-04-01/Accounts/AC1.json'],
  )
  otpost.child.kill('SIGTERM')
  await otpost.ended
})

test('a backup of a running Otpost restores into an empty folder with the same key, and only there', async (t) => {
  const env = await newEnvironment(t)
  const otpost = await startOtpost(t, env)
  await start(otpost)
  const { body } = await login(otpost, await lastCode(env))
  await start(otpost)
  const code = await lastCode(env)
  const file = path.join(await tempFolder(t), 'otpost.backup')
  assert.match(await succeed(env, 'backup', file), /the same OTPOST_SECRET_KEY/)
  assert.equal((await stat(file)).mode & 0o777, 0o600)
  const again = await runOtpost(env, 'backup', file)
  assert.equal(again.code, 1, 'a backup replaces no other file')
  const onto = await runOtpost(env, 'restore', file)
  assert.equal(onto.code, 1, 'a database with data is not overwritten')
  otpost.child.kill('SIGTERM')
  await otpost.ended

  const stranger = await newEnvironment(t)
  const refused = await runOtpost(stranger, 'restore', file)
  assert.equal(refused.code, 1)
  assert.match(refused.err, /secret key|OTPOST_SECRET_KEY/)
  assert.ok(!refused.err.includes('    at '), refused.err)

  const fresh = await newEnvironment(t)
  await mkdir(fresh.OTPOST_DATA_DIR, { recursive: true })
  await copyFile(path.join(env.OTPOST_DATA_DIR, 'secret.key'), path.join(fresh.OTPOST_DATA_DIR, 'secret.key'))
  assert.match(await succeed(fresh, 'restore', file), /Restored the backup of/)
  const restored = await startOtpost(t, { ...fresh, PORT: env.PORT })
  assert.ok(!restored.output().includes('client secret'), 'the Management client came with the backup')
  assert.equal((await restored.call('/userinfo', { token: body.access_token })).status, 200)
  assert.equal((await refresh(restored, body.refresh_token)).status, 200)
  assert.equal(
    (await login(restored, code)).status,
    200,
    'a code sent before the backup is good after the restore',
  )
})

test('every problem of the settings is said at once, and nothing is started', async (t) => {
  const env = await newEnvironment(t)
  const { code, out, err } = await runOtpost(
    {
      ...env,
      PORT: '70000',
      OTPOST_LOG_LEVEL: 'loud',
      OTPOST_EGRESS_ALOW: '10.0.0.0/8',
      OTPOST_SECRET_KEY: 'short',
    },
    'start',
  )
  assert.equal(code, 1)
  assert.equal(out, '')
  for (const text of [
    'PORT',
    'OTPOST_LOG_LEVEL',
    'OTPOST_EGRESS_ALOW',
    'the nearest name is OTPOST_EGRESS_ALLOW',
    'OTPOST_SECRET_KEY',
  ])
    assert.ok(err.includes(text), `${text} in ${err}`)
  assert.ok(!err.includes('short'), 'the value of a secret is not repeated')
  assert.ok(!err.includes('    at '), err)
  await assert.rejects(readFile(path.join(env.OTPOST_DATA_DIR, 'secret.key')))
})
