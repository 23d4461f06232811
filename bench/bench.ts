// `npm run bench [-- --quick] [-- --only=abcd] [-- --profile=FOLDER]`: how fast Otpost starts logins beside the least
// that could do it, a durable floor, and a peer. Everything on this machine, over loopback, one contestant at a time,
// in rounds, so that a busy minute of the machine hits them all. The exit code is 1 only when something was wrong.

import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { availableParallelism, tmpdir } from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { type Child, forkFile, startChild } from './support/child.ts'
import { type Bench, type Measured, measure, type Target } from './support/measure.ts'
import { countMessages, prepareOtpost, startBody, startOtpost } from './support/otpost.ts'
import { type Letter, type Starts, table, targets, titles } from './support/report.ts'

const { values: flags } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    only: { type: 'string', default: 'abcd' },
    profile: { type: 'string' },
  },
})
const letters = (['a', 'b', 'c', 'd'] as const).filter((letter) => flags.only.includes(letter))
const rounds = flags.quick ? 1 : 3

// North American numbers of ten digits: +1 201 200 0000 and on.
let nextNumber = 12_012_000_000
const takeNumbers = (count: number) => {
  nextNumber += count
  return nextNumber - count
}

const folder = await mkdtemp(path.join(tmpdir(), 'otpost-bench-'))
// Root's PostgreSQL runs as somebody else, who must be able to pass through.
await chmod(folder, 0o711)
const gateway = await startChild('gateway.ts')
const load = forkFile('load.ts')
const bench: Bench = {
  load,
  gatewayUrl: gateway.url,
  takeNumbers,
  // The compiler goes on improving code for many seconds; a server runs for weeks.
  warmUpSeconds: flags.quick ? 2 : 12,
  seconds: flags.quick ? 3 : 6,
}
const otpostFolder = path.join(folder, 'otpost')
const results = new Map<Letter, Measured[]>(letters.map((letter) => [letter, []]))
const starts: Starts[number][] = []

const plain = { body: '{"phone_number":"NUMBER"}', headers: {} }
const contestants: Readonly<Record<Letter, () => Promise<Measured>>> = {
  a: async () => measureChild(await startChild('bare-route.ts', gateway.url), '/passwordless/start', plain),
  b: measureOtpost,
  c: async () =>
    measureChild(
      await startChild('floor.ts', gateway.url, path.join(folder, 'floor')),
      '/passwordless/start',
      plain,
    ),
  d: async () =>
    measureChild(await startChild('better-auth.ts', gateway.url), '/api/auth/phone-number/send-otp', {
      body: '{"phoneNumber":"NUMBER"}',
      headers: {},
    }),
}

async function measureChild(
  child: Child,
  route: string,
  request: Pick<Target, 'body' | 'headers'>,
): Promise<Measured> {
  try {
    return await measure({ ...request, name: route, pid: child.pid, url: child.url + route }, bench)
  } finally {
    await child.stop()
  }
}

async function measureOtpost(): Promise<Measured> {
  const profile = flags.profile === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${flags.profile}`]
  const otpost = await startOtpost(otpostFolder, takeNumbers(1), profile)
  starts.push(otpost)
  try {
    const before = await countMessages(otpostFolder)
    const url = `${otpost.url}/passwordless/start`
    const body = startBody('NUMBER')
    const measured = await measure({ name: 'Otpost', pid: otpost.pid, url, body, headers: {} }, bench)
    const after = await countMessages(otpostFolder)
    const accepted = (after.get('accepted') ?? 0) - (before.get('accepted') ?? 0)
    if (accepted !== measured.answeredInAll || after.size > 1) {
      throw new Error(
        `Otpost answered ${measured.answeredInAll} times but keeps ${accepted} accepted messages.`,
      )
    }
    return measured
  } finally {
    await otpost.stop()
  }
}

function print(text: string): void {
  process.stdout.write(`${text}\n`)
}

try {
  print(
    `${rounds} round(s) of ${bench.seconds} s on ${availableParallelism()} cores, Node ${process.version}`,
  )
  if (letters.includes('b')) {
    const firstStartMs = await prepareOtpost(otpostFolder, gateway.url)
    print(`(b) first start on an empty folder: ${Math.round(firstStartMs)} ms to /healthz`)
  }
  for (let round = 1; round <= rounds; round += 1) {
    for (const letter of letters) {
      const measured = await contestants[letter]()
      results.get(letter)?.push(measured)
      print(`round ${round} (${letter}) ${titles[letter]}: ${Math.round(measured.perSecond)}/s`)
    }
  }
  print(`\n${table(results)}\n\n${targets(results, starts).join('\n')}`)
} finally {
  load.disconnect()
  await gateway.stop()
  await rm(folder, { recursive: true, force: true })
}
