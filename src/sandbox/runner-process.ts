// One Deno process that runs one call at a time, of one tenant and one build for life. A class because it is exactly
// that: a lifetime. It is killed rather than asked, and whatever it says is read as if anybody had written it.

import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { Socket } from 'node:net'
import type { DenoCommand } from './deno-command.ts'
import { readMessage } from './read-message.ts'
import type { FromRunner, ToRunner } from './runner-messages.ts'

/** A line of 1 MiB that a script prints is up to six times as long in JSON. */
const maxLineBytes = 8 * 1024 * 1024
/** Bytes and messages of one run: more than the runner's own limits let through. */
const maxRunBytes = 12 * 1024 * 1024
const maxRunMessages = 20_000
const keptStderrCharacters = 8 * 1024

export interface RunnerExit {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly stderr: string
  /** Ended by us, because it wrote more than the runner ever would. */
  readonly isFlood: boolean
}

export interface RunnerListener {
  onMessage(message: FromRunner): void
  onExit(exit: RunnerExit): void
}

export class RunnerProcess {
  readonly pid: number
  /** Resolves once it takes messages. Rejects when it ends before. */
  readonly ready: Promise<void>
  readonly exited: Promise<RunnerExit>
  /** Whose process this is, once it has a script. */
  owner: string | undefined
  sourceMap: string | undefined
  isLoaded = false
  idleSince = performance.now()
  readonly #child: ChildProcess
  readonly #channel: Socket
  readonly #handles: readonly (ChildProcess | Socket)[]
  #listener: RunnerListener | undefined
  #exit: RunnerExit | undefined
  #stderr = ''
  #isFlood = false
  #pending: Buffer[] = []
  #pendingBytes = 0
  #runBytes = 0
  #runMessages = 0

  constructor({ file, args, env }: DenoCommand, cwd: string) {
    // The fourth is the socket that Deno takes for its Node channel, spoken by us: a channel of Node's own would keep
    // in memory whatever a script sends over it. Answers come over the standard output.
    const child = spawn(file, [...args], {
      cwd,
      env,
      stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
      windowsHide: true,
    })
    const channel = child.stdio[3]
    const { stdout, stderr } = child
    if (!(channel instanceof Socket && stdout instanceof Socket && stderr instanceof Socket)) {
      throw new Error('The runner process has no channel')
    }
    this.#child = child
    this.#channel = channel
    this.pid = child.pid ?? 0
    this.#handles = [child, channel, stdout, stderr]
    // Their end is seen by the exit of the process.
    for (const socket of [channel, stdout, stderr]) socket.on('error', () => {})
    stdout.on('data', (chunk: Buffer) => this.#receive(chunk))
    // Nothing reads from the channel: what a script may write to it stays in its own process.
    stderr.setEncoding('utf8')
    stderr.on('data', (text: string) => {
      this.#stderr = (this.#stderr + text).slice(-keptStderrCharacters)
    })
    this.exited = this.#whenExited()
    this.ready = this.#whenReady()
    // Who waits for neither must not make the host fail.
    this.ready.catch(() => {})
  }

  get hasExited(): boolean {
    return this.#exit !== undefined
  }

  /** Who hears of messages from now on; undefined for nobody. Only a process that somebody listens to holds the host. */
  listen(listener: RunnerListener | undefined): void {
    this.#listener = listener
    this.#hold(listener !== undefined)
    this.#runBytes = 0
    this.#runMessages = 0
    if (this.#exit !== undefined) listener?.onExit(this.#exit)
  }

  /** From here on it has its script. */
  load(sourceMap: string | undefined): void {
    this.isLoaded = true
    this.sourceMap = sourceMap
  }

  send(message: ToRunner): void {
    this.#channel.write(`${JSON.stringify(message)}\n`)
  }

  kill(): void {
    // Somebody may wait for its end, which comes after that of its sockets.
    this.#hold(true)
    this.#child.kill('SIGKILL')
  }

  #hold(isHeld: boolean): void {
    for (const handle of this.#handles) {
      if (isHeld) handle.ref()
      else handle.unref()
    }
  }

  async #whenExited(): Promise<RunnerExit> {
    const ended = await Promise.race([
      once(this.#child, 'close').then(([code, signal]) => ({ code, signal })),
      once(this.#child, 'error').then(([error]) => {
        this.#stderr += String(error)
        return { code: null, signal: null }
      }),
    ])
    this.#exit = { ...ended, stderr: this.#stderr, isFlood: this.#isFlood }
    this.#listener?.onExit(this.#exit)
    return this.#exit
  }

  #whenReady(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.listen({
        onMessage: ({ type }) => {
          if (type !== 'ready') return
          this.listen(undefined)
          resolve()
        },
        onExit: ({ code, signal, stderr }) =>
          reject(new Error(`The runner process ended with ${signal ?? code} at its start. ${stderr.trim()}`)),
      })
    })
  }

  #receive(chunk: Buffer): void {
    this.#runBytes += chunk.length
    let from = 0
    for (let end = chunk.indexOf(10); end !== -1; end = chunk.indexOf(10, from)) {
      this.#pending.push(chunk.subarray(from, end))
      from = end + 1
      this.#readLine()
    }
    if (from < chunk.length) {
      this.#pending.push(chunk.subarray(from))
      this.#pendingBytes += chunk.length - from
    }
    const isFlood =
      this.#runBytes > maxRunBytes || this.#pendingBytes > maxLineBytes || this.#runMessages > maxRunMessages
    if (!isFlood) return
    this.#isFlood = true
    this.#child.stdout?.destroy()
    this.kill()
  }

  #readLine(): void {
    const line = Buffer.concat(this.#pending)
    this.#pending = []
    this.#pendingBytes = 0
    if (line.length === 0) return
    this.#runMessages += 1
    const message = this.#runMessages > maxRunMessages ? undefined : readMessage(line.toString())
    if (message) this.#listener?.onMessage(message)
  }
}
