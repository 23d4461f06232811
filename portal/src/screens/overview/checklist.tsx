import { Anchor, Group, Progress, Stack, Text } from '@mantine/core'
import { IconCircle, IconCircleCheckFilled } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'

const steps = new Map([
  ['change_password', { words: 'Change your initial password', to: undefined }],
  ['choose_provider', { words: 'Set up a phone provider', to: '/branding/phone-provider' }],
  ['send_test', { words: 'Send yourself a test message', to: '/branding/phone-provider' }],
  ['add_application', { words: 'Create an application', to: '/applications' }],
  ['first_login', { words: 'Complete a login with a code', to: '/inbox' }],
  ['second_owner', { words: 'Add a second owner', to: '/settings' }],
])

interface Props {
  readonly steps: readonly { readonly step: string; readonly done: boolean }[]
}

export function Checklist({ steps: given }: Props) {
  const done = given.filter((step) => step.done).length
  return (
    <Stack gap="sm">
      <Group gap="sm" wrap="nowrap">
        <Progress value={(done / given.length) * 100} flex={1} aria-label="Setup progress" />
        <Text size="sm" c="dimmed">
          {done} of {given.length}
        </Text>
      </Group>
      <Stack component="ul" gap="xs" p={0} m={0}>
        {given.map(({ step, done: isDone }) => (
          <Step key={step} step={step} isDone={isDone} />
        ))}
      </Stack>
    </Stack>
  )
}

function Step({ step, isDone }: { readonly step: string; readonly isDone: boolean }) {
  const { words, to } = steps.get(step) ?? { words: step, to: undefined }
  return (
    <Group component="li" gap="xs" wrap="nowrap">
      {isDone ? (
        <IconCircleCheckFilled
          size={18}
          aria-label="Done:"
          style={iconStyle}
          color="var(--mantine-color-anchor)"
        />
      ) : (
        <IconCircle size={18} aria-label="To do:" style={iconStyle} />
      )}
      {to === undefined || isDone ? (
        <Text size="sm" {...(isDone && { c: 'dimmed' })}>
          {words}
        </Text>
      ) : (
        <Anchor component={Link} to={to} size="sm">
          {words}
        </Anchor>
      )}
    </Group>
  )
}

const iconStyle = { flex: 'none' } as const
