// What the rest of Otpost knows of scripts: how one is built, and how a build is called. The sandbox runs code and says
// how the run ended; what that means for a message is for whoever called.

import type { ConsoleLine } from '#src/messaging/types.ts'
import type { Json, ScriptDependency, ScriptProblem } from '#src/settings/records.ts'
import type { ActionHandler } from '#src/values/triggers.ts'

/** Whose conventions a script follows: Authgear's Custom JS/TS, Auth0's Actions, Auth0's Hooks. */
export const scriptDialects = ['authgear', 'action', 'hook'] as const
export type ScriptDialect = (typeof scriptDialects)[number]

export interface ScriptSource {
  readonly dialect: ScriptDialect
  readonly code: string
  readonly dependencies: readonly ScriptDependency[]
}

/** A script ready to run, with everything it needs: nothing is fetched or compiled for it any more. */
export interface ScriptBuild {
  /** A hash of the source: the same source has the same id. */
  readonly id: string
  readonly dialect: ScriptDialect
  /** What runs: for `authgear` an ES module, else the CommonJS source as it was written. */
  readonly code: string
  /** Maps positions in `code` to the source, where they differ. Source map v3, as JSON. */
  readonly sourceMap?: string
  /** A CommonJS bundle whose exports map each specifier that the script may require to a function that loads it. */
  readonly dependencies?: string
}

export type BuildResult =
  | { readonly ok: true; readonly build: ScriptBuild }
  | { readonly ok: false; readonly problems: readonly ScriptProblem[] }

export interface ScriptBuilder {
  /** Fetches what the script depends on and makes a build. Says what is wrong as a value; never runs the script. */
  build(source: ScriptSource): Promise<BuildResult>
  /** The type errors of an `authgear` script (authgear contract 2.6). */
  checkTypes(code: string): Promise<readonly ScriptProblem[]>
  checkExport(code: string): Promise<readonly ScriptProblem[]>
}

/** How the script is entered. */
export type ScriptEntry =
  | { readonly dialect: 'authgear'; readonly payload: Json }
  | {
      readonly dialect: 'action'
      readonly handler: ActionHandler
      readonly event: Json
    }
  | { readonly dialect: 'hook'; readonly recipient: string; readonly text: string; readonly context: Json }

export interface ScriptCall {
  readonly tenantId: string
  /** The build to run; asked for with `loadBuild` when no process has it yet. */
  readonly buildId: string
  readonly loadBuild: () => Promise<ScriptBuild>
  readonly entry: ScriptEntry
  /** What `Deno.env` and `process.env` show the script. */
  readonly env?: Readonly<Record<string, string>>
  /** Whose `api.cache` an Action sees: calls of one tenant and scope share entries. */
  readonly cacheScope?: string
}

export const scriptFailureKinds = [
  /** It threw, rejected, called back with an error, or left an error that nobody caught. */
  'threw',
  /** The function that the dialect asks for is not there. */
  'no_function',
  /** It was stopped at its time limit. */
  'timed_out',
  'out_of_memory',
  /** It ended its own process, or broke it. */
  'exited',
  /** Its answer is larger than an answer may be, or is nothing that JSON can say. */
  'bad_result',
  /** The sandbox itself could not run it: no process starts, or too many calls wait. */
  'not_run',
] as const
export type ScriptFailureKind = (typeof scriptFailureKinds)[number]

export type ScriptResult =
  /** `undefined`, functions and symbols come back as null, as JSON says them (authgear contract 2.2). */
  | { readonly end: 'returned'; readonly value: Json }
  /** An Action's `api.notification.drop` or `.retry`; the last call wins. */
  | { readonly end: 'dropped'; readonly reason: string }
  | { readonly end: 'retry'; readonly reason: string }
  | {
      readonly end: 'failed'
      readonly kind: ScriptFailureKind
      /** As the script's author should read it: positions are those of the source. */
      readonly error: { readonly name: string; readonly message: string; readonly stack?: string }
    }

export interface ScriptRun {
  readonly result: ScriptResult
  readonly console: readonly ConsoleLine[]
  /** Whether output beyond the limit was thrown away. */
  readonly consoleTruncated: boolean
  /** Addresses that the egress guard refused, e.g. `169.254.169.254`. */
  readonly refusedAddresses: readonly string[]
  readonly durationMs: number
}

/**
 * Runs a build once, in a process that runs nothing else meanwhile. Resolves however the run ends; an aborted signal
 * ends it as `timed_out`. Nothing of the run goes on afterwards.
 */
export type RunScript = (call: ScriptCall, signal: AbortSignal) => Promise<ScriptRun>
