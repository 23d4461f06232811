import { Alert, Button, Group, List, Stack, Text } from '@mantine/core'
import { IconAlertCircle } from '@tabler/icons-react'
import { ApiError, describeError } from '../api/api-error.ts'
import { CopyButton } from './copy-button.tsx'

interface Props {
  /** Nothing is shown without one. */
  readonly error: unknown
  readonly onRetry?: () => void
  /** What stands at its field already is not repeated. */
  readonly hideFields?: (field: string) => boolean
}

export function ErrorAlert({ error, onRetry, hideFields }: Props) {
  if (error === undefined || error === null) return null
  const refusal = error instanceof ApiError ? error : undefined
  const named = (refusal?.fieldErrors ?? []).filter(({ field }) => field !== '')
  const fields = named.filter(({ field }) => !hideFields?.(field))
  const atFields = named.filter(({ field }) => hideFields?.(field))
  const isSaidThere = atFields.some(({ field, detail }) => says(error, detail) || says(error, field))
  return (
    <Alert
      role="alert"
      color="red"
      variant="outline"
      icon={<IconAlertCircle aria-hidden />}
      title={isSaidThere ? saidAtFields(atFields.length) : describeError(error)}
      styles={{ title: { color: 'var(--mantine-color-error)' }, label: { whiteSpace: 'normal' } }}
    >
      <Stack gap="xs" align="flex-start">
        {refusal?.retryAfterSeconds !== undefined && (
          <Text size="sm">Try again in {describeWait(refusal.retryAfterSeconds)}.</Text>
        )}
        {fields.length > 0 && (
          <List size="sm">
            {fields.map(({ field, detail }) => (
              <List.Item key={`${field} ${detail}`}>
                {field}: {detail}
              </List.Item>
            ))}
          </List>
        )}
        {refusal?.requestId !== undefined && (
          <Group gap={4}>
            <Text size="xs" c="dimmed">
              Request ID {refusal.requestId}
            </Text>
            <CopyButton value={refusal.requestId} label="Copy request ID" size="xs" />
          </Group>
        )}
        {onRetry && (
          <Button size="xs" variant="default" onClick={onRetry}>
            Try again
          </Button>
        )}
      </Stack>
    </Alert>
  )
}

const says = (error: unknown, what: string) => what !== '' && describeError(error).includes(what)

function saidAtFields(count: number): string {
  return count === 1
    ? "Couldn't save. Fix the highlighted field."
    : "Couldn't save. Fix the highlighted fields."
}

function describeWait(seconds: number): string {
  return seconds < 90 ? `${Math.ceil(seconds)} s` : `${Math.ceil(seconds / 60)} min`
}
