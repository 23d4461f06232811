// From the text that an operator saved to what the sandbox runs. Never runs any of it: not the script, not a package,
// not a package's install scripts. A script without packages is built without a request to anyone.

import { mkdtemp, realpath, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Egress } from '#src/egress/create-egress.ts'
import type { Log } from '#src/observability/log.ts'
import type { ScriptBuilder } from '../types.ts'
import { buildCommonJs } from './build-commonjs.ts'
import { buildModule } from './build-module.ts'
import { checkExport } from './check-export.ts'
import { createTypeChecker } from './check-types.ts'
import { createCompiler } from './create-compiler.ts'
import { createInstaller } from './create-installer.ts'
import { readModule } from './read-module.ts'
import type { Environment } from './run-npm.ts'

export interface ScriptBuilderOptions {
  readonly egress: Pick<Egress, 'check' | 'sendHttp'>
  readonly log: Log
  /** What npm is run with: it finds its own configuration there, and in the files that it names. */
  readonly npmEnvironment: Environment
  /** Where packages are unpacked while they are bundled; the system's folder for such things unless given. */
  readonly tempFolder?: string
}
export type ClosableScriptBuilder = ScriptBuilder & {
  /** Ends what is being built, and removes what was fetched. */
  close(): Promise<void>
}

export function createScriptBuilder(options: ScriptBuilderOptions): ClosableScriptBuilder {
  const { egress, log, npmEnvironment, tempFolder = tmpdir() } = options
  let made: Promise<string> | undefined
  /** Most scripts need none. */
  const folder = () => {
    made ??= mkdtemp(join(tempFolder, 'otpost-scripts-')).then((path) => realpath(path))
    return made
  }
  const compiler = createCompiler()
  const installer = createInstaller({ folder, environment: npmEnvironment, egress, log })
  const typeChecker = createTypeChecker({ folder, log })
  return {
    build: (source) =>
      source.dialect === 'authgear'
        ? buildModule(source, { compiler, installer, egress })
        : buildCommonJs(source, { compiler, installer }),
    checkExport: (code) => checkExport(code, compiler),
    async checkTypes(code) {
      const read = await readModule(code, compiler)
      if (read && (read.isJavaScript || read.problems.length > 0)) return read.problems
      return typeChecker.check(code)
    },
    async close() {
      installer.close()
      typeChecker.close()
      await compiler.close()
      if (made !== undefined) await rm(await made, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}
