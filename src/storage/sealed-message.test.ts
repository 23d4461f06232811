import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { test } from 'node:test'
import { parsePhoneNumber } from '#src/messaging/phone-number.ts'
import { createSeal } from './seal.ts'
import { openMessage } from './sealed-message.ts'

const seal = createSeal(randomBytes(32))

test('a message that was sealed when an organization was a label has the label as its organization', async () => {
  const context = {
    tenant: { name: 'default', friendlyName: 'Otpost', host: 'localhost' },
    organization: 'acme',
  }
  const message = {
    id: 'msg_1',
    tenantId: 'ten_1',
    recipient: parsePhoneNumber('+442079460123'),
    body: 'Your code is 123456',
    code: '123456',
    deliveryMethod: 'text',
    purpose: 'login',
    locale: 'en',
    expiresAt: new Date().toISOString(),
    origin: {},
    context,
  }
  const sealed = seal.seal('ten_1/queued_messages/msg_1', JSON.stringify({ message, firstTry: 2 }))
  const opened = openMessage('ten_1', 'msg_1', sealed, seal)
  assert.deepEqual(opened.message.context.organization, {
    id: 'acme',
    name: 'acme',
    displayName: 'acme',
    metadata: {},
  })
  assert.equal(await opened.message.bodyFor?.('voice'), 'Your code is 123456')
})
