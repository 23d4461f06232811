// What reaches whoever delivers, byte by byte: every purpose, delivery method and provider kind in three languages,
// compared with the golden files beside this one. `UPDATE_GOLDEN=1 npm test golden` writes them.

import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import { test } from 'node:test'
import { countSegments } from '#src/messaging/templates/sms-segments.ts'
import { providerKinds } from '#src/providers/registry.ts'
import { createUserStore } from '#src/storage/user-store.ts'
import type { AskManagement } from '#test/support/actions.ts'
import { besideOtpost } from '#test/support/change-tenant.ts'
import { type Gateway, startGateway } from '#test/support/gateway.ts'
import { callNative } from '#test/support/native.ts'
import { type Answer, startTestServer, type TestServer } from '#test/support/server.ts'
import { waitFor } from '#test/support/wait-for.ts'
import { askForMessage, assertCodeIsGood, clientId, readCode, resetPage } from './ask-for-message.ts'
import { assertGolden } from './golden-file.ts'
import { type Kind, kinds } from './kinds.ts'
import { checkedHeaders, maskWith, namesOfCode, type Placeholders } from './placeholders.ts'
import { showMembers, showRequest } from './show-request.ts'
import { locales, type Row, rowsFor, titleOf } from './table.ts'

test('every message reaches its gateway as the golden files have it', async (t) => {
  const server = await startTestServer(t, { OTPOST_RATE_LIMITS: 'off' })
  const token = await server.managementToken()
  const ask: AskManagement = (path, method = 'GET', body) =>
    server.call(`/api/v2${path}`, { method, token, body })
  await describeTenant(ask)
  const used = new Set<string>()
  for (const [place, kind] of kinds.entries()) {
    await t.test(kind.name, async (t) => {
      const gateway = await startGateway(t)
      gateway.answer(({ path }) =>
        path.startsWith('/2010-04-01/')
          ? { status: 201, body: { sid: 'SM1', status: 'queued' } }
          : { body: { code: 'ok' } },
      )
      const setting = await kind.setUp(gateway, ask)
      const chosen = await callNative(server, '/phone-provider', { method: 'PUT', body: setting })
      assert.equal(chosen.status, 200, chosen.text)
      used.add(setting.kind)
      const rows = rowsFor(place)
      await addAccounts(server, rows)
      const webhookSecret = await readWebhookSecret(server, setting)
      const scene = { server, kind, gateway, webhookSecret }
      const entries = await Promise.all(
        rows.map(async (row) => [titleOf(row), await sendAndShow(row, scene)] as const),
      )
      assertGolden(kind.name, new Map(entries))
      const accepted = entries.filter(([, shown]) => !shown.startsWith('refused')).length
      assert.equal(gateway.requests.length, kind.sent ? accepted : 0, 'each message is sent once')
    })
  }
  assert.deepEqual(used, new Set(providerKinds.map(({ kind }) => kind)), 'every kind is in the table')
})

test('there is a golden file for each kind in the table, and no other', () => {
  const files = readdirSync('test/golden').filter((file) => file.endsWith('.txt'))
  assert.deepEqual(files, kinds.map(({ name }) => `${name}.txt`).sort())
})

/** Everything that a message may name; the ampersand is written differently by each format. */
async function describeTenant(ask: AskManagement): Promise<void> {
  const settings = await ask('/tenants/settings', 'PATCH', {
    friendly_name: 'Fish & Chips',
    enabled_locales: locales,
    support_email: 'help@example.com',
    support_url: 'https://example.com/help',
    picture_url: 'https://example.com/logo.png',
  })
  assert.equal(settings.status, 200, JSON.stringify(settings.body))
  const client = await ask(`/clients/${clientId}`, 'PATCH', {
    name: 'Fish App',
    callbacks: [new URL('/callback', resetPage).href],
    client_metadata: { plan: 'gold' },
  })
  assert.equal(client.status, 200, JSON.stringify(client.body))
}

/** A password is reset for a user, and none of them may be sent many messages: each row has its own. */
const addAccounts = ({ env }: TestServer, rows: readonly Row[]) =>
  besideOtpost(env, async ({ db, pool }) => {
    const { rows: connections } = await pool.query<{ id: string }>(
      "select id from otpost.connections where strategy = 'auth0'",
    )
    const connectionId = connections[0]?.id ?? assert.fail('no database connection')
    const users = createUserStore(db)
    const told = rows.filter(({ purpose }) => purpose.startsWith('password_reset'))
    await Promise.all(
      told.map(({ recipient }) =>
        users.create('default', {
          userId: `auth0|${recipient.slice(-4)}`,
          connectionId,
          phoneNumber: recipient,
          phoneVerified: true,
          email: `${recipient.slice(-4)}@example.com`,
          emailVerified: true,
          blocked: false,
          profile: { name: 'Person', app_metadata: { tier: 1 }, user_metadata: { theme: 'dark' } },
        }),
      ),
    )
  })

async function readWebhookSecret(
  server: TestServer,
  { kind }: { readonly kind: string },
): Promise<string | undefined> {
  if (kind !== 'webhook') return undefined
  return (await callNative(server, '/phone-provider/webhook-secret')).body.secret
}

interface Scene {
  readonly server: TestServer
  readonly kind: Kind
  readonly gateway: Gateway
  readonly webhookSecret: string | undefined
}

async function sendAndShow(row: Row, { server, kind, gateway, webhookSecret }: Scene): Promise<string> {
  const answer = await askForMessage(server, row)
  const message = await findMessage(server, row, answer)
  if (message === undefined) return showRefusal(answer)
  const { sent } = kind
  const request = sent && (await gateway.waitForRequest(({ body }) => body.includes(row.recipient.slice(1))))
  const text = request ? sent.textOf(request) : await readInbox(server, row)
  const code = readCode(row, text)
  if (code !== undefined) await assertCodeIsGood(server, row, answer.body.id, code)

  const placeholders: Placeholders = {
    message: message.id,
    host: new URL(server.url).host,
    gateway: gateway.url,
    ...(typeof answer.body.id === 'string' && { reset: answer.body.id }),
    ...(request && (await checkedHeaders(request, webhookSecret))),
    ...(code !== undefined && namesOfCode(code)),
  }
  const mask = maskWith(placeholders)
  if (!request) return [mask(text), ...describeSms(row, text)].join('\n')
  return showRequest(request, { body: sent.body, isFromSandbox: sent.isFromSandbox ?? false, mask })
}

/** The message's row once it is accepted, or nothing when none was written. */
async function findMessage(server: TestServer, row: Row, { status, text }: Answer) {
  const { recipient, purpose, deliveryMethod, locale } = row
  const read = async () =>
    (await callNative(server, `/messages?to=${encodeURIComponent(recipient)}`)).body.messages
  if (status >= 400) {
    assert.deepEqual(await read(), [])
    return undefined
  }
  const message = await waitFor(`${titleOf(row)}: ${text}`, async () => {
    const [found] = await read()
    assert.notEqual(found?.status, 'failed', titleOf(row))
    return found?.status === 'accepted' && found
  })
  assert.partialDeepStrictEqual(message, {
    purpose,
    delivery_method: deliveryMethod,
    // A test is written in one language, whoever asks for it.
    locale: purpose === 'test' ? 'en' : locale,
  })
  return message
}

function showRefusal({ status, body }: Answer): string {
  const { instance, ...problem } = body
  assert.match(instance, /^urn:uuid:/)
  return [`refused: ${status}`, ...showMembers(problem)].join('\n')
}

async function readInbox(server: TestServer, { recipient, deliveryMethod }: Row): Promise<string> {
  const { body } = await callNative(server, `/inbox?to=${encodeURIComponent(recipient)}`)
  const [{ text, ...kept }] = body.messages
  assert.equal(body.messages.length, 1)
  assert.partialDeepStrictEqual(kept, { to: recipient, delivery_method: deliveryMethod })
  return text
}

/** What an SMS costs is a part of its text. */
function describeSms({ deliveryMethod, locale, purpose }: Row, text: string): string[] {
  if (deliveryMethod === 'voice') return []
  const { encoding, units, segments } = countSegments(text)
  assert.equal(encoding, locale === 'en' || purpose === 'test' ? 'GSM-7' : 'UCS-2')
  return [`(${encoding}, ${units} units, ${segments} ${segments === 1 ? 'segment' : 'segments'})`]
}
