// Plays every case of every file in folders beside this one. A file has a server and a gateway of its own; its cases are
// played in order. To add a case, add data: case-schema.ts says what a file may hold, match.ts what it may expect.

import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'node:test'
import { Compile } from 'typebox/compile'
import { startGateway } from '#test/support/gateway.ts'
import { startTestServer } from '#test/support/server.ts'
import { type ContractFile, contractFile } from './case-schema.ts'
import { runCase, runSetup } from './run-case.ts'

const folder = import.meta.dirname
const validator = Compile(contractFile)

/** Folders that have a test file of their own, so that they are played at the same time as the others. */
export const playedAlone = ['management', 'mfa'] as const

export function playFolders(isPlayed: (name: string) => boolean): void {
  const files = globSync('*/*.json', { cwd: folder })
    .filter((file) => isPlayed(file.split(/[/\\]/)[0] ?? ''))
    .sort()

  test('there are cases to play', () => {
    assert.ok(files.length > 0, `no fixture in ${folder}`)
  })

  for (const file of files) {
    test(file, async (t) => {
      const { settings, setup = [], cases } = readFile(file)
      const server = await startTestServer(t, settings)
      const stage = await runSetup(setup, { server, gateway: await startGateway(t) })
      for (const given of cases) {
        await t.test(given.name, () => runCase(given, stage))
      }
    })
  }
}

function readFile(file: string): ContractFile {
  const content: unknown = JSON.parse(readFileSync(join(folder, file), 'utf8'))
  if (validator.Check(content)) return content
  const problems = validator.Errors(content).map(({ instancePath, message }) => `${instancePath} ${message}`)
  throw new Error(`${file} is no fixture file:\n${problems.join('\n')}`)
}
