// The ways to and from the host. What it says comes over the Node channel that it opened for this process; answers are
// written to the standard output, which waits until they are gone: what was printed is known even when the script
// never gives the event loop another turn. Everything is captured before a script runs. The host trusts none of it.

import process from 'node:process'
import type { FromRunner, ToRunner } from '../src/sandbox/runner-messages.ts'

// Captured before the first script runs.
const { stringify } = JSON
const { isArray } = Array
const { apply, get, ownKeys } = Reflect

export interface Channel {
  send(message: FromRunner): void
  /** While it holds, the process stays; without it, the process ends once nothing is left to do. */
  hold(): void
  release(): void
}

export function openChannel(receive: (message: ToRunner) => void): Channel {
  const { channel } = process
  if (!channel) throw new Error('The runner is started by Otpost only')
  const hold = channel.ref.bind(channel)
  const release = channel.unref.bind(channel)
  const exit = process.exit.bind(process)
  process.on('message', receive)
  process.on('disconnect', () => exit(0))
  // `disconnect` stays: Deno calls it when the host is gone.
  Reflect.deleteProperty(process, 'send')

  const write = Deno.stdout.writeSync.bind(Deno.stdout)
  const encoder = new TextEncoder()
  const encode = encoder.encode.bind(encoder)
  const subarray = Uint8Array.prototype.subarray
  return {
    send(message) {
      // A script may have written to the same place; its text must not swallow the line.
      let bytes: Uint8Array = encode(`\n${toJson(message)}\n`)
      while (bytes.length > 0) bytes = apply(subarray, bytes, [write(bytes)])
    },
    hold,
    release,
  }
}

/** As JSON.stringify, but blind to what a script put on prototypes, such as `toJSON`. */
function toJson(value: unknown): string {
  if (typeof value !== 'object' || value === null) return stringify(value) ?? 'null'
  let text = ''
  if (isArray(value)) {
    for (let i = 0; i < value.length; i += 1) text += `${i === 0 ? '' : ','}${toJson(value[i])}`
    return `[${text}]`
  }
  const keys = ownKeys(value)
  for (let i = 0; i < keys.length; i += 1) {
    const key = keys[i] as string
    text += `${i === 0 ? '' : ','}${stringify(key)}:${toJson(get(value, key))}`
  }
  return `{${text}}`
}
