// A code editor. The editor itself is large, so it loads when the first one shows; until then, and should it not load,
// a plain text field does the same.

import { Alert, Box, Button, Input, Text, Textarea } from '@mantine/core'
import { lazy, type ReactNode, Suspense, useId, useState } from 'react'
import { LoadBoundary } from './load-boundary.tsx'

export type CodeLanguage = 'typescript' | 'javascript' | 'json' | 'liquid' | 'plaintext'

/** Something that is wrong at a place; lines and columns count from 1. */
export interface CodeProblem {
  readonly message: string
  readonly line: number
  readonly column?: number
}

/** Types that the code can use, e.g. those of `event`. */
export interface ExtraLib {
  /** Where it is found, e.g. `file:///otpost/action.d.ts`. */
  readonly path: string
  readonly content: string
}

export interface CodeEditorProps {
  readonly label: string
  readonly description?: ReactNode
  readonly language: CodeLanguage
  readonly value: string
  readonly onChange?: (value: string) => void
  readonly problems?: readonly CodeProblem[]
  readonly extraLibs?: readonly ExtraLib[]
  readonly error?: ReactNode
  readonly height?: number
  readonly readOnly?: boolean
}

const LazyEditor = lazy(() => import('./monaco-editor.tsx'))

export function CodeEditor(props: CodeEditorProps) {
  const { label, description, error, problems = [] } = props
  const [attempt, setAttempt] = useState(0)
  const id = useId()
  return (
    <Input.Wrapper
      label={label}
      labelElement="div"
      labelProps={{ id }}
      description={description}
      error={error}
      errorProps={{ style: { whiteSpace: 'pre-wrap' } }}
    >
      <Box mt={4}>
        <LoadBoundary
          key={attempt}
          fallback={
            <>
              <Alert color="yellow" mb="xs" title="Couldn't load the code editor">
                <Button size="xs" variant="default" onClick={() => setAttempt(attempt + 1)}>
                  Try again
                </Button>
              </Alert>
              <PlainEditor {...props} labelledBy={id} />
            </>
          }
        >
          <Suspense fallback={<PlainEditor {...props} labelledBy={id} />}>
            <LazyEditor {...props} />
          </Suspense>
        </LoadBoundary>
      </Box>
      {problems.length > 0 && (
        <div role="alert" aria-label={`Problems in ${label}`}>
          <Box component="ul" my={6} pl="md" fz="sm">
            {problems.map(({ line, column, message }) => (
              <li key={`${line}:${column} ${message}`}>
                <Text span size="sm" c="var(--mantine-color-error)">
                  Line {line}
                  {column === undefined ? '' : `, column ${column}`}: {message}
                </Text>
              </li>
            ))}
          </Box>
        </div>
      )}
      {props.readOnly !== true && (
        <Text size="xs" c="dimmed" mt={4}>
          Tab indents code. To leave the editor with Tab, press Ctrl+M first (Ctrl+Shift+M on a Mac).
        </Text>
      )}
    </Input.Wrapper>
  )
}

function PlainEditor({
  value,
  onChange,
  height = 412,
  readOnly = false,
  labelledBy,
}: CodeEditorProps & { readonly labelledBy: string }) {
  return (
    <Textarea
      aria-labelledby={labelledBy}
      value={value}
      readOnly={readOnly}
      onChange={(event) => onChange?.(event.currentTarget.value)}
      spellCheck={false}
      autoCapitalize="off"
      autoCorrect="off"
      styles={{ input: { height, fontFamily: 'var(--mantine-font-family-monospace)', fontSize: 13 } }}
    />
  )
}
