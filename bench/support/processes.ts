// What a contestant costs, from /proc: memory and processor time of a process and everything it started. Memory is
// PSS: pages that several processes share count once in the sum.

import { readdirSync, readFileSync } from 'node:fs'

/** The process and all its descendants. */
function treeOf(root: number): number[] {
  const children = new Map<number, number[]>()
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue
    const parent = Number(statOf(Number(name))?.[1])
    children.set(parent, [...(children.get(parent) ?? []), Number(name)])
  }
  const tree = [root]
  for (const pid of tree) tree.push(...(children.get(pid) ?? []))
  return tree
}

export function memoryMb(root: number): number {
  let kilobytes = 0
  for (const pid of treeOf(root)) {
    kilobytes += Number(/^Pss:\s+(\d+)/m.exec(read(`/proc/${pid}/smaps_rollup`))?.[1] ?? 0)
  }
  return kilobytes / 1024
}

export interface CpuSeconds {
  readonly root: number
  /** The root's descendants, those that ended included. */
  readonly others: number
}

export function cpuSeconds(root: number): CpuSeconds {
  let others = 0
  let own = 0
  for (const pid of treeOf(root)) {
    const [, , ...times] = statOf(pid) ?? []
    const [user = 0, system = 0, endedUser = 0, endedSystem = 0] = times.slice(9, 13).map(Number)
    const running = user + system
    if (pid === root) own = running
    else others += running
    others += endedUser + endedSystem
  }
  return { root: own / ticksPerSecond, others: others / ticksPerSecond }
}

const ticksPerSecond = 100

/** The fields of `stat` after the name, which may hold spaces: state, parent, … */
function statOf(pid: number): string[] | undefined {
  const text = read(`/proc/${pid}/stat`)
  return text === '' ? undefined : text.slice(text.lastIndexOf(')') + 2).split(' ')
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return '' // It ended meanwhile.
  }
}
