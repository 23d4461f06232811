// Asks for the message of a row the way an application does, and uses the code in it the way its reader does.

import assert from 'node:assert/strict'
import { callNative } from '#test/support/native.ts'
import type { Answer, TestServer } from '#test/support/server.ts'
import type { Row } from './table.ts'

export const clientId = 'demo'
export const resetPage = 'https://app.example.com/reset'
const userAgent = 'Example/1.0'
const request = { ip: '203.0.113.7', user_agent: userAgent }

export function askForMessage(server: TestServer, row: Row): Promise<Answer> {
  const { purpose, deliveryMethod: delivery_method, asked: locale, recipient } = row
  const post = (path: string, body: object) =>
    callNative(server, path, {
      body: { delivery_method, ...body },
      headers: { 'accept-language': locale, 'user-agent': userAgent },
    })
  switch (purpose) {
    case 'test':
      return post('/phone-provider/test', { to: recipient })
    case 'blocked_account':
    case 'password_breach':
      return post('/notices', { to: recipient, purpose, locale, request })
    case 'password_reset':
      return post('/password-resets', { phone: recipient, client_id: clientId, locale, request })
    case 'password_reset_link':
      return post('/password-resets', {
        phone: recipient,
        client_id: clientId,
        locale,
        request,
        link: `${resetPage}?step=2`,
      })
    default:
      return post('/verifications', {
        to: recipient,
        purpose,
        client_id: clientId,
        organization: 'org_1',
        locale,
        request,
      })
  }
}

/** What the code of the message is read from; undefined for messages that have none. */
export function readCode(row: Row, text: string): string | undefined {
  switch (row.purpose) {
    case 'test':
      return undefined
    case 'blocked_account':
    case 'password_breach':
      assert.doesNotMatch(text, /(?<!\d)\d{6}(?!\d)/)
      return undefined
    case 'password_reset_link':
      return /[?&]code=([0-9A-Z]{32})\b/.exec(text)?.[1] ?? assert.fail(text)
    default: {
      const [spelt = assert.fail(text)] = /(?<!\d)\d(?:(?:\.|, )?\d){5}(?!\d)/.exec(text) ?? []
      return spelt.replace(/\D/g, '')
    }
  }
}

/** @param id of the verification or the reset that the message is for */
export async function assertCodeIsGood(
  server: TestServer,
  row: Row,
  id: string,
  code: string,
): Promise<void> {
  const isReset = row.purpose.startsWith('password_reset')
  const used = isReset
    ? await callNative(server, `/password-resets/${id}/complete`, {
        body: { code, password: 'a new one 2B' },
      })
    : await callNative(server, `/verifications/${id}/check`, { body: { code } })
  assert.deepEqual(used.body, { id, status: isReset ? 'completed' : 'approved' })
}
