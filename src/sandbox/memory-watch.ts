// Ends runs that take more memory than V8's own limit sees: buffers lie outside of its heap. One timer looks at all
// processes that have run for a while, and none at all while nothing runs.

import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'

const everyMs = process.platform === 'linux' ? 30 : 250

export interface MemoryWatch {
  /** Calls `onExceeded` once when the process grows beyond the limit. The function returned ends the watch. */
  watch(pid: number, onExceeded: () => void): () => void
}

export function createMemoryWatch(limitBytes: number): MemoryWatch {
  const watched = new Map<number, () => void>()
  let timer: NodeJS.Timeout | undefined

  const check = (pid: number, bytes: number) => {
    const onExceeded = watched.get(pid)
    if (bytes <= limitBytes || onExceeded === undefined) return
    watched.delete(pid)
    onExceeded()
  }
  const look = () => {
    if (process.platform === 'linux') for (const pid of watched.keys()) check(pid, linuxBytes(pid))
    else if (process.platform !== 'win32' && watched.size > 0) psBytes([...watched.keys()], check)
  }
  return {
    watch(pid, onExceeded) {
      watched.set(pid, onExceeded)
      timer ??= setInterval(look, everyMs).unref()
      return () => {
        watched.delete(pid)
        if (watched.size > 0) return
        clearInterval(timer)
        timer = undefined
      }
    },
  }
}

/** What belongs to the process alone; Deno's own program is shared by all. 0 when it has ended. */
function linuxBytes(pid: number): number {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'latin1')
    const kilobytes = (name: string) =>
      Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)?.[1] ?? 0)
    return (kilobytes('RssAnon') + kilobytes('RssShmem')) * 1024
  } catch {
    return 0
  }
}

/** Deno's program, which `ps` counts in. */
const programBytes = 48 * 1024 * 1024

function psBytes(pids: readonly number[], check: (pid: number, bytes: number) => void): void {
  execFile('/bin/ps', ['-o', 'pid=,rss=', '-p', pids.join(',')], (_error, output) => {
    for (const line of output.split('\n')) {
      const [pid, kilobytes] = line.trim().split(/\s+/).map(Number)
      if (pid !== undefined && kilobytes !== undefined) check(pid, kilobytes * 1024 - programBytes)
    }
  })
}
