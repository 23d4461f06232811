import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isPackageName, isPackageVersion, parsePackageSpecifier } from './package-specifier.ts'

test('a specifier is a name, perhaps a version, perhaps a path', () => {
  for (const [text, parsed] of [
    ['axios', { name: 'axios', subpath: '' }],
    ['axios/lib/a.js', { name: 'axios', subpath: '/lib/a.js' }],
    ['axios@1.7.9', { name: 'axios', version: '1.7.9', subpath: '' }],
    ['axios@^1.0.0/lib', { name: 'axios', version: '^1.0.0', subpath: '/lib' }],
    ['@scope/name', { name: '@scope/name', subpath: '' }],
    ['@scope/name@1.0.0/sub/path', { name: '@scope/name', version: '1.0.0', subpath: '/sub/path' }],
    ['ipaddr.js@1.9.0', { name: 'ipaddr.js', version: '1.9.0', subpath: '' }],
    ['JSONStream@1', { name: 'JSONStream', version: '1', subpath: '' }],
    ['axios@', { name: 'axios', version: '', subpath: '' }],
  ] as const) {
    assert.deepEqual(parsePackageSpecifier(text), parsed, text)
  }
  for (const text of [
    '',
    '@',
    '@scope',
    '@scope/',
    '/x',
    './x',
    '..',
    'a b',
    'a/../b',
    'a/./b',
    '@/a',
    'a\\b',
    '_a',
    '.a',
  ]) {
    assert.equal(parsePackageSpecifier(text), undefined, text)
  }
})

test('names are those that npm allows', () => {
  for (const name of ['a', 'a-b_c.d~e', '@a/b', '@a-b.c/d', '1', 'constructor'])
    assert.ok(isPackageName(name), name)
  for (const name of [
    '',
    '.a',
    '_a',
    'a/b',
    '@a',
    '@a/',
    '@a/b/c',
    'é',
    'a%2fb',
    'node_modules',
    '__proto__',
    'x'.repeat(215),
  ]) {
    assert.ok(!isPackageName(name), name)
  }
})

test('versions are versions, ranges and tags, and nothing that npm reads as a place', () => {
  for (const version of [
    '1.2.3',
    'v1.2.3',
    '1.2.3-beta.1+build',
    '^1.2',
    '~1',
    '>=1.2.3 <2',
    '>= 1.0.0',
    '1.x || 2.*',
    '1.0.0 - 2.0.0',
    '*',
    'latest',
    'next-7',
  ]) {
    assert.ok(isPackageVersion(version), version)
  }
  for (const version of [
    '',
    ' ',
    '.',
    '..',
    './a',
    '/a',
    '~/a',
    'a/b',
    'file:a',
    'npm:a@1',
    'git+https://a/b.git',
    'https://a/b.tgz',
    'a.tgz',
    'a.tar.gz',
    '1.2.3.4',
    '1@2',
    '1 ||',
    '>=',
    '- 1 -',
    '1.2.3\n"',
    'C:\\a',
    '--flag',
    '1'.repeat(101),
  ]) {
    assert.ok(!isPackageVersion(version), version)
  }
})

test('no text keeps the check of a version busy', () => {
  const started = performance.now()
  for (const part of ['1 ', '1-', '1.', '- 1', '||1', '1.0.0-a', '>=1 '])
    isPackageVersion(`${part.repeat(50).slice(0, 99)}!`)
  assert.ok(performance.now() - started < 200)
})
