import assert from 'node:assert/strict'
import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { checkBoundaries } from '../../scripts/check-boundaries.ts'

/** A small project in the shape of this one, which keeps every rule. */
const sound = {
  'src/messaging/types.ts': 'export interface Message { id: string }\nexport const word = 1\n',
  'src/config/config.ts': 'export interface Config { port: number }\nexport const defaults = 1\n',
  'src/storage/store.ts': "import { word } from '#src/messaging/types.ts'\nexport const store = word\n",
  'src/inbound/http/tls.ts':
    "import type { Config } from '#src/config/config.ts'\nexport type Port = Config['port']\n",
  'src/messaging/types.test.ts': "import { store } from '#src/storage/store.ts'\nconsole.log(store)\n",
  'test/server.ts': 'export const server = 1\n',
}

async function problemsOf(t: TestContext, files: Record<string, string>): Promise<readonly string[]> {
  const root = await mkdtemp(join(tmpdir(), 'otpost-boundaries-'))
  t.after(() => rm(root, { recursive: true }))
  for (const name of ['.dependency-cruiser.mjs', 'tsconfig.json']) {
    await copyFile(new URL(`../../${name}`, import.meta.url), join(root, name))
  }
  const manifest = { type: 'module', imports: { '#src/*': './src/*', '#test/*': './test/*' } }
  await writeFile(join(root, 'package.json'), JSON.stringify(manifest))
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(root, name)), { recursive: true })
    await writeFile(join(root, name), content)
  }
  return (await checkBoundaries(root)).problems
}

test('a project that keeps the rules has no problems', async (t) => {
  assert.deepEqual(await problemsOf(t, sound), [])
})

test('every kind of forbidden import is found', async (t) => {
  const cases: Record<string, Record<string, string>> = {
    'messaging-is-the-core': {
      'src/messaging/a.ts': "import { store } from '#src/storage/store.ts'\nexport const a = store\n",
    },
    'storage-fills-ports-config-types-only': {
      'src/storage/a.ts': "import { defaults } from '#src/config/config.ts'\nexport const a = defaults\n",
    },
    'identity-beside-the-core': {
      'src/identity/a.ts': "import { go } from '#src/flows/go.ts'\nexport const a = go\n",
      'src/flows/go.ts': 'export const go = 1\n',
    },
    'flows-are-use-cases': {
      'src/flows/a.ts': "import { b } from '#src/contracts/b.ts'\nexport const a = b\n",
      'src/contracts/b.ts': 'export const b = 1\n',
    },
    'no-sibling-providers': {
      'src/providers/one/index.ts': "import { two } from '../two/index.ts'\nexport const one = two\n",
      'src/providers/two/index.ts': 'export const two = 2\n',
    },
    'no-sibling-dialects': {
      'src/inbound/auth0/a.ts': "import type { B } from '../native/b.ts'\nexport type A = B\n",
      'src/inbound/native/b.ts': 'export type B = 1\n',
    },
    'src-stands-alone': {
      'src/storage/a.ts': "import { server } from '#test/server.ts'\nexport const a = server\n",
    },
    'no-cycles': {
      'src/storage/a.ts': "import { b } from './b.ts'\nexport const a = () => b\n",
      'src/storage/b.ts': "import { a } from './a.ts'\nexport const b = () => a\n",
    },
    'no-unresolvable-imports': {
      'src/storage/a.ts': "import { b } from '#src/storage/gone.ts'\nexport const a = b\n",
    },
    'every-folder-has-a-rule': {
      'src/utils/a.ts': "import { word } from '#src/messaging/types.ts'\nexport const a = word\n",
    },
  }
  for (const [rule, files] of Object.entries(cases)) {
    const problems = await problemsOf(t, { ...sound, ...files })
    assert.ok(
      problems.length > 0 && problems.every((problem) => problem.startsWith(`${rule}: `)),
      `${rule}: ${problems}`,
    )
  }
})

test('a checker that sees nothing, or follows nothing, fails', async (t) => {
  assert.ok(
    (await problemsOf(t, { 'src/readme.md': '', 'test/server.ts': sound['test/server.ts'] })).some(
      (problem) => problem.includes('saw no file at all'),
    ),
  )
  const apart = { 'src/messaging/types.ts': sound['src/messaging/types.ts'] }
  assert.ok((await problemsOf(t, apart)).some((problem) => problem.includes('resolved no #src/ import')))
})
