import { ActionIcon, Button, Fieldset, Group, PasswordInput, Stack, Text, TextInput } from '@mantine/core'
import { IconPlus, IconTrash } from '@tabler/icons-react'
import type { ReactNode } from 'react'

export interface NameValue {
  /** Tells rows apart while they are edited. */
  readonly key: string
  readonly name: string
  readonly value: string
}

interface Props {
  readonly label: string
  readonly description?: ReactNode
  readonly rows: readonly NameValue[]
  readonly onChange: (rows: readonly NameValue[]) => void
  /** What one row is, e.g. `secret`. */
  readonly noun: string
  readonly valueLabel?: string
  /** Values are typed unseen, and what is stored is not shown. */
  readonly isSecret?: boolean
  /** What is wrong, by row: the error stands at the row's value. */
  readonly errorOf?: (row: NameValue, index: number) => ReactNode
  readonly error?: ReactNode
}

/** Pairs to add, change and remove: secrets, headers, dependencies. */
export function NameValueList(props: Props) {
  const {
    label,
    description,
    rows,
    onChange,
    noun,
    valueLabel = 'Value',
    isSecret = false,
    errorOf,
    error,
  } = props
  const change = (key: string, patch: Partial<NameValue>) =>
    onChange(rows.map((row) => (row.key === key ? { ...row, ...patch } : row)))
  const Value = isSecret ? PasswordInput : TextInput
  return (
    <Fieldset variant="unstyled" mx={0} legend={label} styles={{ legend: legendStyle }}>
      {description !== undefined && (
        <Text size="xs" c="dimmed" mb={6}>
          {description}
        </Text>
      )}
      <Stack gap="xs">
        {rows.map((row, index) => (
          <Group key={row.key} gap="xs" align="flex-start">
            <TextInput
              aria-label={`Name of ${noun} ${index + 1}`}
              placeholder="Name"
              value={row.name}
              onChange={(event) => change(row.key, { name: event.currentTarget.value })}
              style={{ flex: '1 1 140px' }}
              styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
            />
            <Value
              aria-label={`${valueLabel} of ${row.name || `${noun} ${index + 1}`}`}
              placeholder={valueLabel}
              autoComplete="off"
              value={row.value}
              error={errorOf?.(row, index)}
              onChange={(event) => change(row.key, { value: event.currentTarget.value })}
              style={{ flex: '2 1 160px' }}
            />
            <ActionIcon
              variant="subtle"
              color="gray"
              c="inherit"
              size="input-sm"
              aria-label={`Remove ${row.name || `${noun} ${index + 1}`}`}
              onClick={() => onChange(rows.filter(({ key }) => key !== row.key))}
            >
              <IconTrash size={16} aria-hidden />
            </ActionIcon>
          </Group>
        ))}
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
            onClick={() => onChange([...rows, { key: createKey(rows), name: '', value: '' }])}
          >
            Add {noun}
          </Button>
        </Group>
      </Stack>
    </Fieldset>
  )
}

const legendStyle = { fontSize: 'var(--mantine-font-size-sm)', fontWeight: 600, paddingInline: 0 } as const

/** The rows of a record, and back. Rows without a name are left out. */
export function toRows(record: Readonly<Record<string, string>> = {}): readonly NameValue[] {
  return Object.entries(record).map(([name, value]) => ({ key: name, name, value }))
}

export function toRecord(rows: readonly NameValue[]): Record<string, string> {
  return Object.fromEntries(
    rows.filter(({ name }) => name.trim() !== '').map(({ name, value }) => [name.trim(), value]),
  )
}

/** Not random: that needs a secure context, which a portal on a plain-http host in a private network is not. */
function createKey(rows: readonly NameValue[]): string {
  let number = rows.length
  while (rows.some(({ key }) => key === `row ${number}`)) number++
  return `row ${number}`
}
