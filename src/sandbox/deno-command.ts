// How a runner process is started: Deno from our own dependencies, with every permission closed except calls to
// addresses that the egress guard allows. Deno enforces this below the script's language, so nothing that a script does
// to its own world opens it. IPv6 blocks are the exception: Deno denies single IPv6 addresses only, so the loopback and
// this machine's own ones are denied here and the rest is checked by `sandbox-runner/network.ts`; names are resolved to
// IPv4 on Linux. Deno's permission broker could check them too, but its answers overrule every other permission and
// come over a socket that a script can get hold of (`new net.Socket({ fd })`).

import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { BlockList } from 'node:net'
import { networkInterfaces } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import type { RefusedBlocks } from '#src/egress/refused-blocks.ts'
import { runLimits } from './runner-messages.ts'

/** Of V8's heap. What lies outside of it is limited by `memory-watch.ts`. */
const heapMb = 128
/** Ends a runner that spins although the host is gone. `idle` reports let the host replace it long before. */
const cpuSeconds = 150

export interface DenoCommand {
  readonly file: string
  readonly args: readonly string[]
  readonly env: Readonly<Record<string, string>>
}

/** @param denoDir where Deno keeps the compiled runner; removed with the sandbox. */
export function denoCommand(refused: RefusedBlocks, denoDir: string): DenoCommand {
  const runner = fileURLToPath(new URL('../../sandbox-runner/main.ts', import.meta.url))
  const denied = [...refused.ipv4, '[::]', ...ownIpv6(refused).map((address) => `[${address}]`)]
  const settings = JSON.stringify({
    refusedIpv6: refused.ipv6,
    checkNames: !hasIpv4Names(),
    limits: runLimits,
  })
  const deno = [
    findDeno(),
    'run',
    '--quiet',
    '--no-prompt',
    '--no-config',
    '--no-lock',
    '--no-remote',
    '--no-npm',
    '--allow-net',
    `--deny-net=${denied.join(',')}`,
    '--deny-import',
    // Reads as if there were nothing, instead of throwing: packages look for files and variables while they load.
    '--ignore-read',
    '--ignore-env',
    `--v8-flags=--max-old-space-size=${heapMb},--max-semi-space-size=8`,
    runner,
    settings,
  ]
  const env = {
    DENO_DIR: denoDir,
    DENO_NO_UPDATE_CHECK: '1',
    NO_COLOR: '1',
    NODE_CHANNEL_FD: '3',
    NODE_CHANNEL_SERIALIZATION_MODE: 'json',
    // See `hasIpv4Names`.
    RES_OPTIONS: 'no-aaaa',
  }
  const [file = '', ...args] = process.platform === 'win32' ? deno : [...withLimits, ...deno]
  return { file, args, env }
}

/**
 * Whether `RES_OPTIONS=no-aaaa` works, as it does from glibc 2.36 on: names then have IPv4 addresses only, and Deno checks
 * those itself after it resolved them. Elsewhere the runner looks names up and checks them before Deno does.
 */
function hasIpv4Names(): boolean {
  if (process.platform !== 'linux') return false
  // Without it a report resolves the names of all open connections.
  Reflect.set(process.report, 'excludeNetwork', true)
  const report: unknown = process.report.getReport()
  const version = /"glibcVersionRuntime":"2\.(\d+)"/.exec(JSON.stringify(report))?.[1]
  return version !== undefined && Number(version) >= 36
}

// A crash must not leave the memory of a script in a core file.
const withLimits = ['/bin/sh', '-c', `ulimit -c 0; ulimit -t ${cpuSeconds}; exec "$@"`, 'sh']

function findDeno(): string {
  const folder = path.dirname(createRequire(import.meta.url).resolve('deno/package.json'))
  const file = path.join(folder, process.platform === 'win32' ? 'deno.exe' : 'deno')
  if (!existsSync(file))
    throw new Error('Deno is not installed: its install script did not run. Try `npm rebuild deno`.')
  return file
}

/** Addresses of IPv6 by which this machine, or a cloud's metadata service, would be reached, unless they are allowed. */
function ownIpv6({ ipv6 }: RefusedBlocks): readonly string[] {
  const own = Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .filter(({ family }) => family === 'IPv6')
    .map(({ address }) => address.replace(/%.*$/, ''))
  const refused = new BlockList()
  for (const cidr of ipv6) {
    const [network = '', bits] = cidr.split('/')
    refused.addSubnet(network, Number(bits), 'ipv6')
  }
  return [...new Set(['::1', 'fd00:ec2::254', ...own])].filter((address) => refused.check(address, 'ipv6'))
}
