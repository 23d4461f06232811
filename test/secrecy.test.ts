// No code, token or secret may be found in the database's files, the log, the metrics or an error's body, whatever
// happened: logins, wrong codes, providers that fail and repeat what they were sent, a database that refuses.

import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { test } from 'node:test'
import { addAccount } from './support/accounts.ts'
import { type AskManagement, deployAction, redeployAction } from './support/actions.ts'
import { besideOtpost } from './support/change-tenant.ts'
import { startGateway } from './support/gateway.ts'
import { appCode } from './support/mfa.ts'
import { freePort, startOtpost } from './support/otpost-process.ts'
import { browserOf, portalHeaders, type SignedInBrowser, signIn } from './support/portal.ts'
import { type Answer, type CallOptions, management } from './support/server.ts'
import { tempFolder } from './support/temp-folder.ts'
import { waitFor } from './support/wait-for.ts'

const passwordlessGrant = 'http://auth0.com/oauth/grant-type/passwordless/otp'
/** Not the one of the banner's example. */
const phoneNumber = '+442079460987'
/** Long codes: six digits in a row stand in PostgreSQL's own files by chance. */
const totp = { time_step: 300, length: 14 }

test('no code, token or secret is found in database files, logs, metrics or error bodies', async (t) => {
  const gateway = await startGateway(t)
  const dataDir = path.join(await tempFolder(t), 'data')
  const secretKey = randomBytes(32)
  const env = {
    PORT: await freePort(),
    OTPOST_DATA_DIR: dataDir,
    OTPOST_SECRET_KEY: secretKey.toString('base64'),
    OTPOST_EGRESS_ALLOW: '127.0.0.0/8',
    OTPOST_LOG_LEVEL: 'trace',
    OTPOST_MGMT_CLIENT_ID: management.clientId,
    OTPOST_MGMT_CLIENT_SECRET: management.clientSecret,
  }
  const otpost = await startOtpost(t, env)
  const [shownOnce = '', firstPassword = ''] = /^ +password +(\S+)$/m.exec(otpost.output()) ?? []
  const gatewaySecret = randomBytes(24).toString('base64url')
  const twilioToken = randomBytes(16).toString('hex')
  const secrets = new Map<string, string | Buffer>([
    ['the secret key', secretKey],
    ['the secret key in base64', env.OTPOST_SECRET_KEY],
    ['the gateway secret', gatewaySecret],
    ['the Twilio token', twilioToken],
    ['the Twilio credentials in base64', Buffer.from(`AC1:${twilioToken}`).toString('base64').slice(6)],
    ['the Management secret', management.clientSecret],
  ])
  const errorBodies: string[] = []
  const state = randomBytes(24).toString('base64url')
  secrets.set('the state of an application', state)

  const call = async (target: string, options?: CallOptions): Promise<Answer> => {
    const answer = await otpost.call(target, options)
    if (answer.status >= 400) errorBodies.push(answer.text)
    for (const name of ['access_token', 'refresh_token', 'id_token', 'client_secret']) {
      const value: unknown = answer.body?.[name]
      if (typeof value !== 'string') continue
      secrets.set(`${name} ${secrets.size}`, value)
      // Of a token, the part that makes it one.
      const signature = value.split('.')[2]
      if (signature) secrets.set(`the signature of ${name} ${secrets.size}`, signature)
    }
    return answer
  }
  const succeed = async (target: string, options?: CallOptions) => {
    const answer = await call(target, options)
    assert.ok(answer.status < 300, `${target}: ${answer.status} ${answer.text}`)
    return answer.body
  }
  const start = () =>
    call('/passwordless/start', {
      body: { client_id: 'demo', connection: 'sms', phone_number: phoneNumber, authParams: { state } },
    })
  const exchange = (otp: string) =>
    call('/oauth/token', {
      body: {
        grant_type: passwordlessGrant,
        client_id: 'demo',
        realm: 'sms',
        username: phoneNumber,
        otp,
        scope: 'openid phone offline_access',
      },
    })
  /** The code that the gateway was sent last, and remembered as a secret. */
  const sentCode = (): string => {
    const code = /(?<!\d)(\d{14}|\d{6})(?!\d)/.exec(
      decodeURIComponent(gateway.requests.at(-1)?.body ?? ''),
    )?.[0]
    assert.ok(code, gateway.requests.at(-1)?.body)
    secrets.set(`code ${secrets.size}`, code)
    return code
  }

  const { access_token: token } = await succeed('/oauth/token', {
    body: {
      grant_type: 'client_credentials',
      client_id: management.clientId,
      client_secret: management.clientSecret,
      audience: `http://localhost:${env.PORT}/api/v2/`,
    },
  })
  const [connection] = await succeed('/api/v2/connections', { token })
  const setOptions = (options: object) =>
    succeed(`/api/v2/connections/${connection.id}`, {
      method: 'PATCH',
      token,
      body: { options: { ...connection.options, totp, ...options } },
    })

  await t.test('logins and failures through an SMS gateway', async () => {
    await setOptions({
      provider: 'sms_gateway',
      gateway_url: gateway.url,
      gateway_authentication: { method: 'bearer', audience: 'urn:gateway', secret: gatewaySecret },
    })
    assert.equal((await start()).status, 200)
    const code = sentCode()
    secrets.set(
      'the token for the gateway',
      gateway.requests.at(-1)?.headers.authorization?.split('.')[2] ?? '',
    )
    secrets.set('a wrong code', '98765432109876')
    assert.equal((await exchange('98765432109876')).status, 403)
    const tokens = await exchange(code)
    assert.equal(tokens.status, 200, tokens.text)
    const refreshed = await succeed('/oauth/token', {
      body: { grant_type: 'refresh_token', client_id: 'demo', refresh_token: tokens.body.refresh_token },
    })
    await succeed('/userinfo', { token: refreshed.access_token })
    await call('/userinfo', { token: `${refreshed.access_token}x` })
    assert.equal((await exchange(code)).status, 403)
    await succeed('/oauth/revoke', {
      body: { client_id: 'demo', token: refreshed.refresh_token ?? tokens.body.refresh_token },
    })
    for (const fault of [{ status: 500, body: 'no' }, { status: 401 }, 'drop', 'garbage'] as const) {
      gateway.answerNext(fault)
      assert.equal((await start()).status, 400)
      sentCode()
    }
  })

  await t.test('Twilio, which repeats in its refusal all that it was sent', async () => {
    await setOptions({})
    await succeed('/v1/phone-provider', {
      method: 'PUT',
      token,
      body: {
        kind: 'twilio',
        twilio: { sid: 'AC1', auth_token: twilioToken, from: '+15005550006', base_url: gateway.url },
      },
    })
    gateway.answerNext({ status: 201, body: { sid: 'SM1', status: 'queued' } })
    assert.equal((await start()).status, 200)
    assert.equal((await exchange(sentCode())).status, 200)
    gateway.answerNext((request) => ({
      status: 400,
      body: {
        code: 21211,
        message: `Invalid 'To' ${phoneNumber}: ${request.form?.Body} by ${request.headers.authorization} ${twilioToken}`,
      },
    }))
    assert.equal((await start()).status, 400)
    sentCode()
  })

  await t.test('native verifications, right and wrong', async () => {
    gateway.answerNext({ status: 201, body: { sid: 'SM2', status: 'queued' } })
    const { id } = await succeed('/v1/verifications', {
      token,
      body: { to: phoneNumber, purpose: 'verification', request: { state } },
    })
    const code = sentCode()
    secrets.set('a wrong code of the native API', '135791')
    assert.equal(
      (await call(`/v1/verifications/${id}/check`, { token, body: { code: '135791' } })).status,
      422,
    )
    await succeed(`/v1/verifications/${id}/check`, { token, body: { code } })
    for (const target of ['/v1/messages', '/v1/phone-provider']) await succeed(target, { token })
  })

  await t.test('password resets by code and by link', async () => {
    const passwords = {
      old: 'an old password 1A',
      weak: 'abcweakabc',
      next: 'a new password 2B',
      last: 'a last password 3C',
    }
    for (const [name, value] of Object.entries(passwords)) secrets.set(`the ${name} password`, value)
    await addAccount({ env }, { phoneNumber, password: passwords.old })
    gateway.answer({ status: 201, body: { sid: 'SM3', status: 'queued' } })
    const send = async (body: object) => {
      const before = gateway.requests.length
      const { id } = await succeed('/v1/password-resets', {
        token,
        body: { phone: phoneNumber, request: { state }, ...body },
      })
      await waitFor('the message', () => gateway.requests.length > before)
      return `/v1/password-resets/${id}/complete`
    }
    const path = await send({})
    const code = sentCode()
    secrets.set('a wrong code of a reset', '246802')
    const refused = [
      { code: '246802', password: passwords.next },
      { code, password: passwords.weak },
    ]
    for (const body of refused) assert.equal((await call(path, { token, body })).status, 422)
    await succeed(path, { token, body: { code, password: passwords.next } })

    const client = `/api/v2/clients/${management.clientId}`
    await succeed(client, { method: 'PATCH', token, body: { callbacks: ['https://app.example'] } })
    const linked = await send({ link: 'https://app.example/reset' })
    const text = new URLSearchParams(gateway.requests.at(-1)?.body).get('Body') ?? ''
    const clear = /[?&]code=(\w{32})/.exec(text)?.[1] ?? assert.fail(text)
    secrets.set('the code of a link', clear)
    await succeed(linked, { token, body: { code: clear, password: passwords.last } })
    gateway.answer({})
  })

  await t.test('second factors, right and wrong', async () => {
    const manage = (path: string, method: string, body: unknown) =>
      succeed(`/api/v2${path}`, { method, token, body })
    await manage('/guardian/factors/sms', 'PUT', { enabled: true })
    await manage('/guardian/factors/otp', 'PUT', { enabled: true })
    await manage('/guardian/policies', 'PUT', ['all-applications'])
    const mfaGrant = (kind: string) => `http://auth0.com/oauth/grant-type/mfa-${kind}`
    await manage('/clients/demo', 'PATCH', {
      grant_types: [passwordlessGrant, 'refresh_token', ...['oob', 'otp', 'recovery-code'].map(mfaGrant)],
    })
    const remember = (what: string, value: string) => {
      secrets.set(`${what} ${secrets.size}`, value)
      return value
    }
    const beginLogin = async () => {
      gateway.answerNext({ status: 201, body: { sid: 'SM3', status: 'queued' } })
      assert.equal((await start()).status, 200)
      const { body } = await exchange(sentCode())
      assert.equal(body.error, 'mfa_required')
      // The one error that carries what it must.
      errorBodies.pop()
      return remember('mfa_token', body.mfa_token)
    }
    const verify = (kind: string, body: object) =>
      call('/oauth/token', { body: { grant_type: mfaGrant(kind), client_id: 'demo', ...body } })

    const mfa_token = await beginLogin()
    gateway.answerNext({ status: 201, body: { sid: 'SM4', status: 'queued' } })
    const phone = await succeed('/mfa/associate', {
      token: mfa_token,
      body: { authenticator_types: ['oob'], oob_channels: ['sms'], phone_number: phoneNumber },
    })
    const oob_code = remember('oob_code', phone.oob_code)
    const app = await succeed('/mfa/associate', { token: mfa_token, body: { authenticator_types: ['otp'] } })
    const secret = remember('the secret of an app', app.secret)
    remember('a recovery code', app.recovery_codes[0])
    const recovery_code = remember('a recovery code', phone.recovery_codes[0])
    assert.equal((await verify('otp', { mfa_token, otp: 'wrong-otp-code' })).status, 403)
    assert.equal((await verify('oob', { mfa_token, oob_code, binding_code: '975310' })).status, 403)
    secrets.set('a wrong binding_code', '975310')
    secrets.set('a wrong otp', 'wrong-otp-code')
    assert.equal((await verify('oob', { mfa_token, oob_code, binding_code: sentCode() })).status, 200)
    assert.equal(
      (await verify('otp', { mfa_token, otp: remember('a code of an app', appCode(secret)) })).status,
      403,
    )
    const recovered = await verify('recovery-code', { mfa_token, recovery_code })
    remember('a recovery code', recovered.body.recovery_code)
    gateway.answerNext({ status: 500 })
    assert.equal((await call('/mfa/challenge', { body: { client_id: 'demo', mfa_token } })).status, 400)
    sentCode()
    await manage('/guardian/policies', 'PUT', [])
  })

  await t.test('clients and their secrets', async () => {
    const { client_id } = await succeed('/api/v2/clients', {
      token,
      body: { name: 'An app', app_type: 'regular_web' },
    })
    await succeed(`/api/v2/clients/${client_id}/rotate-secret`, { method: 'POST', token })
    secrets.set('a wrong client secret', 'wrong-client-secret-0123456789')
    await call('/oauth/token', {
      body: {
        grant_type: 'client_credentials',
        client_id,
        client_secret: 'wrong-client-secret-0123456789',
        audience: 'x',
      },
    })
    await call('/oauth/token', {
      body: '{"client_secret":"wrong-client-secret-0123456789",',
      headers: { 'content-type': 'application/json' },
    })
  })

  await t.test(
    'passwords: accepted, refused, wrong, changed, and in requests that are malformed',
    async () => {
      const connectionName = 'Username-Password-Authentication'
      const password = (what: string, text = `Horse ${randomBytes(12).toString('base64url')} 1`) => {
        secrets.set(what, text)
        return text
      }
      const { client_id } = await succeed('/api/v2/clients', {
        token,
        body: { name: 'Passwords', app_type: 'native', grant_types: ['password'] },
      })
      const [database] = await succeed(`/api/v2/connections?name=${connectionName}`, { token })
      await succeed(`/api/v2/connections/${database.id}/clients`, {
        method: 'PATCH',
        token,
        body: [{ client_id, status: true }],
      })
      const account = { client_id, connection: connectionName, email: 'ada@example.com' }
      const logIn = (text: unknown) =>
        call('/oauth/token', {
          body: { grant_type: 'password', client_id, username: account.email, password: text },
        })
      const first = password('the password of a sign-up')
      const weak = password('a weak password', randomBytes(12).toString('hex'))
      const { _id: id } = await succeed('/dbconnections/signup', { body: { ...account, password: first } })
      const user = `/api/v2/users/auth0%7C${id}`
      for (const body of [
        { ...account, password: password('the password of a sign-up that is refused') },
        { ...account, email: 'weak@example.com', password: weak },
      ]) {
        assert.equal((await call('/dbconnections/signup', { body })).status, 400)
      }
      assert.equal((await logIn(first)).status, 200)
      assert.equal((await logIn(password('a wrong password'))).status, 403)
      assert.equal((await logIn([password('a password in a list')])).status, 400)
      const misplaced = password(
        'a password in the place of a name',
        `horse ${randomBytes(12).toString('hex')}`,
      )
      const swapped = { grant_type: 'password', client_id, username: misplaced, password: account.email }
      assert.equal((await call('/oauth/token', { body: swapped })).status, 403)
      const changed = password('the password of an administrator')
      assert.equal((await call(user, { method: 'PATCH', token, body: { password: weak } })).status, 400)
      await succeed(user, { method: 'PATCH', token, body: { password: changed } })
      assert.equal((await logIn(changed)).status, 200)
      assert.equal((await logIn(first)).status, 403)
      await call('/api/v2/users', { token, body: { ...account, client_id: undefined, password: changed } })
      await call('/api/v2/users', { token, body: { connection: connectionName, password: { is: changed } } })
      await call('/oauth/token', {
        body: `{"grant_type":"password","password":"${changed}",`,
        headers: { 'content-type': 'application/json' },
      })
      assert.equal(
        (await call(`/oauth/token?password=${encodeURIComponent(changed)}`, { body: {} })).status,
        400,
      )
    },
  )

  await t.test("operators' own code, which prints, throws and repeats all that it was told", async () => {
    const ask: AskManagement = (path, method = 'GET', body) =>
      call(`/api/v2${path}`, { method, token, ...(body !== undefined && { body }) })
    const put = (body: object) => succeed('/v1/phone-provider', { method: 'PUT', token, body })
    const secret = (what: string) => {
      const value = randomBytes(18).toString('base64url')
      secrets.set(what, value)
      return value
    }
    /** Two messages: the first is sent, the second fails with everything in the error. */
    const sendAndFail = async () => {
      assert.equal((await start()).status, 200)
      assert.equal((await exchange(sentCode())).status, 200)
      gateway.answerNext({ status: 500 })
      assert.equal((await start()).status, 400)
      sentCode()
    }
    const lines = (told: string, key: string) => `
      const hardCoded = '${secret('a key in the code')}'
      const all = JSON.stringify(${told}) + ${key} + hardCoded
      console.log(all); console.error(new Error(all))
      const response = await fetch('${gateway.url}', { method: 'POST', body: JSON.stringify(${told}) })
      if (response.status === 500) throw new TypeError(all)`

    await put({ kind: 'webhook', webhook: { url: gateway.url } })
    const { secret: webhookSecret } = await succeed('/v1/phone-provider/webhook-secret', { token })
    secrets.set('the secret of the webhook', webhookSecret)
    gateway.answerNext({ body: { code: 'ok' } })
    assert.equal((await start()).status, 200)
    gateway.answerNext(({ body, headers }) => ({
      body: {
        code: 'delivery_rejected',
        description: `refused ${body} ${sentCode()} ${headers['x-authgear-body-signature']}`,
        info: { provider_error_code: sentCode() },
      },
    }))
    assert.equal((await start()).status, 400)
    await call('/v1/phone-provider/webhook-secret/rotate', { method: 'POST', token })
    const rotated = await succeed('/v1/phone-provider/webhook-secret', { token })
    secrets.set('the rotated secret of the webhook', rotated.secret)

    await put({
      kind: 'script',
      script: {
        source: `export default async (e: object) => { ${lines('e', "Deno.env.get('KEY')")} }`,
        secrets: { KEY: secret('a secret of the script') },
      },
    })
    await sendAndFail()

    const action = await deployAction(ask, {
      code: `exports.onExecuteCustomPhoneProvider = async (event, api) => {
        if (event.secrets.RETRY) { await fetch('${gateway.url}', { method: 'POST', body: event.notification.code })
          return api.notification.retry('again ' + event.notification.code + event.secrets.KEY) }
        api.cache.set('told', JSON.stringify(event))
        ${lines('event.notification', 'event.secrets.KEY')} }`,
      secrets: { KEY: secret('a secret of the Action') },
    })
    await put({ kind: 'action', action: { id: action } })
    await sendAndFail()
    await redeployAction(ask, action, {
      secrets: [
        { name: 'KEY', value: secret('another secret of the Action') },
        { name: 'RETRY', value: 'yes, please' },
      ],
    })
    await call(`/api/v2/actions/actions/${action}/test`, { token, body: { payload: { event: {} } } })
    assert.equal((await start()).status, 200)
    sentCode()
    const [queued] = (await succeed('/v1/messages?limit=1', { token })).messages
    assert.equal(queued.status, 'queued')

    const hook = await ask('/hooks', 'POST', {
      name: 'Send by hook',
      triggerId: 'send-phone-message',
      enabled: true,
      script: `module.exports = async (recipient, text, context) => {
        ${lines('{ recipient, text, context: { code: context.code } }', 'context.webtask.secrets.KEY')} }`,
    })
    assert.equal(hook.status, 201, JSON.stringify(hook.body))
    await succeed(`/api/v2/hooks/${hook.body.id}/secrets`, {
      token,
      body: { KEY: secret('a secret of the Hook') },
    })
    await put({ kind: 'hook', hook: {} })
    await sendAndFail()
    gateway.answerNext({ status: 500 })
    await call(`/api/v2/hooks/${hook.body.id}/test`, { method: 'POST', token })

    // What was printed is there for the operator, and nowhere else.
    const [message] = (await succeed('/v1/messages?limit=1', { token })).messages
    const { attempts } = await succeed(`/v1/messages/${message.id}`, { token })
    assert.match(JSON.stringify(attempts[0].console), /\d{14}/)
    assert.doesNotMatch(attempts[0].description, /\d{14}/)
  })

  await t.test('people of the portal: sessions, tokens, and passwords right and wrong', async () => {
    const portal = { url: otpost.url, call }
    const remember = (what: string, text: string) => {
      secrets.set(what, text)
      return text
    }
    const password = (what: string) => remember(what, `Portal ${randomBytes(12).toString('base64url')} 1`)
    const rememberSession = (what: string, { session, csrfToken }: SignedInBrowser) => {
      remember(`the session ${what}`, session)
      remember(`the CSRF token ${what}`, csrfToken)
    }
    const signInWith = (body: unknown, headers = {}) => call('/portal/api/session', { body, headers })
    const email = 'admin@localhost'
    const first = remember('the first password', firstPassword)

    assert.equal((await signInWith({ email, password: password('a wrong one') })).status, 401)
    assert.equal(
      (await signInWith({ email: password('one in the place of a name'), password: 'x' })).status,
      401,
    )
    assert.equal((await signInWith({ email, password: [password('one in a list')] })).status, 400)
    const malformed = `{"email":"${email}","password":"${first}",`
    assert.equal((await signInWith(malformed, { 'content-type': 'application/json' })).status, 400)
    await call(`/portal/api/session?password=${encodeURIComponent(first)}`)

    const browser = await signIn(portal, { email, password: first })
    rememberSession('of a sign-in', browser)
    const headers = portalHeaders(portal, browser.session, browser.csrfToken)
    const forged = remember('a token that is forged', randomBytes(24).toString('base64url'))
    const cookie = headers.cookie
    const stale = remember('a session that is none', randomBytes(32).toString('base64url'))
    await call('/v1/inbox', { method: 'DELETE', headers: { ...headers, 'x-csrf-token': forged } })
    await call('/v1/messages', { headers: { cookie: `otpost_session=${stale}` } })
    await call('/nothing', { headers })
    await call('/v1/messages?limit=x', { headers: { cookie } })
    await call(`/v1/messages?cursor=${browser.session}&limit=x`, { headers: { cookie } })
    await call(`/portal/${browser.session}?csrf=${browser.csrfToken}`, { headers: { cookie } })
    const confirm = (text: string) =>
      browser.call('/portal/api/session/confirm', { body: { password: text } })
    assert.equal((await confirm(password('a wrong confirmation'))).status, 403)
    assert.equal((await confirm(first)).status, 200)

    const chosen = password('one that is chosen')
    const change = (body: object) => browser.call('/portal/api/session/password', { body })
    const short = remember('one that is too short', 'Portal-1X')
    assert.equal((await change({ current_password: first, new_password: short })).status, 400)
    const changed = await change({ current_password: first, new_password: chosen })
    const next = browserOf(portal, changed)
    rememberSession('after another password', next)

    const administrators = '/v1/administrators'
    const made = await next.call(administrators, { body: { email: 'b@example.com', role: 'viewer' } })
    const other = await signIn(portal, {
      email: 'b@example.com',
      password: remember('a generated one', made.body.password),
    })
    rememberSession('of somebody else', other)
    const given = password('one that is given')
    const id = `${administrators}/${made.body.id}`
    assert.equal((await next.call(id, { method: 'PATCH', body: { password: given } })).status, 200)
    assert.equal((await next.call(id, { method: 'PATCH', body: { password: short } })).status, 400)
    assert.equal((await other.call('/v1/messages')).status, 401)
    assert.equal(
      (await next.call(administrators, { body: { email: 'b@example.com', role: 'x', password: given } }))
        .status,
      400,
    )
    await next.call('/portal/api/session', { method: 'DELETE' })
  })

  await t.test('the inbox, and a database that refuses a row and names it', async () => {
    await succeed('/v1/phone-provider', { method: 'PUT', token, body: { kind: 'inbox', inbox: {} } })
    assert.equal((await start()).status, 200)
    const { messages } = await succeed('/v1/inbox', { token })
    const code = /\d{14}/.exec(messages[0].text)?.[0]
    assert.ok(code)
    secrets.set('the code in the inbox', code)
    await besideOtpost(env, async ({ pool }) => {
      await pool.query(
        `alter table otpost.messages add constraint refuses check (recipient <> '${phoneNumber}') not valid`,
      )
      assert.equal((await start()).status, 500)
      await pool.query('alter table otpost.messages drop constraint refuses')
    })
    assert.equal((await start()).status, 200)
    await call(`/nothing/${encodeURIComponent(phoneNumber)}?to=${encodeURIComponent(phoneNumber)}`)
    await call(`/v1/messages?to=${encodeURIComponent(phoneNumber)}&limit=x`, { token })
  })

  const { text: metrics } = await call('/metrics')
  await besideOtpost(env, ({ pool }) => pool.query('checkpoint'))
  otpost.child.kill('SIGTERM')
  assert.equal(await otpost.ended, 0)
  await waitFor('the log to be complete', () => otpost.output().includes('"msg":"stopping'))
  const printed = otpost.output().split(shownOnce)
  assert.equal(printed.length, 2, 'the first password is printed, once')
  const places = new Map([
    ['the log', printed.join('')],
    ['the metrics', metrics],
    ['the error bodies', errorBodies.join('\n')],
    ...(await readFiles(path.join(dataDir, 'postgres'))),
    ["PostgreSQL's log", await readFile(path.join(dataDir, 'postgres.log'), 'latin1')],
  ])

  assert.ok(errorBodies.length >= 12, `${errorBodies.length} error bodies`)
  assert.ok(secrets.size > 30, `${secrets.size} secrets`)
  const isDataFile = (place: string) => place.startsWith('base/')
  assert.ok(
    [...places].some(([place, text]) => isDataFile(place) && holds(text, phoneNumber.slice(1))),
    'the search works: the number is in a data file',
  )
  assert.ok(
    [...places].some(([place, text]) => place.startsWith('pg_wal/') && holds(text, phoneNumber.slice(1))),
  )
  for (const [what, secret] of secrets) {
    assert.ok(secret.length > 0, what)
    for (const [place, text] of places) assert.ok(!holds(text, secret), `${what} stands in ${place}`)
  }
  for (const place of ['the log', "PostgreSQL's log", 'the metrics']) {
    const line = places
      .get(place)
      ?.split('\n')
      .find((text) => text.includes(phoneNumber.slice(1)))
    assert.equal(line, undefined, `${place} shows a number`)
  }
})

/** Digits count only when no further digits surround them. */
function holds(text: string, secret: string | Buffer): boolean {
  if (typeof secret !== 'string') return text.includes(secret.toString('latin1'))
  return /^\d+$/.test(secret) ? new RegExp(`(?<!\\d)${secret}(?!\\d)`).test(text) : text.includes(secret)
}

async function readFiles(folder: string): Promise<[string, string][]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
  return Promise.all(
    files.map(
      async (file): Promise<[string, string]> => [
        path.relative(folder, file),
        await readFile(file, 'latin1'),
      ],
    ),
  )
}
