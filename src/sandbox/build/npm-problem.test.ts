import assert from 'node:assert/strict'
import { test } from 'node:test'
import { describeNpmError, readNpmError } from './npm-problem.ts'

const wanted = ['axios@1.0.0', '@scope/name@^2']
const said = (code: string, summary = '', detail = '') => describeNpmError({ code, summary, detail }, wanted)

test('the package that is missing is named, whether the script wants it or another package', () => {
  assert.equal(
    said('ETARGET', 'No matching version found for axios@1.0.0.'),
    'npm could not find axios@1.0.0',
  )
  assert.equal(
    said(
      'E404',
      'Not Found - GET https://registry.example/x',
      "The requested resource '@scope/name@^2' could not be found or you",
    ),
    'npm could not find @scope/name@^2',
  )
  assert.equal(
    said('ETARGET', 'No matching version found for otpost-1@npm:axios@1.0.0.'),
    'npm could not find axios@1.0.0',
  )
  assert.equal(
    said('ETARGET', 'No matching version found for deep@3.'),
    'npm could not find deep@3, which a package of this script needs',
  )
})

test("nothing of npm's own text is passed on", () => {
  const text =
    "/home/someone/.npm https://user:token@registry.example/x 'https://registry.example@1' could not"
  for (const code of [
    'E404',
    'ETARGET',
    'E401',
    'ERESOLVE',
    'EACCES',
    'ECONNREFUSED',
    'EALLOWGIT',
    'EWHATEVER',
    '<odd>',
    '',
  ]) {
    assert.doesNotMatch(said(code, text, text), /registry\.example|token|home|odd/, code)
  }
})

test('each kind of failure has words of its own', () => {
  assert.equal(said('ENOTFOUND'), 'npm could not reach its registry (ENOTFOUND)')
  assert.equal(said('ETIMEDOUT'), 'npm could not reach its registry (ETIMEDOUT)')
  assert.equal(
    said('SELF_SIGNED_CERT_IN_CHAIN'),
    'npm could not reach its registry (SELF_SIGNED_CERT_IN_CHAIN)',
  )
  assert.equal(said('E503'), 'npm could not reach its registry (E503)')
  assert.equal(said('EACCES'), 'npm could not write its files on this server (EACCES)')
  assert.equal(said('EODD'), 'npm could not install axios@1.0.0, @scope/name@^2 (EODD)')
  assert.equal(describeNpmError(undefined, wanted), 'npm could not install axios@1.0.0, @scope/name@^2')
})

test('what npm prints is read, whatever it is', () => {
  assert.deepEqual(readNpmError('warn\n{"error":{"code":"E404","summary":"a","detail":"b"}}'), {
    code: 'E404',
    summary: 'a',
    detail: 'b',
  })
  assert.deepEqual(readNpmError('{"error":{"code":1}}'), { code: '', summary: '', detail: '' })
  for (const text of ['', 'no JSON', '{', 'null']) assert.equal(readNpmError(text)?.code ?? '', '', text)
})
