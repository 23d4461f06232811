// Entry: hands the command line to cli/. Everything else is imported after the compile cache is on, which spares a
// start some of the time that compiling the libraries and stripping types takes.

import { enableCompileCache } from 'node:module'
import { fileURLToPath } from 'node:url'

// Beside the code and not in the shared temporary folder, where another user of the machine could have put code. Where
// this folder cannot be written, there is just no cache.
enableCompileCache(fileURLToPath(new URL('../node_modules/.cache/otpost', import.meta.url)))
const { runCli } = await import('./cli/cli.ts')
await runCli(process.argv)
