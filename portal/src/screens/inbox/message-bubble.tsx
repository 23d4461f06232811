import { Box, Group, Text } from '@mantine/core'
import { IconMessage, IconPhoneCall } from '@tabler/icons-react'
import { CopyButton } from '../../ui/copy-button.tsx'
import { Time } from '../../ui/time.tsx'
import { findCode } from './find-code.ts'
import type { InboxMessage } from './inbox-api.ts'

export function MessageBubble({ message }: { readonly message: InboxMessage }) {
  const { to, text, delivery_method: method, created_at: at } = message
  const code = findCode(text)
  const isCall = method === 'voice'
  const Icon = isCall ? IconPhoneCall : IconMessage
  return (
    <Box component="li" style={{ listStyle: 'none' }} maw={480}>
      <Group gap={6} mb={4}>
        <Icon size={14} aria-hidden />
        <Text size="sm" fw={600}>
          {to}
        </Text>
        <Text size="xs" c="dimmed">
          {isCall ? 'Voice call' : 'Text'} · <Time at={at} />
        </Text>
      </Group>
      <Box
        p="md"
        bg="var(--otpost-bubble)"
        style={{ borderRadius: '4px 18px 18px 18px', overflowWrap: 'anywhere' }}
      >
        {isCall && (
          <Text size="xs" c="dimmed" mb={4}>
            Spoken message
          </Text>
        )}
        <Text style={{ whiteSpace: 'pre-wrap' }} fs={isCall ? 'italic' : 'normal'}>
          {text.trimEnd()}
        </Text>
        {code !== undefined && (
          <Group mt="sm">
            <CopyButton value={code} label={`Copy ${code}`} withWords />
          </Group>
        )}
      </Box>
    </Box>
  )
}
