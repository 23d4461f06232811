import { Button, Group, Stack, Text } from '@mantine/core'
import { IconPlayerPlay } from '@tabler/icons-react'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useApi } from '../../api/api-context.tsx'
import { CodeBlock } from '../../ui/code-block.tsx'
import { CodeEditor } from '../../ui/code-editor/code-editor.tsx'
import { ConsoleOutput } from '../../ui/console-output.tsx'
import { ErrorAlert } from '../../ui/error-alert.tsx'
import { Section } from '../../ui/section.tsx'
import { StatusBadge } from '../../ui/status-badge.tsx'
import { type Action, type TestRun, testAction } from './actions-api.ts'

interface Props {
  readonly action: Action
  readonly sample: object
  readonly isDirty: boolean
  readonly readOnly: boolean
  /** Resolves with whether it is saved. */
  readonly save: () => Promise<boolean>
}

/** Calls the draft with an event that can be edited. */
export function TestSection({ action, sample, isDirty, readOnly, save }: Props) {
  const api = useApi()
  const proposed = JSON.stringify(sample, null, 2)
  const [typed, setTyped] = useState(proposed)
  const [mistake, setMistake] = useState<string>()
  const test = useMutation({
    mutationFn: async (event: object) => {
      if (isDirty && !(await save())) return undefined
      return testAction(api, action.id, event)
    },
  })
  const run = () => {
    const read = readEvent(typed)
    setMistake(read.mistake)
    if (read.event) test.mutate(read.event)
  }
  return (
    <Section
      title="Test"
      description="Running the code requires a save: the draft that was saved before is overwritten. What is deployed goes on running. Nothing stands between the code and what it calls: messages that it sends are sent."
    >
      <CodeEditor
        label="Sample parameters"
        description="The event, as JSON. The secrets are those of the draft."
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
            onClick={run}
          >
            Run
          </Button>
          {typed !== proposed && (
            <Button variant="subtle" onClick={() => setTyped(proposed)}>
              Reset the parameters
            </Button>
          )}
          <Text size="sm" c="dimmed" role="status">
            {test.isPending ? 'Running…' : isDirty ? 'Your changes are saved first.' : ''}
          </Text>
        </Group>
      )}
      <ErrorAlert error={test.error} />
      <div role="status">{test.data && <Result run={test.data} />}</div>
    </Section>
  )
}

function Result({ run }: { readonly run: TestRun }) {
  const { error, result, console, execution_id: execution, stats } = run
  const refusal = result?.drop ?? result?.retry
  return (
    <Stack gap="sm">
      <Group gap="sm">
        {error || refusal !== undefined ? (
          <StatusBadge status="failed" />
        ) : (
          <StatusBadge status="done" label="Ended without an error" look="good" />
        )}
        <Text size="sm">{Math.round(stats.action_duration_ms)} ms</Text>
        {execution !== undefined && (
          <Text size="xs" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
            Execution {execution}
          </Text>
        )}
      </Group>
      {error && (
        <Text size="sm" style={{ overflowWrap: 'anywhere', whiteSpace: 'pre-wrap' }}>
          {error.name}: {error.message}
        </Text>
      )}
      {refusal !== undefined && (
        <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
          {result?.drop === undefined ? 'It asked to be tried again' : 'It dropped the message'}: {refusal}
        </Text>
      )}
      <CodeBlock label="Response" code={JSON.stringify({ error, result, stats }, null, 2)} />
      {console.length === 0 ? (
        <Text size="sm" c="dimmed">
          Nothing was printed to the console.
        </Text>
      ) : (
        <ConsoleOutput lines={console} />
      )}
    </Stack>
  )
}

function readEvent(text: string): { readonly event?: object; readonly mistake?: string } {
  try {
    const event: unknown = JSON.parse(text)
    if (typeof event === 'object' && event !== null && !Array.isArray(event)) return { event }
    return { mistake: 'Type a JSON object' }
  } catch (error) {
    return { mistake: `This is not JSON: ${error instanceof Error ? error.message : String(error)}` }
  }
}
