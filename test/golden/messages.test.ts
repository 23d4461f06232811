// What reaches whoever delivers, byte by byte: every purpose, delivery method and provider kind in three languages,
// compared with the golden files beside this one. `UPDATE_GOLDEN=1 npm test golden` writes them.

import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import { test } from 'node:test'
import { countSegments } from '#src/messaging/templates/sms-segments.ts'
import { createUserStore } from '#src/storage/user-store.ts'
import type { AskManagement } from '#test/support/actions.ts'
import { besideOtpost } from '#test/support/change-tenant.ts'
import { type Gateway, type GatewayRequest, startGateway } from '#test/support/gateway.ts'
import { callNative } from '#test/support/native.ts'
import { type Answer, startTestServer, type TestServer } from '#test/support/server.ts'
import { waitFor } from '#test/support/wait-for.ts'
import { askForMessage, assertCodeIsGood, clientId, readCode, resetPage } from './ask-for-message.ts'
import { assertGolden, type Entries } from './golden-file.ts'
import { type Kind, kinds } from './kinds.ts'
import { checkedHeaders, maskWith, namesOfCode, type Placeholders } from './placeholders.ts'
import { showMembers, showRequest } from './show-request.ts'
import { locales, type Row, rowsFor, titleOf } from './table.ts'

const deadlineMs = 30_000

test('every message reaches its gateway as the golden files have it', async (t) => {
  const server = await startTestServer(t, { OTPOST_RATE_LIMITS: 'off' })
  const token = await server.managementToken()
  const ask: AskManagement = (path, method = 'GET', body) =>
    server.call(`/api/v2${path}`, { method, token, body })
  await describeTenant(ask)
  const connection = await ask('/connections?strategy=auth0')
  const connectionId: string = connection.body[0].id
  const loginConnection = await ask('/connections?strategy=sms')
  const loginConnectionId: string = loginConnection.body[0].id
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
      const rows = rowsFor(place)
      await addAccounts(server, connectionId, rows)
      const webhookSecret = await readWebhookSecret(server, setting)
      const setup = { server, connectionId, loginConnectionId, kind, gateway, webhookSecret }
      const entries = await sendAndShowAll(rows, setup)
      assertGolden(kind.name, entries)
      const accepted = [...entries.values()].filter((shown) => !shown.startsWith('refused')).length
      assert.equal(gateway.requests.length, kind.sent ? accepted : 0, 'each message is sent once')
    })
  }
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
const addAccounts = ({ env }: TestServer, connectionId: string, rows: readonly Row[]) =>
  besideOtpost(env, async ({ db }) => {
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
          passwordHash: 'of a password that nobody types',
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

interface Setup {
  readonly server: TestServer
  readonly connectionId: string
  /** Of logins by a code, which a test message is told as. */
  readonly loginConnectionId: string
  readonly kind: Kind
  readonly gateway: Gateway
  readonly webhookSecret: string | undefined
}

/** The sandbox starts a process for each script that runs beside others: of those a few at a time. */
async function sendAndShowAll(rows: readonly Row[], setup: Setup): Promise<Entries> {
  const entries = new Map(rows.map((row) => [titleOf(row), '']))
  const waiting = rows.values()
  const sendInTurn = async () => {
    for (const row of waiting) entries.set(titleOf(row), await sendAndShow(row, setup))
  }
  const length = setup.kind.sent?.isFromSandbox ? 6 : rows.length
  await Promise.all(Array.from({ length }, sendInTurn))
  return entries
}

async function sendAndShow(row: Row, setup: Setup): Promise<string> {
  const { server, connectionId, loginConnectionId, kind, gateway, webhookSecret } = setup
  const answer = await askForMessage(server, row)
  if (answer.status >= 400) {
    // What is refused for its provider leaves a row that says so.
    const kept: { readonly status: string }[] = await readMessages(server, row)
    assert.ok(
      kept.every(({ status }) => status === 'refused'),
      JSON.stringify(kept),
    )
    return showRefusal(answer)
  }
  const { sent } = kind
  const isForRow = ({ body }: GatewayRequest) => body.includes(row.recipient.slice(1))
  const request = sent && (await waitFor(titleOf(row), () => gateway.requests.find(isForRow), deadlineMs))
  const message = await waitUntilAccepted(server, row)
  const text = request ? sent.textOf(request) : await readInbox(server, row)
  const code = readCode(row, text)
  if (code !== undefined) await assertCodeIsGood(server, row, answer.body.id, code)

  const placeholders: Placeholders = {
    message: message.id,
    host: new URL(server.url).host,
    gateway: gateway.url,
    connection: connectionId,
    'connection of logins': loginConnectionId,
    ...(typeof answer.body.id === 'string' && { reset: answer.body.id }),
    ...(request && (await checkedHeaders(request, webhookSecret))),
    ...(code !== undefined && namesOfCode(code)),
  }
  const mask = maskWith(placeholders)
  if (!request) return [mask(text), ...describeSms(row, text)].join('\n')
  return showRequest(request, { body: sent.body, isFromSandbox: sent.isFromSandbox ?? false, mask })
}

async function readMessages(server: TestServer, { recipient }: Row) {
  const { status, text, body } = await callNative(server, `/messages?to=${encodeURIComponent(recipient)}`)
  assert.equal(status, 200, text)
  return body.messages
}

async function waitUntilAccepted(server: TestServer, row: Row): Promise<{ readonly id: string }> {
  const { purpose, deliveryMethod, locale } = row
  const message = await waitFor(
    titleOf(row),
    async () => {
      const [found] = await readMessages(server, row)
      assert.notEqual(found?.status, 'failed', titleOf(row))
      return found?.status === 'accepted' && found
    },
    deadlineMs,
  )
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
