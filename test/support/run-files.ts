/**
 * Runs what run.ts gives it, in that order: `node [--test-flags] run-files.ts <how many at once> [--test-name-pattern=…]
 * <file> …`. Tells what node's `spec` tells, and after it which test files took the longest.
 */
import path from 'node:path'
import { finished } from 'node:stream/promises'
import { type EventData, run } from 'node:test'
import { spec } from 'node:test/reporters'

const shown = 15
/** As a flag of node it would choose among files, by their paths, where files are run from here. */
const namePattern = '--test-name-pattern='

const [atOnce, ...args] = process.argv.slice(2)
const files = args.filter((arg) => !arg.startsWith(namePattern))
const testNamePatterns = args
  .filter((arg) => arg.startsWith(namePattern))
  .map((arg) => arg.slice(namePattern.length))
// Until a whole run is told to be good, it is not.
process.exitCode = 1
const tookMs = new Map<string, number>()
const addTime = ({ file, nesting, details }: EventData.TestPass | EventData.TestFail) => {
  if (nesting > 0 || file === undefined) return
  const name = path.relative('.', file)
  tookMs.set(name, (tookMs.get(name) ?? 0) + details.duration_ms)
}
const events = run({ files, testNamePatterns, concurrency: Number(atOnce) })
events.on('test:pass', addTime)
events.on('test:fail', addTime)
events.on('test:summary', ({ file, success }) => {
  if (file === undefined) process.exitCode = success ? 0 : 1
})
const report = events.compose(spec)
report.pipe(process.stdout)
await finished(report)
process.stdout.write(slowest())

function slowest(): string {
  const sorted = [...tookMs].sort(([, one], [, other]) => other - one).slice(0, shown)
  const lines = sorted.map(([file, ms]) => `${(ms / 1000).toFixed(1).padStart(8)}  ${file}\n`)
  return `\nThe slowest test files, in seconds:\n${lines.join('')}`
}
