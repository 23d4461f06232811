// Writes a .br and a .gz beside each asset, so that the server compresses nothing while it serves.

import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import type { Plugin } from 'vite'

const brotli = promisify(brotliCompress)
const deflate = promisify(gzip)

/** What is smaller gains nothing from being compressed. */
const minimumBytes = 1024
/** The last levels take many seconds for a large file and save a few percent. */
const largeBytes = 256 * 1024

export function compressAssets(): Plugin {
  return {
    name: 'compress-assets',
    apply: 'build',
    generateBundle: {
      order: 'post',
      async handler(_options, bundle) {
        const files = Object.values(bundle).filter(({ fileName }) => /\.(js|css|svg|json)$/.test(fileName))
        await Promise.all(
          files.map(async (file) => {
            const content = Buffer.from(file.type === 'chunk' ? file.code : file.source)
            if (content.length < minimumBytes) return
            const isLarge = content.length > largeBytes
            const params = {
              [constants.BROTLI_PARAM_QUALITY]: isLarge ? 5 : 11,
              [constants.BROTLI_PARAM_SIZE_HINT]: content.length,
            }
            const [br, gz] = await Promise.all([
              brotli(content, { params }),
              deflate(content, { level: isLarge ? 6 : 9 }),
            ])
            this.emitFile({ type: 'asset', fileName: `${file.fileName}.br`, source: br })
            this.emitFile({ type: 'asset', fileName: `${file.fileName}.gz`, source: gz })
          }),
        )
      },
    },
  }
}
