import { Box, Input, Text } from '@mantine/core'
import type { Answer } from '../api/native-types.ts'

export type ConsoleLine = Answer<'testPhoneProvider'>['console'][number]

/** What a script printed. */
export function ConsoleOutput({ lines }: { readonly lines: readonly ConsoleLine[] }) {
  if (lines.length === 0) return null
  const numbered = lines.map((line, index) => ({ ...line, key: `${index} ${line.text}` }))
  return (
    <div>
      <Input.Label labelElement="div" mb={4}>
        Console
      </Input.Label>
      <Box
        role="log"
        aria-label="Console"
        tabIndex={0}
        p="xs"
        fz="xs"
        style={{
          overflow: 'auto',
          maxHeight: 240,
          border: '1px solid var(--otpost-line)',
          borderRadius: 'var(--mantine-radius-md)',
          fontFamily: 'var(--mantine-font-family-monospace)',
          whiteSpace: 'pre-wrap',
          overflowWrap: 'anywhere',
        }}
      >
        {numbered.map(({ key, level, text }) => (
          <div key={key} style={{ color: level === 'error' ? 'var(--mantine-color-error)' : 'inherit' }}>
            <Text span inherit c="dimmed">
              {level.padEnd(5)}{' '}
            </Text>
            {text}
          </div>
        ))}
      </Box>
    </div>
  )
}
