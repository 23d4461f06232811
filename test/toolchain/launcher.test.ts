// bin/otpost.js in a copy of the layout around it, with an entry that reports what it was started with.

import assert from 'node:assert/strict'
import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { once } from 'node:events'
import { copyFile, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { type TestContext, test } from 'node:test'

/** Makes the launcher believe that it runs on a Node which does not strip types. */
const onOldNode = [
  '--import',
  `data:text/javascript,${encodeURIComponent(
    "Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '20.11.0' } })",
  )}`,
]

const major = Number.parseInt(process.versions.node, 10)

const entry = `
const args: string[] = process.argv.slice(2)
console.log(JSON.stringify({ pid: process.pid, major: Number.parseInt(process.versions.node, 10), args }))
const [how, value] = args
if (how === 'exit') process.exit(Number(value))
if (how === 'kill') process.kill(process.pid, value)
if (how === 'wait') {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => { console.log(signal); process.exit(7) })
  }
  setInterval(() => {}, 1000)
  console.log('ready')
}
`

async function layOut(t: TestContext, withRuntime = true): Promise<string> {
  const parent = await mkdtemp(join(tmpdir(), 'otpost-launcher-'))
  t.after(() => rm(parent, { recursive: true }))
  const folder = join(parent, 'with a space')
  await mkdir(join(folder, 'bin'), { recursive: true })
  await mkdir(join(folder, 'src'))
  await writeFile(join(folder, 'package.json'), '{ "type": "module" }')
  await writeFile(join(folder, 'src/main.ts'), entry)
  const launcher = join(folder, 'bin/otpost.js')
  await copyFile(new URL('../../bin/otpost.js', import.meta.url), launcher)
  if (withRuntime) {
    const runtime = join(folder, 'node_modules/node')
    await mkdir(join(runtime, 'bin'), { recursive: true })
    await writeFile(join(runtime, 'package.json'), '{ "name": "node" }')
    await symlink(process.execPath, join(runtime, 'bin', process.platform === 'win32' ? 'node.exe' : 'node'))
  }
  return launcher
}

type Child = ChildProcessByStdio<null, Readable, Readable>
const start = (...argv: string[]): Child =>
  spawn(process.execPath, argv, { stdio: ['ignore', 'pipe', 'pipe'] })

async function finish(child: Child) {
  const [out, errors, [code, signal]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close'),
  ])
  return { out, errors, code, signal }
}

test('a Node that strips types runs Otpost in the same process', async (t) => {
  const child = start(await layOut(t), 'exit', '3', '--flag', 'a b')
  const { out, code } = await finish(child)
  assert.equal(code, 3)
  assert.deepEqual(JSON.parse(out), { pid: child.pid, major, args: ['exit', '3', '--flag', 'a b'] })
})

test('an older Node hands over to the runtime that comes with Otpost, arguments and exit code included', async (t) => {
  const child = start(...onOldNode, await layOut(t), 'exit', '3', '--flag', 'a b')
  const { out, code } = await finish(child)
  assert.equal(code, 3)
  const { pid, ...rest } = JSON.parse(out)
  assert.notEqual(pid, child.pid)
  assert.deepEqual(rest, { major, args: ['exit', '3', '--flag', 'a b'] })
})

test('signals reach Otpost, whose exit code comes back', {
  skip: process.platform === 'win32',
}, async (t) => {
  const launcher = await layOut(t)
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    const child = start(...onOldNode, launcher, 'wait')
    child.stdout.once('data', function ready(data: Buffer) {
      if (data.includes('ready')) child.kill(signal)
      else child.stdout.once('data', ready)
    })
    const { out, code } = await finish(child)
    assert.deepEqual([out.trim().split('\n').at(-1), code], [signal, 7])
  }
})

test('the signal that ends Otpost ends the launcher', { skip: process.platform === 'win32' }, async (t) => {
  const launcher = await layOut(t)
  for (const signal of ['SIGKILL', 'SIGTERM', 'SIGINT'] as const) {
    assert.equal((await finish(start(...onOldNode, launcher, 'kill', signal))).signal, signal)
  }
})

test('a missing runtime is said in words', async (t) => {
  const { code, errors } = await finish(start(...onOldNode, await layOut(t, false), 'start'))
  assert.equal(code, 1)
  assert.match(
    errors,
    /^Otpost runs on Node 24\. This is Node 20\.11\.0, .*Run "npm ci" first, in .*with a space,/,
  )
  assert.doesNotMatch(errors, /\n.*\bat /)
})
