import assert from 'node:assert/strict'
import { SourceMap } from 'node:module'
import { test } from 'node:test'
import { type GatewayAnswer, startGateway } from '#test/support/gateway.ts'
import { startRegistry } from '#test/support/registry.ts'
import { authgearExample, authgearStarter } from './seed-scripts.ts'
import { built, importBuild, problems, startBuilder } from './start-builder.ts'

const authgear = (code: string) => ({ dialect: 'authgear', code, dependencies: [] }) as const

for (const [name, code] of Object.entries({ authgearStarter, authgearExample })) {
  test(`the ${name} of Authgear's page is built without a request, whichever version it imports`, async (t) => {
    const registry = await startRegistry(t, [])
    const { build, files } = await startBuilder(t, { registry: registry.url, allow: [] })
    const variants = ['_deno_hook@v1.5.0', '_deno_hook@v3.0.0', '-deno-hook@0.1.0'].map((version) =>
      code.replace('_deno_hook@v1.5.0', version),
    )
    for (const variant of variants) {
      const made = built(await build(authgear(variant)))
      const { default: run } = await importBuild(made)
      assert.equal(typeof run, 'function')
      assert.ok(!made.code.includes('import'), made.code)
      assert.deepEqual(JSON.parse(made.sourceMap ?? '').sources, ['script.ts'])
    }
    assert.deepEqual(registry.requests, [])
    assert.deepEqual(await files(), [])
  })
}

test('positions in a build lead back to the script as it was written', async (t) => {
  const { build } = await startBuilder(t)
  const code = `import { CustomSMSGatewayPayload } from "https://deno.land/x/authgear_deno_hook@v1.5.0/mod.ts"
interface Unused { a: string }

export default function (e: CustomSMSGatewayPayload): never {
  const é: string = e.to; throw new Error('here')
}
//# sourceMappingURL=data:application/json,{"version":3,"sources":["x.ts"],"names":[],"mappings":"AAAA"}`
  const made = built(await build(authgear(code)))
  const lines = made.code.split('\n')
  const line = lines.findIndex((text) => text.includes('new Error'))
  const entry = new SourceMap(JSON.parse(made.sourceMap ?? '')).findEntry(
    line,
    (lines[line] ?? '').indexOf('new Error'),
  )
  assert.ok('originalLine' in entry)
  assert.deepEqual([entry.originalSource, entry.originalLine, entry.originalColumn], ['script.ts', 4, 32])
})

test('nothing but the script is in a source map, although a package is in the build', async (t) => {
  const files = { 'index.js': 'exports.a = () => {\n  return 1\n}' }
  const registry = await startRegistry(t, [{ name: 'pkg', version: '1.0.0', files }])
  const { build } = await startBuilder(t, { registry: registry.url })
  const code = "import { a } from 'npm:pkg@1.0.0'\nexport default () => {\n  a(); throw new Error('here')\n}"
  const made = built(await build(authgear(code)))
  const map = JSON.parse(made.sourceMap ?? '')
  assert.deepEqual([map.sources, map.names, map.sourcesContent], [['script.ts'], [], undefined])
  const lines = made.code.split('\n')
  const find = (text: string) => {
    const line = lines.findIndex((each) => each.includes(text))
    return new SourceMap(map).findEntry(line, (lines[line] ?? '').indexOf(text))
  }
  const inScript = find('new Error')
  assert.ok('originalLine' in inScript)
  assert.deepEqual([inScript.originalLine, inScript.originalColumn], [2, 13])
  const inPackage = find('return 1')
  assert.ok(
    !('originalSource' in inPackage) || inPackage.originalSource === undefined,
    JSON.stringify(inPackage),
  )
})

const refused: readonly (readonly [what: string, code: string, column: number, text: RegExp])[] = [
  ['a file beside the script', "import x from './local.ts'; x()", 15, /^A script is one file/],
  ['a file by its path', "import x from '/etc/hostname'; x()", 15, /^A script is one file/],
  ['a file as text', "import x from '/etc/hostname' with { type: 'text' }; x()", 15, /^A script is one file/],
  [
    'a file URL',
    "import x from 'file:///etc/hostname'; x()",
    15,
    /"file:\/\/\/etc\/hostname" cannot be imported/,
  ],
  ['a data URL', "import x from 'data:text/javascript,1'; x()", 15, /cannot be imported/],
  ['a path made when it runs', "await import('./' + Math.random())", 14, /^A script is one file/],
  ['a re-export of a file', "export * from '../../package.json'", 15, /^A script is one file/],
  ['jsr', "import x from 'jsr:@std/path@1'; x()", 15, /jsr\.io are not supported/],
  ['a bare name', "import x from 'axios'; x()", 15, /write "npm:axios@1\.2\.3"/],
  ['a bare name of Node', "import x from 'fs'; x()", 15, /write "node:fs"/],
  ['a package without a version', "import x from 'npm:axios'; x()", 15, /"npm:axios" has no version/],
  [
    'a package at an address',
    "import x from 'npm:axios@file:..'; x()",
    15,
    /is not (a version|the name of a package)/,
  ],
  ['require', "const x = require('axios')", 19, /no require in an ES module/],
  ['a syntax error', 'export default 1 +', 19, /^SyntaxError: Unexpected end of file/],
  ['plain http to the public', "import x from 'http://8.8.8.8/x.ts'; x()", 15, /has to be an https:\/\/ URL/],
  ['a private address', "import x from 'https://10.0.0.1/x.ts'; x()", 15, /10\.0\.0\.1 \(private\)/],
  [
    'cloud metadata',
    "import x from 'http://169.254.169.254/x.ts'; x()",
    15,
    /169\.254\.169\.254 \(linkLocal\)/,
  ],
]

for (const [what, code, column, text] of refused) {
  test(`${what} is refused with its place`, async (t) => {
    const { build } = await startBuilder(t, { allow: [] })
    const [problem] = problems(await build(authgear(`// é\n${code}`)))
    assert.match(problem?.message ?? '', text)
    assert.deepEqual({ line: problem?.line, column: problem?.column }, { line: 2, column })
  })
}

const javascript = { 'content-type': 'application/javascript' }

/** A web server of modules. */
async function startModules(t: Parameters<typeof startGateway>[0], modules: Record<string, GatewayAnswer>) {
  const server = await startGateway(t)
  server.answer(({ path }) => modules[path] ?? { status: 404 })
  return server
}

test('modules from the web are built in, with what they import', async (t) => {
  const server = await startModules(t, {
    '/moved/mod.ts': { status: 302, headers: { location: '/lib/mod.ts' } },
    '/lib/mod.ts': {
      body: "import { deep } from './deep/inner.js'\nimport data from '../data.json' with { type: 'json' }\nexport enum Kind { A = 1 }\nexport const all = (n: number): number[] => [n, deep, data.value, Kind.A]",
    },
    '/lib/deep/inner.js': {
      body: "import { createHash } from 'node:crypto'\nimport { x } from '/plain?version=1'\nexport const deep = x + createHash('md5').update('').digest().length",
    },
    '/plain?version=1': { headers: javascript, body: 'export const x = 1' },
    '/data.json': { body: { value: 3 } },
  })
  const { build } = await startBuilder(t)
  const code = `import { all } from '${server.url}/moved/mod.ts'\nimport type { Missing } from '${server.url}/missing.ts'\nexport default (x: Missing) => all(0)`
  const { default: run } = await importBuild(built(await build(authgear(code))))
  assert.ok(typeof run === 'function')
  assert.deepEqual(run(), [0, 17, 3, 1])
  assert.deepEqual(server.requests.map(({ path }) => path).sort(), [
    '/data.json',
    '/lib/deep/inner.js',
    '/lib/mod.ts',
    '/moved/mod.ts',
    '/plain?version=1',
  ])
})

test('what cannot be had from the web is a problem with its reason', async (t) => {
  const server = await startModules(t, {
    '/page': { headers: { 'content-type': 'text/html' }, body: '<html>' },
    '/loop.ts': { status: 302, headers: { location: '/loop.ts' } },
    '/large.ts': { body: 'x'.repeat(2 * 1024 * 1024) },
    '/inside.ts': { status: 302, headers: { location: 'http://169.254.169.254/latest' } },
    '/file.ts': { status: 302, headers: { location: 'file:///etc/hostname' } },
    '/broken.ts': { body: 'export const a = ;' },
    '/local.ts': { body: "export * from 'file:///etc/hostname'" },
    '/bare.ts': { body: "import a from 'axios'; a()" },
  })
  const { build } = await startBuilder(t)
  for (const [path, text] of [
    ['/missing.ts', /answered with status 404/],
    ['/page', /is neither JavaScript nor TypeScript/],
    ['/loop.ts', /leads on without end/],
    ['/large.ts', /is too large/],
    ['/inside.ts', /169\.254\.169\.254 \(linkLocal\)/],
    ['/file.ts', /has to be an https:\/\/ URL/],
  ] as const) {
    const [problem] = problems(
      await build(authgear(`\nimport * as x from '${server.url}${path}'; console.log(x)`)),
    )
    assert.match(problem?.message ?? '', text)
    assert.deepEqual([problem?.line, problem?.column], [2, 20])
  }
  for (const [path, text] of [
    ['/broken.ts', /^http:\/\/127.*\/broken\.ts: Unexpected ";"/],
    ['/local.ts', /"file:\/\/\/etc\/hostname" cannot be imported/],
    ['/bare.ts', /"axios" says not where it comes from/],
  ] as const) {
    const [problem] = problems(
      await build(authgear(`import * as x from '${server.url}${path}'; console.log(x)`)),
    )
    assert.match(problem?.message ?? '', text)
    assert.equal(problem?.line, undefined, 'no line of the script is at fault')
  }
})
