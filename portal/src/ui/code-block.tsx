import { Box, Paper, Text } from '@mantine/core'
import { CopyButton } from './copy-button.tsx'

interface Props {
  readonly label: string
  readonly code: string
}

/** Text in a fixed width to read and copy, which needs no editor. */
export function CodeBlock({ label, code }: Props) {
  return (
    <div>
      <Text size="sm" fw={500} mb={4}>
        {label}
      </Text>
      <Paper withBorder pos="relative" bg="var(--mantine-color-body)">
        <Box pos="absolute" top={6} right={6}>
          <CopyButton value={code} label={`Copy ${label}`} />
        </Box>
        {/* It scrolls, so it has to be reachable with the keyboard. */}
        <Box
          component="pre"
          tabIndex={0}
          role="region"
          aria-label={label}
          m={0}
          p="sm"
          pr={44}
          fz="xs"
          style={{ overflow: 'auto', maxHeight: 320, fontFamily: 'var(--mantine-font-family-monospace)' }}
        >
          {code}
        </Box>
      </Paper>
    </div>
  )
}
