import { ActionIcon, Button, Fieldset, Group, Stack, Text, TextInput } from '@mantine/core'
import { IconPlus, IconTrash } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { PasswordField } from '../../ui/password-field.tsx'
import { Time } from '../time.tsx'
import type { SecretRow } from './script-rows.ts'

interface Props {
  /** How the code reads one, e.g. `event.secrets.NAME`. */
  readonly readAs: string
  readonly rows: readonly SecretRow[]
  readonly onChange: (rows: readonly SecretRow[]) => void
  readonly errorOf: (row: SecretRow) => ReactNode
  readonly error: ReactNode
}

/** The names of what is stored; values can be written, and never be read. */
export function SecretList({ readAs, rows, onChange, errorOf, error }: Props) {
  const change = (key: string, patch: Partial<SecretRow>) =>
    onChange(rows.map((row) => (row.key === key ? { ...row, ...patch } : row)))
  return (
    <Fieldset variant="unstyled" legend="Secrets" styles={{ legend: legendStyle }}>
      <Text size="xs" c="dimmed" mb={6}>
        Your code reads secrets as {readAs}. You can replace a value, but you can't view it.
      </Text>
      <Stack gap="xs">
        {rows.map((row, index) => {
          const noun = row.name || `secret ${index + 1}`
          const { isStored } = row
          return (
            <Group key={row.key} gap="xs" align="flex-start">
              <TextInput
                aria-label={`Name of ${isStored ? noun : `secret ${index + 1}`}`}
                placeholder="Name"
                readOnly={isStored}
                maxLength={128}
                value={row.name}
                onChange={(event) => change(row.key, { name: event.currentTarget.value })}
                style={{ flex: '1 1 140px' }}
                styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
              />
              {row.value === undefined ? (
                <Group gap="sm" mih={36} style={{ flex: '2 1 160px' }}>
                  <Text size="sm" c="dimmed">
                    Set {row.updatedAt !== undefined && <Time at={row.updatedAt} />}
                  </Text>
                  <Button
                    size="xs"
                    variant="default"
                    aria-label={`Replace the value of ${noun}`}
                    onClick={() => change(row.key, { value: '' })}
                  >
                    Replace
                  </Button>
                </Group>
              ) : (
                <PasswordField
                  aria-label={`Value of ${noun}`}
                  placeholder={isStored ? 'New value' : 'Value'}
                  autoComplete="new-password"
                  maxLength={4096}
                  value={row.value}
                  error={errorOf(row)}
                  onChange={(event) => change(row.key, { value: event.currentTarget.value })}
                  style={{ flex: '2 1 160px' }}
                />
              )}
              {isStored && row.value !== undefined && (
                <Button variant="subtle" onClick={() => change(row.key, { value: undefined })}>
                  Keep
                </Button>
              )}
              <ActionIcon
                variant="subtle"
                color="gray"
                c="inherit"
                size="input-sm"
                aria-label={`Remove ${noun}`}
                onClick={() => onChange(rows.filter(({ key }) => key !== row.key))}
              >
                <IconTrash size={16} aria-hidden />
              </ActionIcon>
            </Group>
          )
        })}
        {error !== undefined && error !== null && (
          <Text size="xs" c="var(--mantine-color-error)" role="alert">
            {error}
          </Text>
        )}
        <Group>
          <Button
            size="xs"
            variant="default"
            leftSection={<IconPlus size={14} aria-hidden />}
            onClick={() =>
              onChange([...rows, { key: createKey(rows), name: '', value: '', isStored: false }])
            }
          >
            Add secret
          </Button>
        </Group>
      </Stack>
    </Fieldset>
  )
}

const legendStyle = { fontSize: 'var(--mantine-font-size-sm)', fontWeight: 600, paddingInline: 0 } as const

function createKey(rows: readonly SecretRow[]): string {
  let number = rows.length
  while (rows.some(({ key }) => key === `row ${number}`)) number++
  return `row ${number}`
}
