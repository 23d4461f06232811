// Writes the pages of docs/ that come from schemas. With --check it writes nothing and fails when one is stale.

import { readFile, writeFile } from 'node:fs/promises'
import { providersDoc } from './providers-doc.ts'
import { purposesDoc } from './purposes-doc.ts'
import { settingsDoc } from './settings-doc.ts'

const pages = {
  'docs/settings.md': settingsDoc,
  'docs/providers.md': providersDoc,
  'docs/purposes.md': purposesDoc,
}

for (const [name, page] of Object.entries(pages)) {
  const file = new URL(`../${name}`, import.meta.url)
  const wanted = page()
  const there = await readFile(file, 'utf8').catch(() => '')
  if (!process.argv.includes('--check')) {
    await writeFile(file, wanted)
  } else if (there.replaceAll('\r\n', '\n') !== wanted) {
    console.error(`${name} is stale. Run: npm run generate`)
    process.exitCode = 1
  }
}
