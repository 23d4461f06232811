/**
 * Which test files share a process. Loading the server and the test runner takes a second of a core, more than many a
 * file takes for its tests. In a shared process one file follows the other; each still has its own server and database.
 */
import { readFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { pathToFileURL } from 'node:url'

/** Folders, and how many of their files follow each other at most: a process is done in about a minute. */
const shared = [
  { folder: 'src/', most: 40 },
  { folder: 'test/browser/', most: 3 },
  { folder: 'test/guides/', most: 3 },
  { folder: 'test/mfa/', most: 4 },
  { folder: 'test/native/', most: 5 },
  { folder: 'test/portal/', most: 6 },
  { folder: 'test/seeds/', most: 5 },
  { folder: 'test/storage/', most: 3 },
  // Those that stand in no folder of their own.
  { folder: 'test/', most: 4, isFlat: true },
]

/** What a file does to its process it would do to those that follow, so it has one to itself. */
const changesProcess = /\bprocess\.(env|on|once|chdir|exit)\b|\bmock\.(timers|method|module)\b/

/** What node is to run, in the order of the files: a file that has its process to itself, or one that imports some. */
export async function shareProcesses(files: readonly string[], folder: string): Promise<string[]> {
  const groups: string[][] = []
  const open = new Map<string, string[]>()
  for (const file of files) {
    const rule = shared.find(
      ({ folder, isFlat }) =>
        file.startsWith(folder) && (isFlat !== true || !file.slice(folder.length).includes(path.sep)),
    )
    if (rule === undefined || changesProcess.test(readFileSync(file, 'utf8'))) {
      groups.push([file])
      continue
    }
    const group = open.get(rule.folder)
    if (group !== undefined && group.length < rule.most) {
      group.push(file)
      continue
    }
    const next = [file]
    groups.push(next)
    open.set(rule.folder, next)
  }
  return Promise.all(
    groups.map(async ([first = '', ...others], index) => {
      if (others.length === 0) return first
      const name = path.join(folder, `${index + 1}.mjs`)
      const imports = [first, ...others].map((file) => `import ${JSON.stringify(pathToFileURL(file).href)}\n`)
      await writeFile(name, imports.join(''))
      return name
    }),
  )
}
