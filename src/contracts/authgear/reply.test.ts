import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readReply, readResult } from './reply.ts'

const undecodable = undefined

test('a body that is an object of the right types is decoded', () => {
  for (const [text, reply] of [
    ['{"code":"ok"}', { code: 'ok' }],
    [' \n{ "code" : "ok" , "more" : [{"code":1}, "}"] }\n', { code: 'ok' }],
    ['{}', { code: '' }],
    ['null', { code: '' }],
    ['{"code":null,"description":null,"info":null}', { code: '' }],
    ['{"code":"timeout","description":"slow"}', { code: 'timeout', description: 'slow' }],
    ['{"code":"ok","description":""}', { code: 'ok' }],
  ] as const) {
    assert.deepEqual(readReply(text), reply, text)
  }
})

test('anything else is not', () => {
  for (const text of [
    '',
    'OK',
    '<!doctype html>',
    '{"code":"ok"} trailing',
    '{"code":"ok"}{}',
    '{"code":"ok"',
    '[]',
    '"ok"',
    '1',
    'true',
    'false',
    '{"code":1}',
    '{"code":{}}',
    '{"code":"ok","description":3}',
    '{"code":"ok","info":"x"}',
    '{"code":"ok","info":[]}',
    '{"code":1,"code":"ok"}',
  ]) {
    assert.equal(readReply(text), undecodable, text)
  }
})

test('keys match whatever their case, and of repeated ones the last counts', () => {
  for (const [text, code] of [
    ['{"Code":"ok"}', 'ok'],
    ['{"CODE":"ok"}', 'ok'],
    ['{"code":"ok","code":"rate_limited"}', 'rate_limited'],
    ['{"code":"a","Code":"b","code":"c"}', 'c'],
    ['{"Code":"a","code":"b","Code":"c"}', 'c'],
    ['{"c\\u006fde":"ok"}', 'ok'],
    ['{"x":{"code":"inner"},"code":"outer","y":["code","inner"]}', 'outer'],
    ['{"x":"\\",\\"code\\":\\"inner\\"","code":"outer"}', 'outer'],
    ['{"code":"outer","code2":":"}', 'outer'],
  ] as const) {
    assert.equal(readReply(text)?.code, code, text)
  }
})

test('the code of the provider is read from both places, and the one inside info wins', () => {
  for (const [members, expected] of [
    ['"info":{"provider_error_code":"30007"}', '30007'],
    ['"provider_error_code":"30007"', '30007'],
    ['"provider_error_code":"1","info":{"provider_error_code":"30007"}', '30007'],
    ['"provider_error_code":"30007","info":{"provider_error_code":""}', '30007'],
    ['"provider_error_code":"30007","info":{"provider_error_code":7}', '30007'],
    ['"provider_error_code":"30007","info":{}', '30007'],
    ['"Provider_Error_Code":"30007"', '30007'],
    ['"info":{"provider_error_code":30007}', undefined],
    ['"info":{"Provider_Error_Code":"30007"}', undefined],
    ['"provider_error_code":30007', undefined],
    ['"provider_error_code":""', undefined],
  ] as const) {
    assert.equal(readReply(`{"code":"ok",${members}}`)?.providerErrorCode, expected, members)
  }
})

test('the result of a script is read as a body is, but null says nothing', () => {
  assert.deepEqual(readResult({ Code: 'ok' }), { code: 'ok' })
  assert.deepEqual(readResult({}), { code: '' })
  assert.deepEqual(readResult({ success: true }), { code: '' })
  for (const value of [null, 'ok', 5, [], true, false, { code: 1 }, { code: 'ok', info: 'x' }]) {
    assert.equal(readResult(value), undecodable)
  }
})
