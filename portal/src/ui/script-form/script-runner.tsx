import { Button, Group, Text } from '@mantine/core'
import { IconPlayerPlay } from '@tabler/icons-react'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { isObject } from '#src/values/json.ts'
import { CodeEditor } from '../code-editor/code-editor.tsx'
import { ErrorAlert } from '../error-alert.tsx'
import { Section } from '../section.tsx'
import { RunResult } from './run-result.tsx'
import type { ScriptRun } from './script-run.ts'

interface Props {
  readonly title: string
  readonly description: string
  readonly parametersDescription: string
  /** The parameters that it proposes. */
  readonly sample: object
  readonly isDirty: boolean
  readonly readOnly: boolean
  /** Resolves with whether it is saved. */
  readonly save: () => Promise<boolean>
  readonly run: (parameters: object) => Promise<ScriptRun>
}

/** Calls a script, saved first, with parameters that can be edited. */
export function ScriptRunner(props: Props) {
  const { title, description, parametersDescription, sample, isDirty, readOnly, save, run } = props
  const proposed = JSON.stringify(sample, null, 2)
  const [typed, setTyped] = useState(proposed)
  const [mistake, setMistake] = useState<string>()
  const test = useMutation({
    mutationFn: async (parameters: object) => {
      if (isDirty && !(await save())) return undefined
      return run(parameters)
    },
  })
  const start = () => {
    const read = readParameters(typed)
    setMistake(read.mistake)
    if (read.parameters) test.mutate(read.parameters)
  }
  return (
    <Section title={title} description={description}>
      <CodeEditor
        label="Sample parameters"
        description={parametersDescription}
        language="json"
        height={280}
        readOnly={readOnly}
        value={typed}
        onChange={(text) => {
          setTyped(text)
          setMistake(undefined)
        }}
        error={mistake}
      />
      {!readOnly && (
        <Group gap="sm">
          <Button
            leftSection={<IconPlayerPlay size={16} aria-hidden />}
            loading={test.isPending}
            onClick={start}
          >
            Run
          </Button>
          {typed !== proposed && (
            <Button variant="subtle" onClick={() => setTyped(proposed)}>
              Reset parameters
            </Button>
          )}
          <Text size="sm" c="dimmed" role="status">
            {test.isPending ? 'Running…' : isDirty ? 'Running the code saves your changes first.' : ''}
          </Text>
        </Group>
      )}
      <ErrorAlert error={test.error} />
      <div role="status">{test.data && <RunResult run={test.data} />}</div>
    </Section>
  )
}

function readParameters(text: string): { readonly parameters?: object; readonly mistake?: string } {
  try {
    const parameters: unknown = JSON.parse(text)
    return isObject(parameters) ? { parameters } : { mistake: 'Enter a JSON object' }
  } catch (error) {
    return { mistake: `Invalid JSON: ${error instanceof Error ? error.message : String(error)}` }
  }
}
