// A real npm registry as small as one can be: it serves the packages it is told to, over HTTP on loopback.

import { createHash } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gzipSync } from 'node:zlib'

/** A package.json and what else is in the package. */
export interface TestPackage {
  readonly name: string
  readonly version: string
  readonly files: Readonly<Record<string, string>>
  /** More of its package.json. */
  readonly manifest?: Readonly<Record<string, unknown>>
}

export interface TestRegistry {
  readonly url: string
  /** The paths that were asked for. */
  readonly requests: string[]
}

export async function startRegistry(
  t: { after(fn: () => void): void },
  packages: readonly TestPackage[],
): Promise<TestRegistry> {
  const requests: string[] = []
  const packed = new Map<TestPackage, Buffer>()
  const tarballOf = (each: TestPackage) => {
    const tarball = packed.get(each) ?? pack(each)
    packed.set(each, tarball)
    return tarball
  }
  const server = createServer((request, response) => {
    const path = decodeURIComponent(request.url ?? '')
    requests.push(path)
    const tarball = packages.find((each) => path === tarballPath(each))
    if (tarball !== undefined) return response.end(tarballOf(tarball))
    const versions = packages.filter(({ name }) => path === `/${name}`)
    if (versions.length === 0) {
      response.statusCode = 404
      return response.end('{"error":"Not found"}')
    }
    response.setHeader('content-type', 'application/json')
    response.end(JSON.stringify(describe(versions, `http://${request.headers.host}`, tarballOf)))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.after(() => {
    server.close()
    server.closeAllConnections()
  })
  const { port } = server.address() as AddressInfo
  return { url: `http://127.0.0.1:${port}/`, requests }
}

const tarballPath = ({ name, version }: TestPackage) =>
  `/${name}/-/${name.replace(/^@.*\//, '')}-${version}.tgz`

function describe(
  versions: readonly TestPackage[],
  origin: string,
  tarballOf: (each: TestPackage) => Buffer,
) {
  const entries = versions.map((each) => {
    const shasum = createHash('sha1').update(tarballOf(each)).digest('hex')
    const dist = { tarball: `${origin}${tarballPath(each)}`, shasum }
    return [each.version, { ...manifest(each), dist }] as const
  })
  const latest = versions.at(-1)?.version
  return { name: versions[0]?.name, 'dist-tags': { latest }, versions: Object.fromEntries(entries) }
}

const manifest = ({ name, version, manifest = {} }: TestPackage) => ({ name, version, ...manifest })

function pack(each: TestPackage): Buffer {
  const files = { 'package.json': JSON.stringify(manifest(each)), ...each.files }
  const entries = Object.entries(files).map(([path, text]) => tarEntry(`package/${path}`, Buffer.from(text)))
  return gzipSync(Buffer.concat([...entries, Buffer.alloc(1024)]))
}

function tarEntry(path: string, content: Buffer): Buffer {
  const header = Buffer.alloc(512)
  const octal = (value: number, length: number) => `${value.toString(8).padStart(length - 1, '0')}\0`
  header.write(path, 0)
  header.write(octal(0o644, 8), 100)
  header.write(octal(0, 8), 108)
  header.write(octal(0, 8), 116)
  header.write(octal(content.length, 12), 124)
  header.write(octal(0, 12), 136)
  header.write(' '.repeat(8), 148)
  header.write('0', 156)
  header.write('ustar\x0000', 257)
  const sum = header.reduce((total, byte) => total + byte, 0)
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148)
  return Buffer.concat([header, content, Buffer.alloc((512 - (content.length % 512)) % 512)])
}
