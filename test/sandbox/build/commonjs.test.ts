import assert from 'node:assert/strict'
import { test } from 'node:test'
import { startRegistry } from '#test/support/registry.ts'
import { hookStarter } from './seed-scripts.ts'
import { built, problems, startBuilder } from './start-builder.ts'

test('a script without packages is built as it was written, without npm and without a request', async (t) => {
  const registry = await startRegistry(t, [])
  const { build, files } = await startBuilder(t, { registry: registry.url })
  const action = `const { createHash } = require('crypto')
const url = require('node:url')
exports.onExecuteCustomPhoneProvider = async (event, api) => api.notification.drop(createHash('md5').digest('hex') + url)`
  for (const source of [
    { dialect: 'hook', code: hookStarter, dependencies: [] },
    { dialect: 'action', code: action, dependencies: [] },
  ] as const) {
    const made = built(await build(source))
    assert.equal(made.code, source.code)
    assert.equal(made.dependencies, undefined)
    assert.equal(made.dialect, source.dialect)
  }
  assert.deepEqual(registry.requests, [])
  assert.deepEqual(await files(), [])
})

test('a build is named after its source and nothing else', async (t) => {
  const one = await startBuilder(t)
  const other = await startBuilder(t)
  const source = { dialect: 'hook', code: hookStarter, dependencies: [] } as const
  const made = built(await one.build(source))
  assert.deepEqual(built(await other.build(source)), made)
  assert.notEqual(built(await one.build({ ...source, dialect: 'action' })).id, made.id)
  assert.notEqual(built(await one.build({ ...source, code: `${hookStarter} ` })).id, made.id)
})

const positions: readonly (readonly [
  what: string,
  code: string,
  line: number,
  column: number,
  text: RegExp,
])[] = [
  ['a missing value', "'use strict'\nconst é = 'é', x = ;\n", 2, 20, /^SyntaxError: Unexpected ";"/],
  ['an end that is missing', 'exports.a = () => {\n  return 1\n', 3, 1, /Unexpected end of file/],
  ['an end too many', 'exports.a = 1\n}', 2, 1, /Unexpected "}"/],
  ['TypeScript', 'const x: string = 1', 1, 8, /Expected ";" but found ":"/],
  ['an import', "\nimport axios from 'axios'\nexports.a = axios", 2, 19, /CommonJS.*require/],
  ['an export', 'const x = 1\nexport default x', 2, 1, /CommonJS.*module\.exports/],
  ['an export of a name', '  export const x = 1', 1, 3, /CommonJS/],
  ['await outside of a function', "exports.a = 1\nawait fetch('x')", 2, 1, /"await" can only be used/],
  ['a dynamic import', "exports.a = () => import('axios')", 1, 26, /write require\('axios'\)/],
  ['a path', "const x = require('../../package.json')", 1, 19, /a script is one file/],
  ['an absolute path', "const x = require('/etc/hostname')", 1, 19, /a script is one file/],
  ['a file URL', "const x = require('file:///etc/hostname')", 1, 19, /a script is one file/],
  ['a path made when it runs', "require('./' + process.argv[2])", 1, 9, /A script is one file/],
  ['such a path that leads out', "require('../../../../etc/' + x + '.json')", 1, 9, /A script is one file/],
  ['what cannot be a package', "require('Not A Package')", 1, 9, /is not the name of a package/],
  ['a version that is a path', "require('axios@..')", 1, 9, /".." is not a version of "axios"/],
  ['no version after the @', "require('axios@')", 1, 9, /"axios" has no version/],
]

for (const [what, code, line, column, text] of positions) {
  test(`${what} is a problem with its place`, async (t) => {
    const { build } = await startBuilder(t)
    const [problem] = problems(await build({ dialect: 'action', code, dependencies: [] }))
    assert.match(problem?.message ?? '', text)
    assert.deepEqual({ line: problem?.line, column: problem?.column }, { line, column })
  })
}

test('what CommonJS allows is no problem', async (t) => {
  const { build } = await startBuilder(t)
  for (const code of [
    '#!/usr/bin/env node\nexports.a = 1',
    'if (exports.a) return\nexports.a = 010; with (exports) { delete a }',
    "function load(require) { return require('axios') }\nexports.a = load",
    "const name = 'axios'; exports.a = () => require(name)",
    '',
  ]) {
    assert.equal(built(await build({ dialect: 'action', code, dependencies: [] })).code, code)
  }
})

test('a package without a version is refused, and each dialect says where the version goes', async (t) => {
  const { build } = await startBuilder(t)
  const code = "const a = 1\nconst request = require('request')"
  const [ofHook] = problems(await build({ dialect: 'hook', code, dependencies: [] }))
  assert.match(ofHook?.message ?? '', /"request" has no version.*require\('request@1\.2\.3'\)/)
  assert.deepEqual([ofHook?.line, ofHook?.column], [2, 25])
  const [ofAction] = problems(await build({ dialect: 'action', code, dependencies: [] }))
  assert.match(ofAction?.message ?? '', /"request" is not one of this Action's dependencies/)
  assert.deepEqual([ofAction?.line, ofAction?.column], [2, 25])
})

test('what is no name and no version reaches neither npm nor a file', async (t) => {
  const registry = await startRegistry(t, [])
  const { build, files } = await startBuilder(t, { registry: registry.url })
  for (const [name, version] of [
    ['axios', ''],
    ['axios', 'file:../axios'],
    ['axios', '../axios'],
    ['axios', 'https://example.com/axios.tgz'],
    ['axios', 'git+ssh://git@example.com/axios.git'],
    ['axios', 'owner/axios'],
    ['axios', 'npm:other@1.0.0'],
    ['axios', 'axios.tgz'],
    ['../axios', '1.0.0'],
    ['axios/lib', '1.0.0'],
    ['--registry=http://example.com', '1.0.0'],
    ['', '1.0.0'],
  ] as const) {
    const result = await build({ dialect: 'action', code: '', dependencies: [{ name, version }] })
    assert.equal(problems(result).length, 1, `${name} ${version}`)
  }
  const twice = [
    { name: 'axios', version: '1.0.0' },
    { name: 'axios', version: '2.0.0' },
  ]
  const [problem] = problems(await build({ dialect: 'action', code: '', dependencies: twice }))
  assert.equal(problem?.message, '"axios" is declared twice')
  assert.deepEqual(registry.requests, [])
  assert.deepEqual(await files(), [])
})

test('many builds at once, good and bad, do not disturb each other', async (t) => {
  const { build } = await startBuilder(t)
  const results = await Promise.all(
    Array.from({ length: 50 }, (_, index) =>
      build({
        dialect: 'action',
        code: index % 2 === 0 ? `exports.a = ${index}` : `exports.a = ${index} +`,
        dependencies: [],
      }),
    ),
  )
  assert.deepEqual(
    results.map(({ ok }) => ok),
    results.map((_, index) => index % 2 === 0),
  )
})
