import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { readMessage } from './read-message.ts'

test('what a runner says is read', () => {
  for (const message of [
    { type: 'ready' },
    { type: 'pong', id: 1 },
    { type: 'console', id: 1, level: 'log', text: 'a' },
    { type: 'truncated', id: 1 },
    { type: 'refused', id: 1, address: '10.0.0.1' },
    {
      type: 'returned',
      id: 1,
      json: '{}',
      changes: [{ delete: 'a' }, { set: { key: 'a', value: 'b', expiresAt: 1 } }],
    },
    { type: 'decided', id: 1, end: 'retry', reason: 'r', changes: [] },
    { type: 'failed', id: 1, kind: 'threw', error: { name: 'Error', message: 'm', stack: 's' } },
    { type: 'idle', id: 1, reusable: true, cpuMs: 2 },
  ]) {
    assert.deepEqual(readMessage(JSON.stringify(message)), message)
  }
})

test('what no runner of ours would say is not', () => {
  for (const line of [
    '',
    'text',
    'null',
    '[]',
    '1',
    '{}',
    '{"type":"pong"}',
    '{"type":"pong","id":"1"}',
    '{"type":"console","id":1,"level":"loud","text":"a"}',
    '{"type":"console","id":1,"level":"log","text":{}}',
    '{"type":"returned","id":1,"json":{}}',
    '{"type":"decided","id":1,"end":"returned","reason":"a"}',
    '{"type":"failed","id":1,"kind":"timed_out","error":{"name":"a","message":"b"}}',
    '{"type":"failed","id":1,"kind":"threw","error":null}',
    '{"type":"__proto__","id":1}',
  ]) {
    assert.equal(readMessage(line), undefined, line)
  }
})

test('no line makes it throw', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.jsonValue().map((value) => JSON.stringify({ type: 'returned', id: 1, ...Object(value) })),
      ),
      (line) => {
        readMessage(line)
      },
    ),
  )
})
