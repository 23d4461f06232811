import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { test } from 'node:test'
import { createCompiler } from './create-compiler.ts'

const compileWith = (compiler: ReturnType<typeof createCompiler>, contents: string) =>
  compiler.compile({ format: 'cjs', stdin: { contents, sourcefile: 'a.js' }, plugins: [] })

test('who compiles is not disturbed by another who has finished', async (t) => {
  const compiler = createCompiler()
  t.after(compiler.close)
  const running = Array.from({ length: 40 }, async (_, index) => {
    const other = createCompiler()
    await compileWith(other, `exports.a = ${index}`)
    await other.close()
    return compileWith(compiler, `exports.b = ${index}`)
  })
  const results = await Promise.all(running)
  assert.ok(results.every(({ ok }) => ok))
})

test('what is being compiled when its compiler is closed ends as a failure', async () => {
  const compiler = createCompiler()
  const compiling = compileWith(compiler, 'exports.a = 1')
  await compiler.close()
  assert.equal((await compiling).ok, false)
})

test('a process that compiled and forgot to close ends by itself', async () => {
  const module = new URL('./create-compiler.ts', import.meta.url).href
  const code = `import { createCompiler } from ${JSON.stringify(module)}
const { ok } = await createCompiler().compile({ format: 'cjs', stdin: { contents: '', sourcefile: 'a.js' }, plugins: [] })
process.exitCode = ok ? 7 : 8`
  const child = spawn(process.execPath, ['--input-type=module', '-e', code], {
    stdio: 'inherit',
    timeout: 20_000,
  })
  assert.deepEqual(await once(child, 'exit'), [7, null])
})
