import { Anchor, Group, Stack, Text } from '@mantine/core'
import { IconAlertTriangle, IconCircleCheck } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import type { Attention } from './overview-api.ts'

const titles = new Map([
  ['provider_failing', 'A provider is failing'],
  ['messages_refused', 'Messages are being rejected'],
  ['inbox_in_use', 'The phone provider is Inbox'],
  ['country_spike', 'Unusual traffic to one country'],
])

export function AttentionList({ attention }: { readonly attention: readonly Attention[] }) {
  if (attention.length === 0) {
    return (
      <Group gap="xs">
        <IconCircleCheck size={20} aria-hidden color="var(--mantine-color-anchor)" />
        <Text size="sm">Nothing needs attention.</Text>
      </Group>
    )
  }
  return (
    <Stack component="ul" gap="md" p={0} m={0}>
      {attention.map(({ kind, detail, link }) => (
        <Group key={`${kind} ${detail}`} component="li" gap="sm" wrap="nowrap" align="flex-start">
          <IconAlertTriangle size={20} aria-hidden color="var(--otpost-warning)" style={{ flex: 'none' }} />
          <div>
            <Text size="sm" fw={600}>
              {titles.get(kind) ?? 'Needs review'}
            </Text>
            <Text size="sm">{detail}</Text>
            {link !== undefined && <PageLink path={link} subject={titles.get(kind) ?? detail} />}
          </div>
        </Group>
      ))}
    </Stack>
  )
}

/** The server names a page of the portal, which may have filters: no route that is known while this is written. */
function PageLink({ path, subject }: { readonly path: string; readonly subject: string }) {
  return (
    <Anchor component={Link} to={path} size="sm" td="underline" aria-label={`View details: ${subject}`}>
      View details
    </Anchor>
  )
}
