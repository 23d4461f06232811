import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { OutgoingMessage } from '#src/messaging/types.ts'
import { createMessage, providerContract, startProvider } from '#test/providers/contract.ts'
import inbox from './index.ts'

providerContract(inbox, { config: () => ({}) })

test('inbox: keeps the message as it is, texts and calls alike', async (t) => {
  const kept: OutgoingMessage[] = []
  const keepMessage = async (message: OutgoingMessage) => {
    kept.push(message)
  }
  const provider = startProvider(t, 'inbox', {}, { keepMessage })
  const messages = [createMessage(), createMessage({ deliveryMethod: 'voice' })]
  for (const message of messages) {
    assert.deepEqual(await provider.send(message, new AbortController().signal), { ok: true })
  }
  assert.deepEqual(kept, messages)
})
