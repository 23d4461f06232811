import assert from 'node:assert/strict'
import test from 'node:test'
import { matchJson, matchLines, type Notes } from './match-shown.ts'
import { readGuide } from './read-guide.ts'

const block = (info: string, text = 'true') => `\`\`\`${info}\n${text}\n\`\`\`\n`

test('a guide with a step that nothing checks is refused', () => {
  const checked = block('sh step=one') + block('text expect=one', 'done')
  assert.equal(readGuide(checked).length, 2)
  assert.throws(() => readGuide(checked + block('sh step=two')), /nothing checks the step two/)
})

test('a guide with a block that says not what it is is refused', () => {
  assert.throws(() => readGuide(block('sh')), /says not what it is/)
  assert.throws(() => readGuide(block('sh not-run=""')), /says not what it is/)
  assert.deepEqual(readGuide(block('sh not-run="it needs a phone"')), [])
})

test('a guide cannot expect something of a step that comes later or not at all', () => {
  assert.throws(() => readGuide(block('text expect=one') + block('sh step=one')), /no step one before/)
  assert.throws(() => readGuide(block('sh step=one stop=two')), /no step two to stop/)
})

test('lines are found in their order, and what placeholders stand for is noted', () => {
  const notes: Notes = new Map()
  const shown = ['id  a.b', 'noise', 'Your code: 123']
  assert.deepEqual(matchLines(shown, 'id  YOUR_ID\n\nYour code: CODE', notes), { ok: true, end: 3 })
  assert.deepEqual(Object.fromEntries(notes), { YOUR_ID: 'a.b', CODE: '123' })
  assert.deepEqual(matchLines(shown, 'Your code: CODE\nid  …', notes), { ok: false, missing: 'id  …' })
  assert.equal(matchLines(['axb'], 'a.b', notes).ok, false)
})

test('JSON differs by a value, by a member too many and by one too few', () => {
  const notes: Notes = new Map()
  const match = (shown: unknown, expected: string) => matchJson(shown, expected, notes)
  assert.equal(match({ id: 'msg_1', at: 3, list: [1] }, '{"id": "msg_…", "at": …, "list": [1]}'), undefined)
  assert.equal(match({ id: 'x', more: 1 }, '{"id": "YOUR_ID", … }'), undefined)
  assert.equal(notes.get('YOUR_ID'), 'x')
  assert.match(match({ id: 'x', more: 1 }, '{"id": "x"}') ?? '', /more is not expected/)
  assert.match(match({}, '{"id": …}') ?? '', /id/)
  assert.match(match({ id: 1 }, '{"id": 2}') ?? '', /1 instead of 2/)
  assert.match(match([1, 2], '[1]') ?? '', /the whole/)
})
