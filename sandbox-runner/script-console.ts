// What a script prints, however it prints it, becomes lines for the host. The process's own output goes nowhere.

import { Buffer } from 'node:buffer'
import nodeConsole from 'node:console'
import process from 'node:process'
import { Writable } from 'node:stream'
import { format } from 'node:util'
import type { ConsoleLevel } from '../src/sandbox/runner-messages.ts'

export type Print = (level: ConsoleLevel, text: string) => void

type AnyFunction = (...args: unknown[]) => unknown

const levels = { log: 'log', info: 'info', debug: 'debug', warn: 'warn', error: 'error' } as const

export function captureConsole(print: Print): void {
  // What `console.table` and its like print is made by Node's own, and taken from its streams.
  const stream = (to: ConsoleLevel) =>
    new Writable({
      decodeStrings: false,
      write(chunk, _encoding, done) {
        print(to, withoutNewline(String(chunk)))
        done()
      },
    })
  const rest = new nodeConsole.Console({ stdout: stream('log'), stderr: stream('error'), colorMode: false })
  const captured: Record<string, unknown> = {}
  for (const name of Object.keys(nodeConsole)) {
    const method: unknown = Reflect.get(rest, name)
    if (typeof method === 'function') captured[name] = method.bind(rest)
  }
  let indent = ''
  for (const [name, to] of Object.entries(levels)) {
    captured[name] = (...args: unknown[]) => {
      const text = format(...args)
      print(to, indent === '' ? text : indent + text.replaceAll('\n', `\n${indent}`))
    }
  }
  captured.trace = (...args: unknown[]) => {
    const { stack = '' } = new Error()
    print('error', `Trace: ${format(...args)}\n${stack.split('\n').slice(2).join('\n')}`)
  }
  captured.group = captured.groupCollapsed = (...args: unknown[]) => {
    if (args.length > 0) print('log', indent + format(...args))
    indent += '  '
  }
  captured.groupEnd = () => {
    indent = indent.slice(2)
  }
  captured.clear = () => {}
  captured.Console = nodeConsole.Console
  for (const target of [globalThis.console, nodeConsole]) {
    for (const name of Reflect.ownKeys(target)) {
      if (typeof name === 'string' && typeof Reflect.get(target, name) === 'function')
        Reflect.deleteProperty(target, name)
    }
    Object.assign(target, captured)
  }
  captureStreams(print)
}

function captureStreams(print: Print): void {
  const write =
    (to: ConsoleLevel): AnyFunction =>
    (chunk, encoding, done) => {
      print(to, withoutNewline(typeof chunk === 'string' ? chunk : decode(chunk)))
      const callback = typeof encoding === 'function' ? encoding : done
      if (typeof callback === 'function') queueMicrotask(() => callback())
      return true
    }
  for (const [name, to] of [
    ['stdout', 'log'],
    ['stderr', 'error'],
  ] as const) {
    const stream = new Writable()
    Object.assign(stream, { write: write(to), isTTY: false, columns: 80, rows: 24, fd: to === 'log' ? 1 : 2 })
    Object.defineProperty(process, name, { value: stream, configurable: true, writable: true })
    const bytes = (chunk: Uint8Array) => {
      print(to, withoutNewline(decode(chunk)))
      return chunk.length
    }
    Object.defineProperty(Deno, name, {
      value: {
        writeSync: bytes,
        write: async (chunk: Uint8Array) => bytes(chunk),
        isTerminal: () => false,
        close() {},
      },
      configurable: true,
    })
  }
}

const decode = (chunk: unknown) =>
  chunk instanceof Uint8Array ? Buffer.from(chunk).toString() : String(chunk)
const withoutNewline = (text: string) => (text.endsWith('\n') ? text.slice(0, -1) : text)
