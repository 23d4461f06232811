import assert from 'node:assert/strict'
import { test } from 'node:test'
import { startBuilder } from './start-builder.ts'

const exported = [
  'module.exports = function (recipient, text, context, cb) { cb(null, {}) }',
  'module.exports = async (recipient, text) => ({ MessageID: 1 })',
  'module . exports\n  = send\nfunction send(r, t, c, cb) { cb() }',
  "module['exports'] = (r, t, c, cb) => cb()",
  'exports = module.exports = (r, t, c, cb) => cb()',
  'const own = module\nown.exports = () => {}',
  'module.exports = require("twilio").sender',
  'module.exports = { send() {} }.send',
  'module.exports = {}\nmodule.exports = () => {}',
  'Object.assign(module, { exports: () => {} })',
  'if (process.env.A) module.exports = 1; else module.exports = () => {}',
  'module.exports = { [`}`]: 1 }[`}`]',
]

test('a Hook that may export a function is let through, however it is written', async (t) => {
  const { checkExport } = await startBuilder(t)
  for (const code of exported) assert.deepEqual(await checkExport(code), [], code)
  assert.deepEqual(await checkExport('module.exports = ('), [], 'a build says what is wrong')
})

test('a Hook without an export, or with one that is no function, is told what to write, and where', async (t) => {
  const { checkExport } = await startBuilder(t)
  for (const [code, line] of [
    ['function send(recipient, text, context, cb) { cb(null, {}) }', undefined],
    ['// module.exports = send\n/* module.exports */ const send = () => {}', undefined],
    ['exports.send = (r, t, c, cb) => cb()', undefined],
    ['exports = (r, t, c, cb) => cb()', undefined],
    ['// nothing', undefined],
    ["'use strict'\nmodule.exports = { send: (r, t, c, cb) => { cb(null, '}') } }", 2],
    ['const n = 1\n\nmodule.exports = [() => {}]\n', 3],
    ['module.exports = "send"', 1],
    ['module.exports = null', 1],
    ['module.exports = 5; // later', 1],
  ] as const) {
    const [first, ...others] = await checkExport(code)
    assert.match(
      first?.message ?? '',
      /^The Hook has to export a function: module\.exports = function \(/,
      code,
    )
    assert.deepEqual([first?.line, others], [line, []], code)
  }
})
