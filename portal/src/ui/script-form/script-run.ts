import type { ConsoleLine } from '../console-output.tsx'

export interface RunError {
  readonly name: string
  readonly message: string
  readonly stack?: string
}

/** How a test of a script went. */
export interface ScriptRun {
  readonly error?: RunError | undefined
  /** Why the message is not sent although nothing failed. */
  readonly refusal?: string | undefined
  readonly response: unknown
  readonly console: readonly ConsoleLine[]
  readonly durationMs: number
  readonly executionId?: string | undefined
}
