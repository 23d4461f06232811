import { Group, Stack, Text, Title } from '@mantine/core'
import { type ReactNode, useEffect } from 'react'

interface Props {
  readonly title: string
  readonly description?: ReactNode
  /** Buttons beside the title. */
  readonly actions?: ReactNode
  /** What stands above the title, such as a way back. */
  readonly above?: ReactNode
  readonly children: ReactNode
}

/** The frame of every screen. Its title is the page's only first heading, and the title of the browser's tab. */
export function Page({ title, description, actions, above, children }: Props) {
  useEffect(() => {
    document.title = `${title} · Otpost`
  }, [title])
  return (
    <Stack gap="lg" maw={1120} mx="auto">
      <Stack gap={6}>
        {above}
        <Group justify="space-between" align="flex-start" gap="sm">
          <Title order={1} size="h2" style={{ overflowWrap: 'anywhere' }}>
            {title}
          </Title>
          {actions !== undefined && <Group gap="xs">{actions}</Group>}
        </Group>
        {description !== undefined && (
          <Text c="dimmed" maw={720} component="div">
            {description}
          </Text>
        )}
      </Stack>
      {children}
    </Stack>
  )
}
