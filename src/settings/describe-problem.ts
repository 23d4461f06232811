import type { ScriptProblem } from './records.ts'

/** `line 3, column 5: Unexpected token`, as far as it is known where. */
export function describeProblem({ message, line, column }: ScriptProblem): string {
  if (line === undefined) return message
  return column === undefined ? `line ${line}: ${message}` : `line ${line}, column ${column}: ${message}`
}

export function describeProblems(problems: readonly ScriptProblem[]): string {
  return problems.map(describeProblem).join('; ')
}
