import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { test } from 'node:test'
import { startRegistry, type TestPackage } from '#test/support/registry.ts'
import { waitFor } from '#test/support/wait-for.ts'
import { built, importBuild, loadDependencies, problems, startBuilder } from './start-builder.ts'

const one: TestPackage = {
  name: 'one',
  version: '1.0.0',
  files: {
    'index.js': "exports.version = '1.0.0'; exports.two = require('two')",
    'lib/sub.js': "exports.sub = 'sub'",
  },
  manifest: { dependencies: { two: '^2.0.0' } },
}
const newerOne: TestPackage = { ...one, version: '1.5.0', files: { 'index.js': "exports.version = '1.5.0'" } }
const two: TestPackage = {
  name: 'two',
  version: '2.1.0',
  files: { 'index.js': 'module.exports = { loads: (globalThis.twoLoads = (globalThis.twoLoads ?? 0) + 1) }' },
}
const scoped: TestPackage = {
  name: '@scope/three',
  version: '3.0.0',
  files: { 'index.js': "module.exports = 'three'" },
}

const action = (code: string, dependencies: { name: string; version: string; registryUrl?: string }[] = []) =>
  ({ dialect: 'action', code, dependencies }) as const
const hook = (code: string) => ({ dialect: 'hook', code, dependencies: [] }) as const

test('each specifier of a script is a function that loads its module, shared modules once', async (t) => {
  const registry = await startRegistry(t, [one, newerOne, two, scoped])
  const { build } = await startBuilder(t, { registry: registry.url })
  const code = `require('one'); require('one/lib/sub.js'); require('one@1.5.0'); require('@scope/three@3.0.0'); require('two')`
  const dependencies = [
    { name: 'one', version: '1.0.0' },
    { name: 'two', version: '^2.0.0' },
  ]
  const modules = loadDependencies(built(await build(action(code, dependencies))))
  assert.deepEqual(Object.keys(modules).sort(), [
    '@scope/three@3.0.0',
    'one',
    'one/lib/sub.js',
    'one@1.5.0',
    'two',
  ])
  assert.equal(Reflect.get(globalThis, 'twoLoads'), undefined, 'nothing runs before it is required')
  assert.deepEqual(modules.one?.(), { version: '1.0.0', two: { loads: 1 } })
  assert.deepEqual(modules['one@1.5.0']?.(), { version: '1.5.0' })
  assert.deepEqual(modules['one/lib/sub.js']?.(), { sub: 'sub' })
  assert.equal(modules['@scope/three@3.0.0']?.(), 'three')
  assert.deepEqual(modules.two?.(), { loads: 1 })
})

test('a declared package is there although no require names it', async (t) => {
  const registry = await startRegistry(t, [scoped])
  const { build } = await startBuilder(t, { registry: registry.url })
  const source = action('exports.a = (name) => require(name)', [{ name: '@scope/three', version: 'latest' }])
  assert.equal(loadDependencies(built(await build(source)))['@scope/three']?.(), 'three')
})

test('a build is the same wherever and whenever it is made', async (t) => {
  const registry = await startRegistry(t, [one, two])
  const source = action("require('one')", [{ name: 'one', version: '1.0.0' }])
  const builds = await Promise.all(
    [1, 2].map(async () => built(await (await startBuilder(t, { registry: registry.url })).build(source))),
  )
  assert.deepEqual(builds[0], builds[1])
})

test('the same packages are fetched once, by builds at the same time and one after the other', async (t) => {
  const registry = await startRegistry(t, [one, two])
  const { build } = await startBuilder(t, { registry: registry.url })
  const dependencies = [{ name: 'one', version: '1.0.0' }]
  await Promise.all(
    ['a', 'b', 'c'].map((name) => build(action(`exports.${name} = require('one')`, dependencies))),
  )
  await build(action("exports.d = require('one')", dependencies))
  assert.equal(registry.requests.filter((path) => path === '/one').length, 1)
})

test('what npm cannot find is named, with the line that asks for it, and neither path nor registry is told', async (t) => {
  const registry = await startRegistry(t, [
    one,
    { ...scoped, manifest: { dependencies: { absent: '1.0.0' } } },
  ])
  const { build, folder } = await startBuilder(t, { registry: registry.url })
  const results = await Promise.all([
    build(hook("const x = 1\nconst one = require('one@9.9.9')")),
    build(hook("\nrequire('nowhere-to-be-found@1.0.0')")),
    build(hook("require('@scope/three@3.0.0')")),
    build(action('', [{ name: 'one', version: '^7' }])),
  ])
  assert.deepEqual(results.map(problems), [
    [{ message: 'npm could not find one@9.9.9', line: 2, column: 21 }],
    [{ message: 'npm could not find nowhere-to-be-found@1.0.0', line: 2, column: 9 }],
    [{ message: 'npm could not find absent@1.0.0, which a package of this script needs' }],
    [{ message: 'npm could not find one@^7' }],
  ])
  assert.ok(!JSON.stringify(results).includes(folder))
})

test('after a failure the same packages are tried again', async (t) => {
  const packages: TestPackage[] = []
  const registry = await startRegistry(t, packages)
  const { build } = await startBuilder(t, { registry: registry.url })
  const source = hook("require('two@2.1.0')")
  problems(await build(source))
  packages.push(two)
  built(await build(source))
})

test('a registry that cannot be reached is a problem that says so', async (t) => {
  const { build } = await startBuilder(t, { registry: 'http://127.0.0.1:1/' })
  const [problem] = problems(await build(hook("require('one@1.0.0')")))
  assert.equal(problem?.message, 'npm could not reach its registry (ECONNREFUSED)')
})

test('a sub-path that a package does not have is a problem', async (t) => {
  const registry = await startRegistry(t, [one, two])
  const { build } = await startBuilder(t, { registry: registry.url })
  assert.deepEqual(problems(await build(hook("require('one@1.0.0/lib/other.js')"))), [
    { message: 'There is no "one/lib/other.js" in one@1.0.0', line: 1, column: 9 },
  ])
})

test("a package's own registry is used for it alone, and checked by the egress guard", async (t) => {
  const configured = await startRegistry(t, [two])
  const own = await startRegistry(t, [scoped])
  const code = "require('two'); require('@scope/three')"
  const dependencies = [
    { name: 'two', version: '2.1.0' },
    { name: '@scope/three', version: '3.0.0', registryUrl: own.url },
  ]
  const allowed = await startBuilder(t, { registry: configured.url })
  const modules = loadDependencies(built(await allowed.build(action(code, dependencies))))
  assert.equal(modules['@scope/three']?.(), 'three')
  assert.ok(own.requests.every((path) => path.startsWith('/@scope/three')))
  assert.ok(configured.requests.every((path) => path.startsWith('/two')))

  own.requests.length = 0
  const guarded = await startBuilder(t, { registry: configured.url, allow: [] })
  const [problem] = problems(await guarded.build(action(code, dependencies)))
  assert.equal(
    problem?.message,
    'The registry of @scope/three@3.0.0 is not on a public address but at 127.0.0.1 (loopback)',
  )
  assert.deepEqual(own.requests, [])
})

test('no script of a package runs, and what is not in the registry is not fetched', async (t) => {
  const { build, folder } = await startBuilder(t, { registry: 'http://127.0.0.1:1/' })
  const marker = `${folder}/ran`
  const run = `node -e "require('fs').writeFileSync('${marker}', '')"`
  const registry = await startRegistry(t, [
    { ...two, manifest: { scripts: { preinstall: run, install: run, postinstall: run, prepare: run } } },
    { ...scoped, manifest: { dependencies: { local: `file:${folder}` } } },
    { ...one, manifest: { dependencies: { remote: 'https://127.0.0.1:1/remote.tgz' } } },
  ])
  const builder = await startBuilder(t, { registry: registry.url })
  assert.deepEqual(
    loadDependencies(built(await builder.build(hook("require('two@2.1.0')"))))['two@2.1.0']?.() instanceof
      Object,
    true,
  )
  await assert.rejects(import(marker))
  for (const code of ["require('@scope/three@3.0.0')", "require('one@1.0.0')"]) {
    const [problem] = problems(await builder.build(hook(code)))
    assert.match(problem?.message ?? '', /depends on something that is not in the npm registry/)
  }
  assert.equal(typeof build, 'function')
})

test('a package cannot make a file of this machine a part of a build', async (t) => {
  const folder = (await startBuilder(t)).folder
  await writeFile(`${folder}/secret.json`, '{"top":"secret"}')
  await writeFile(`${folder}/secret.js`, 'exports.top = "secret"')
  await writeFile(
    `${folder}/secret.map`,
    '{"version":3,"sources":["top-secret"],"names":[],"mappings":"AAAA"}',
  )
  const up = '../'.repeat(12)
  const evil = (version: string, main: string, manifest = {}): TestPackage => ({
    name: 'evil',
    version,
    files: { 'index.js': main },
    manifest,
  })
  const registry = await startRegistry(t, [
    evil('0.0.1', `exports.top = 'secret'`),
    evil('1.0.0', `module.exports = require('${folder}/secret.json')`),
    evil('2.0.0', `module.exports = require('${up}${folder}/secret.json')`),
    evil('3.0.0', '', { main: `${up}${folder}/secret.js` }),
    evil('4.0.0', `module.exports = require('x')`, {
      browser: { x: `${folder}/secret.js` },
      imports: { '#x': `${folder}/secret.js` },
    }),
    evil('5.0.0', `exports.a = 1\n//# sourceMappingURL=${folder}/secret.map`),
    evil('7.0.0', `module.exports = require('#x')`, { imports: { '#x': `${up}${folder}/secret.js` } }),
    evil('6.0.0', `module.exports = (name) => require('${up}${folder}/' + name + '.json')`),
  ])
  const builder = await startBuilder(t, { registry: registry.url })
  const secret = /top\W{1,6}secret/
  assert.match(
    JSON.stringify(await builder.build(hook("require('evil@0.0.1')"))),
    secret,
    'one of its own is',
  )
  for (const version of ['1.0.0', '2.0.0', '3.0.0', '4.0.0', '5.0.0', '6.0.0', '7.0.0']) {
    const commonJs = await builder.build(hook(`require('evil@${version}')`))
    const code = `import evil from 'npm:evil@${version}'\nexport default () => evil`
    const module = await builder.build({ dialect: 'authgear', code, dependencies: [] })
    assert.doesNotMatch(JSON.stringify([commonJs, module]), secret, version)
  }
})

test('what a package lacks is an error for who gets there, as in Node', async (t) => {
  const optional: TestPackage = {
    name: 'optional',
    version: '1.0.0',
    files: {
      'index.js':
        "try { require('missing') } catch (error) { exports.code = error.code }\nexports.later = () => require('./not-there')",
    },
  }
  const registry = await startRegistry(t, [optional])
  const { build } = await startBuilder(t, { registry: registry.url })
  const modules = loadDependencies(built(await build(hook("require('optional@1.0.0')"))))
  const loaded = modules['optional@1.0.0']?.()
  assert.ok(typeof loaded === 'object' && loaded !== null && 'code' in loaded && 'later' in loaded)
  assert.equal(loaded.code, 'MODULE_NOT_FOUND')
  assert.throws(() => typeof loaded.later === 'function' && loaded.later(), { code: 'MODULE_NOT_FOUND' })
})

test('what was fetched is removed with the builder, in the middle of fetching too', async (t) => {
  const registry = await startRegistry(t, [two])
  const { build, close, files } = await startBuilder(t, { registry: registry.url })
  built(await build(hook("require('two@2.1.0')")))
  assert.equal((await files()).filter((name) => name.startsWith('otpost-scripts-')).length, 1)
  const unfinished = build(hook("require('two@^2.1.0')"))
  await waitFor('npm has asked', () => registry.requests.length > 2, 5_000)
  await close()
  assert.equal((await unfinished).ok, false)
  assert.deepEqual(
    (await files()).filter((name) => name.startsWith('otpost-scripts-')),
    [],
  )
})

test('a native module is a problem that says so', async (t) => {
  const native: TestPackage = {
    name: 'native',
    version: '1.0.0',
    files: { 'index.js': "module.exports = require('./addon.node')", 'addon.node': 'ELF' },
  }
  const registry = await startRegistry(t, [native])
  const { build } = await startBuilder(t, { registry: registry.url })
  const [problem] = problems(await build(hook("require('native@1.0.0')")))
  assert.equal(problem?.message, 'Native modules cannot run here (native/addon.node)')
})

test('an ES module can be required, and JSON', async (t) => {
  const registry = await startRegistry(t, [
    {
      name: 'esm',
      version: '1.0.0',
      files: { 'index.js': 'export const named = import.meta.url\nexport default 2' },
      manifest: { type: 'module', exports: './index.js' },
    },
    { name: 'data', version: '1.0.0', files: { 'data.json': '{"a":1}' } },
  ])
  const { build } = await startBuilder(t, { registry: registry.url })
  const modules = loadDependencies(
    built(await build(hook("require('esm@1.0.0'); require('data@1.0.0/data.json')"))),
  )
  const esm = modules['esm@1.0.0']?.()
  assert.ok(typeof esm === 'object' && esm !== null && 'named' in esm && 'default' in esm)
  assert.deepEqual([esm.named, esm.default], ['file:///script/dependencies.cjs', 2])
  assert.deepEqual(modules['data@1.0.0/data.json']?.(), { a: 1 })
})

test('packages that are too large together are a problem', async (t) => {
  const text = `module.exports = ${JSON.stringify(randomBytes(6_500_000).toString('hex') + 'x'.repeat(4_825_792))}`
  const registry = await startRegistry(t, [{ name: 'large', version: '1.0.0', files: { 'index.js': text } }])
  const { build } = await startBuilder(t, { registry: registry.url })
  const [problem] = problems(await build(hook("require('large@1.0.0')")))
  assert.equal(problem?.message, "The script's packages are too large: 17.0 MB of code, of 16.0 MB at most")
})

test('an Authgear script imports packages by npm: and version', async (t) => {
  const events: TestPackage = {
    name: 'events-user',
    version: '1.0.0',
    files: {
      'index.js':
        "const Emitter = require('events')\nmodule.exports = class extends Emitter {}\nmodule.exports.named = 'named'",
    },
  }
  const registry = await startRegistry(t, [events, one, newerOne, two])
  const { build } = await startBuilder(t, { registry: registry.url })
  const code = `import Emitter, { named } from 'npm:events-user@1.0.0'
import { version } from 'npm:one@1.0.0'
import { version as newer } from 'npm:/one@^1.5.0'
import { sub } from 'npm:one@1.0.0/lib/sub.js'
export default () => [typeof new Emitter().emit, named, version, newer, sub]`
  const made = built(await build({ dialect: 'authgear', code, dependencies: [] }))
  const { default: run } = await importBuild(made)
  assert.ok(typeof run === 'function')
  assert.deepEqual(run(), ['function', 'named', '1.0.0', '1.5.0', 'sub'])
  assert.ok(!made.code.includes('node_modules/.'), 'no folder of this moment')
})
