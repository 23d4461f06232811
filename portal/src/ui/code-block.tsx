import { Box, Group, Input, Paper } from '@mantine/core'
import { CopyButton } from './copy-button.tsx'

interface Props {
  readonly label: string
  readonly code: string
}

/** Text in a fixed width to read and copy, which needs no editor. */
export function CodeBlock({ label, code }: Props) {
  return (
    <div>
      <Group justify="space-between" align="flex-end" wrap="nowrap" gap="sm" mb={4}>
        <Input.Label labelElement="div" style={{ overflowWrap: 'anywhere' }}>
          {label}
        </Input.Label>
        <CopyButton value={code} label={`Copy ${label}`} />
      </Group>
      <Paper withBorder bg="var(--mantine-color-body)">
        {/* It scrolls, so it has to be reachable with the keyboard. */}
        <Box
          component="pre"
          tabIndex={0}
          role="region"
          aria-label={label}
          m={0}
          p="sm"
          fz="xs"
          style={{ overflow: 'auto', maxHeight: 320, fontFamily: 'var(--mantine-font-family-monospace)' }}
        >
          {code}
        </Box>
      </Paper>
    </div>
  )
}
