// Letting people in to the portal from the command line, as an operator does who has lost the password.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { runOtpost } from '#test/support/otpost-process.ts'
import { owner as forgotten, signIn, startPortalServer } from '#test/support/portal.ts'
import { callServer } from '#test/support/server.ts'
import { waitFor } from '#test/support/wait-for.ts'

test('the last owner who forgot the password gets in again, at the command line beside a running Otpost', async (t) => {
  const otpost = await startPortalServer(t)
  const { env } = otpost
  const run = (...args: string[]) => runOtpost(env, 'administrator', ...args)
  const succeed = async (...args: string[]) => {
    const { code, out, err } = await run(...args)
    assert.equal(code, 0, `administrator ${args.join(' ')}: ${out}${err}`)
    return out
  }
  const refuse = async (message: string | RegExp, ...args: string[]) => {
    const { code, out, err } = await run(...args)
    assert.equal(code, 1, out)
    if (typeof message === 'string') assert.equal(err, `${message}\n`)
    else assert.match(err, message)
  }
  const shownIn = (out: string) => {
    const [, password = ''] = /^ +password +([A-Za-z0-9]{20})$/m.exec(out) ?? []
    assert.equal(out.split(password).length, 2, `one password, once: ${out}`)
    return password
  }
  const tryWith = (password: string) =>
    otpost.call('/portal/api/session', { body: { email: 'owner@example.com', password } })

  const before = await signIn(otpost)
  for (let index = 0; index < 10; index += 1) assert.equal((await tryWith('wrong')).status, 401)
  assert.equal((await tryWith(forgotten.password)).status, 429)
  assert.match(
    await succeed('list'),
    /^owner@example\.com {2}owner {2}signed in \d{4}-\S+Z {2}locked until \d{4}-\S+Z\n$/,
  )

  const password = shownIn(await succeed('reset-password', 'Owner@Example.com'))
  assert.equal((await before.call('/v1/messages')).status, 401, 'its sessions have ended')
  assert.equal((await tryWith(forgotten.password)).status, 401, 'the old one is wrong, and checked')
  const owner = await signIn(otpost, { email: 'owner@example.com', password })

  const added = shownIn(await succeed('add', 'Second@Example.com', '--role', 'viewer'))
  const second = await signIn(otpost, { email: 'second@example.com', password: added })
  assert.equal(second.administrator.role, 'viewer')
  assert.equal((await owner.call('/v1/administrators')).body.administrators.length, 2)

  await refuse(
    'Administrator second@example.com already exists.',
    'add',
    'second@example.com',
    '--role',
    'owner',
  )
  await refuse('"second" is not an email address.', 'add', 'second', '--role', 'owner')
  await refuse(/Allowed choices are owner, editor, viewer/, 'add', 'third@example.com', '--role', 'king')
  const there = 'Administrators: owner@example.com, second@example.com.'
  await refuse(`Administrator third@example.com not found. ${there}`, 'reset-password', 'third@example.com')
  await refuse('Tenant acme not found. Tenants: default.', 'list', '--tenant', 'acme')
})

test('a tenant that was made at the command line gets its first administrator there', async (t) => {
  const otpost = await startPortalServer(t)
  const succeed = async (...args: string[]) => {
    const { code, out, err } = await runOtpost(otpost.env, ...args)
    assert.equal(code, 0, `${args.join(' ')}: ${out}${err}`)
    return out
  }
  const ofAcme = ['--tenant', 'acme']
  const { port } = new URL(otpost.url)
  await succeed('tenant', 'create', 'acme', '--host', '127.0.0.1')
  assert.equal(await succeed('administrator', 'list', ...ofAcme), 'There are no administrators.\n')
  const out = await succeed('administrator', 'add', 'b@example.com', '--role', 'owner', ...ofAcme)
  const password = /^ +password +(\S+)$/m.exec(out)?.[1] ?? assert.fail(out)
  assert.equal(await succeed('administrator', 'list', ...ofAcme), 'b@example.com  owner  never signed in\n')

  const url = `http://127.0.0.1:${port}`
  const call: typeof otpost.call = (target, options) => callServer(new URL(target, url), options)
  await waitFor(
    'the tenant to be served',
    async () => (await call('/.well-known/openid-configuration')).body.issuer === `${url}/`,
  )
  const { administrator } = await signIn({ url, call }, { email: 'b@example.com', password })
  assert.equal(administrator.role, 'owner')
  const elsewhere = await otpost.call('/portal/api/session', { body: { email: 'b@example.com', password } })
  assert.equal(elsewhere.status, 401, 'it is nobody at the default tenant')
})
