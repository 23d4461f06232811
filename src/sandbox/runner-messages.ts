// What the host and a runner process say to each other: one JSON object per line. The runner takes this file's types.
// A runner runs somebody's script, so everything that comes from it is read as data that anyone may have written.

import type { ScriptBuild, ScriptEntry } from './types.ts'

export const consoleLevels = ['debug', 'info', 'log', 'warn', 'error'] as const
export type ConsoleLevel = (typeof consoleLevels)[number]

export interface CacheEntry {
  readonly key: string
  readonly value: string
  /** Milliseconds since 1970. */
  readonly expiresAt: number
}

export type CacheChange = { readonly set: CacheEntry } | { readonly delete: string }

export type RunnerBuild = Pick<ScriptBuild, 'dialect' | 'code' | 'dependencies'>

export interface RunMessage {
  readonly type: 'run'
  readonly id: number
  /** With the first run only: a process has one build for life. */
  readonly build?: RunnerBuild
  readonly entry: ScriptEntry
  readonly env: Readonly<Record<string, string>>
  readonly cache: readonly CacheEntry[]
}

export type ToRunner = RunMessage | { readonly type: 'ping'; readonly id: number }

export interface RunnerError {
  readonly name: string
  readonly message: string
  readonly stack?: string
}

export type FromRunner =
  | { readonly type: 'ready' }
  | { readonly type: 'pong'; readonly id: number }
  | { readonly type: 'console'; readonly id: number; readonly level: ConsoleLevel; readonly text: string }
  | { readonly type: 'truncated'; readonly id: number }
  | { readonly type: 'refused'; readonly id: number; readonly address: string }
  | {
      readonly type: 'returned'
      readonly id: number
      readonly json: string
      readonly changes: readonly CacheChange[]
    }
  | {
      readonly type: 'decided'
      readonly id: number
      readonly end: 'dropped' | 'retry'
      readonly reason: string
      readonly changes: readonly CacheChange[]
    }
  | {
      readonly type: 'failed'
      readonly id: number
      readonly kind: 'threw' | 'no_function' | 'bad_result'
      readonly error: RunnerError
    }
  /** Nothing of the run is left. `reusable` is false when it changed what the next would stand on. */
  | { readonly type: 'idle'; readonly id: number; readonly reusable: boolean; readonly cpuMs: number }

/** What one run may print and return. The runner keeps to them; the host kills who does not. */
export const runLimits = {
  consoleBytes: 1024 * 1024,
  consoleLines: 10_000,
  resultBytes: 256 * 1024,
  resultDepth: 100,
  errorCharacters: 16 * 1024,
} as const
