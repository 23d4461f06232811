import { useMemo, useState } from 'react'
import { ApiError } from '../../api/api-error.ts'
import type { CodeProblem } from './code-editor.tsx'

/** What the server found wrong in a code at `field`, until the code is another one: then lines have moved. */
export function useCodeProblems(error: unknown, field: string, code: string): readonly CodeProblem[] {
  const [checked, setChecked] = useState({ error, code })
  if (checked.error !== error) setChecked({ error, code })
  const isSame = checked.code === code
  return useMemo(() => (isSame ? readCodeProblems(error, field) : []), [error, field, isSame])
}

/** With their places, as builds say them: `FILE:3:5 …` or `line 3, column 5: …`. */
function readCodeProblems(error: unknown, field: string): readonly CodeProblem[] {
  if (!(error instanceof ApiError)) return []
  return error.fieldErrors
    .filter((problem) => problem.field === field)
    .flatMap(({ detail }) => {
      const found =
        /^FILE:(\d+):(\d+) (.*)$/s.exec(detail) ?? /^line (\d+)(?:, column (\d+))?: (.*)$/s.exec(detail)
      const [, line, column, message] = found ?? []
      if (line === undefined || message === undefined) return []
      return [{ line: Number(line), message, ...(column !== undefined && { column: Number(column) }) }]
    })
}
