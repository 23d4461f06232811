import { Group, Stack, Text } from '@mantine/core'
import { CodeBlock } from '../code-block.tsx'
import { ConsoleOutput } from '../console-output.tsx'
import { StatusBadge } from '../status-badge.tsx'
import type { ScriptRun } from './script-run.ts'

export function RunResult({ run }: { readonly run: ScriptRun }) {
  const { error, refusal, response, console, durationMs, executionId } = run
  return (
    <Stack gap="sm">
      <Group gap="sm">
        {error || refusal !== undefined ? (
          <StatusBadge status="failed" />
        ) : (
          <StatusBadge status="done" label="Succeeded" look="good" />
        )}
        <Text size="sm">{Math.round(durationMs)} ms</Text>
        {executionId !== undefined && (
          <Text size="xs" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
            Execution {executionId}
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
          {refusal}
        </Text>
      )}
      <CodeBlock label="Response" code={JSON.stringify(response, null, 2)} />
      {console.length === 0 ? (
        <Text size="sm" c="dimmed">
          No console output.
        </Text>
      ) : (
        <ConsoleOutput lines={console} />
      )}
    </Stack>
  )
}
