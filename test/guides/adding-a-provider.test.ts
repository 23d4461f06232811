// docs/adding-a-provider.md, followed in a copy of the source: its files are written where it says, its line is added to
// the registry, and what comes of it is type-checked, tested as any other kind, and used in the portal. Nothing else is
// changed in the copy, so this fails when a new kind needs more than one folder and one line.

import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { cp, mkdir, readFile, symlink, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { text } from 'node:stream/consumers'
import test from 'node:test'
import { fileURLToPath } from 'node:url'
import { tempFolder } from '#test/support/temp-folder.ts'
import { readGuide } from './read-guide.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

test('the provider of docs/adding-a-provider.md compiles, keeps the contract, and is used in the portal as it is', {
  timeout: 300_000,
}, async (t) => {
  const folder = await tempFolder(t)
  for (const name of ['src', 'test', 'scripts', 'docs', 'package.json'])
    await cp(path.join(root, name), path.join(folder, name), { recursive: true })
  // The portal's files are the ones that are built for every other test.
  for (const name of ['node_modules', 'portal']) await symlink(path.join(root, name), path.join(folder, name))

  const files = readGuide(readFileSync(path.join(root, 'docs/adding-a-provider.md'), 'utf8'))
  assert.ok(files.length > 0)
  for (const file of files) {
    assert.equal(file.kind, 'file')
    const place = path.join(folder, file.name)
    await mkdir(path.dirname(place), { recursive: true })
    await writeFile(place, file.text)
  }
  const registry = path.join(folder, 'src/providers/registry.ts')
  const registered = (await readFile(registry, 'utf8'))
    .replace(/^import /m, "import acme from './acme/index.ts'\nimport ")
    .replace(/(providerKinds: .*= \[[^\]]*)\]/, '$1  acme,\n]')
  await writeFile(registry, registered)
  const include = ['src/providers', 'test/guides/added-provider.ts']
  const project = { extends: path.join(root, 'tsconfig.json'), include }
  await writeFile(path.join(folder, 'tsconfig.json'), JSON.stringify(project))

  const docs = await runNode(folder, 'scripts/generate-docs.ts')
  assert.equal(docs.code, 0, docs.output)
  const tsc = path.join(root, 'node_modules/typescript/bin/tsc')
  const [types, tests] = await Promise.all([
    runNode(folder, tsc, '--project', folder),
    runNode(folder, '--test', '--test-concurrency=1', ...testFiles),
  ])
  assert.equal(types.code, 0, types.output)
  assert.equal(tests.code, 0, tests.output)
  assert.match(tests.output, /acme: a redirect is not followed/)
  assert.match(tests.output, /the added kind is set up in the portal/)
})

/** The kind's own tests, and those of the project that take their kinds from the registry. */
const testFiles = [
  'src/providers/acme/acme.test.ts',
  'test/guides/added-provider.ts',
  'test/native/documented-providers.test.ts',
  'test/providers/every-kind.test.ts',
]

async function runNode(cwd: string, ...args: string[]) {
  // Run from a test, the inner test runner would report to the outer one.
  const { NODE_TEST_CONTEXT: _, ...env } = process.env
  const child = spawn(process.execPath, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] })
  const [out, err, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')])
  return { code, output: out + err }
}
