#!/usr/bin/env node
// Starts Otpost on the Node that it is written for, whatever Node runs this file. Plain JavaScript that any Node from
// 20 up can read: it must never import TypeScript before it knows that this Node strips types.

import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { constants } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const neededMajor = 24
const main = new URL('../src/main.ts', import.meta.url)

if (Number.parseInt(process.versions.node, 10) >= neededMajor) {
  await import(main.href)
} else {
  const runtime = findRuntime()
  if (runtime === undefined) {
    console.error(
      `Otpost runs on Node ${neededMajor}. This is Node ${process.versions.node}, and the runtime that comes with ` +
        `Otpost is not installed. Run "npm ci" first, in ${dirname(dirname(fileURLToPath(import.meta.url)))}, ` +
        'without --ignore-scripts.',
    )
    process.exitCode = 1
  } else {
    runOn(runtime)
  }
}

/** The binary inside the `node` package, which its install script puts there. */
function findRuntime() {
  const executable = process.platform === 'win32' ? 'node.exe' : 'node'
  try {
    const manifest = createRequire(import.meta.url).resolve('node/package.json')
    const file = join(dirname(manifest), 'bin', executable)
    return existsSync(file) ? file : undefined
  } catch {
    return undefined
  }
}

/** @param {string} runtime */
function runOn(runtime) {
  const child = spawn(runtime, [fileURLToPath(main), ...process.argv.slice(2)], { stdio: 'inherit' })

  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))

  child.on('error', (error) => {
    console.error(`Otpost could not start its runtime, ${runtime}: ${error.message}`)
    process.exitCode = 1
  })
  child.on('exit', (code, signal) => {
    if (signal === null) process.exit(code ?? 1)
    // Ends the way the child ended, so that whoever started us sees the same signal.
    process.removeAllListeners(signal)
    process.kill(process.pid, signal)
    // Reached where this process survives that signal: then the code that shells use for it.
    setTimeout(() => process.exit(128 + constants.signals[signal]), 100)
  })
}
