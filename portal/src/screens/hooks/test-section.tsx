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
import { type TestRun, testHook } from './hooks-api.ts'
import { sendPhoneMessageSample } from './send-phone-message.ts'

interface Props {
  readonly id: string
  readonly isDirty: boolean
  readonly readOnly: boolean
  /** Resolves with whether it is saved. */
  readonly save: () => Promise<boolean>
}

const proposed = JSON.stringify(sendPhoneMessageSample, null, 2)

/** The runner: calls the Hook, saved first, with parameters that can be edited. */
export function TestSection({ id, isDirty, readOnly, save }: Props) {
  const api = useApi()
  const [typed, setTyped] = useState(proposed)
  const [mistake, setMistake] = useState<string>()
  const test = useMutation({
    mutationFn: async (parameters: object) => {
      if (isDirty && !(await save())) return undefined
      return testHook(api, id, parameters)
    },
  })
  const run = () => {
    const read = readParameters(typed)
    setMistake(read.mistake)
    if (read.parameters) test.mutate(read.parameters)
  }
  return (
    <Section
      title="Runner"
      description="Executing the code requires a save, which means that the original code is overwritten. Nothing stands between the code and what it calls: messages that it sends are sent."
    >
      <CodeEditor
        label="Sample parameters"
        description="recipient, text and context, as JSON. The secrets are those that are saved."
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

function Result({ run: { error, response, console, duration_ms: durationMs } }: { readonly run: TestRun }) {
  return (
    <Stack gap="sm">
      <Group gap="sm">
        {error ? (
          <StatusBadge status="failed" />
        ) : (
          <StatusBadge status="done" label="Ended without an error" look="good" />
        )}
        <Text size="sm">{durationMs} ms</Text>
      </Group>
      {error && (
        <Text size="sm" style={{ overflowWrap: 'anywhere', whiteSpace: 'pre-wrap' }}>
          {error.name}: {error.message}
        </Text>
      )}
      <CodeBlock label="Response" code={JSON.stringify(error ?? response, null, 2)} />
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

function readParameters(text: string): { readonly parameters?: object; readonly mistake?: string } {
  try {
    const parameters: unknown = JSON.parse(text)
    if (typeof parameters === 'object' && parameters !== null && !Array.isArray(parameters))
      return { parameters }
    return { mistake: 'Type a JSON object' }
  } catch (error) {
    return { mistake: `This is not JSON: ${error instanceof Error ? error.message : String(error)}` }
  }
}
