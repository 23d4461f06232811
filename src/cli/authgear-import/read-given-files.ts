// The files that an import is given: the two of the project, and of its resources the scripts and the names of the rest.

import { readdir, readFile, stat } from 'node:fs/promises'
import path from 'node:path'
import type { ProjectProblem, ProjectText, ReadResult } from '#src/contracts/authgear/read-yaml.ts'
import { maxScriptBytes } from '#src/values/script-size.ts'

export interface GivenFiles {
  readonly project: ProjectText
  readonly secrets: ProjectText
  readonly resources?: Resources
}

export interface Resources {
  /** As the user calls it. */
  readonly folder: string
  /** What is in it; of `deno`, each file, e.g. `deno/sms.ts`. */
  readonly names: readonly string[]
  readonly scripts: ReadonlyMap<string, ScriptFile>
}

export interface ScriptFile {
  readonly bytes: number
  /** Absent when it is no UTF-8, or longer than a script may be. */
  readonly source?: string
}

/** Names every one that cannot be read. */
export async function readGivenFiles(
  project: string,
  secrets: string,
  resources: string | undefined,
): Promise<ReadResult<GivenFiles>> {
  const problems: ProjectProblem[] = []
  const orProblem = <Value>(file: string, reading: Promise<Value>) =>
    reading.catch((error: NodeJS.ErrnoException) => {
      problems.push({ file, key: '', message: `could not be read (${error.code ?? error.message})` })
      return undefined
    })
  // One after the other, so that what is wrong is said in the order in which they were given.
  const projectText = await orProblem(project, readFile(project, 'utf8'))
  const secretsText = await orProblem(secrets, readFile(secrets, 'utf8'))
  const found = resources === undefined ? undefined : await orProblem(resources, readResources(resources))
  if (projectText === undefined || secretsText === undefined || problems.length > 0)
    return { ok: false, problems }
  return {
    ok: true,
    value: {
      project: { name: project, text: projectText },
      secrets: { name: secrets, text: secretsText },
      ...(found && { resources: found }),
    },
  }
}

async function readResources(folder: string): Promise<Resources> {
  const names: string[] = []
  const scripts = new Map<string, ScriptFile>()
  for (const name of await readdir(folder)) {
    if (name !== 'deno') {
      names.push(name)
      continue
    }
    for (const file of await readdir(path.join(folder, name))) {
      names.push(`deno/${file}`)
      if (file.endsWith('.ts')) scripts.set(`deno/${file}`, await readScript(path.join(folder, name, file)))
    }
  }
  return { folder, names: names.sort(), scripts }
}

async function readScript(file: string): Promise<ScriptFile> {
  const { size: bytes } = await stat(file)
  if (bytes > maxScriptBytes) return { bytes }
  try {
    return { bytes, source: new TextDecoder('utf-8', { fatal: true }).decode(await readFile(file)) }
  } catch (error) {
    if (error instanceof TypeError) return { bytes }
    throw error
  }
}
