import { useMemo, useState } from 'react'
import type { CodeProblem } from '../code-editor/code-editor.tsx'
import type { RunError } from './script-run.ts'

interface RunProblems {
  readonly problems: readonly CodeProblem[]
  /** Says how a run of the code, as it is now, has ended. */
  readonly tell: (error: RunError | undefined) => void
}

/** Where the last run of a code failed, until the code is another one: then lines have moved. */
export function useRunProblems(code: string): RunProblems {
  const [last, setLast] = useState<{ readonly code: string; readonly error: RunError | undefined }>()
  const error = last?.code === code ? last.error : undefined
  const problems = useMemo(() => readPlace(error), [error])
  return { problems, tell: (ended) => setLast({ code, error: ended }) }
}

/** The innermost place in the code itself: `at deep (action.js:2:15)`. */
function readPlace(error: RunError | undefined): readonly CodeProblem[] {
  const [, line, column] = /\b(?:action|hook)\.js:(\d+):(\d+)/.exec(error?.stack ?? '') ?? []
  if (!error || line === undefined) return []
  return [{ message: `${error.name}: ${error.message}`, line: Number(line), column: Number(column) }]
}
