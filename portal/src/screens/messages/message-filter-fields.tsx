import { Button, Group, Select, TextInput } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { getRouteApi } from '@tanstack/react-router'
import { useEffect, useRef, useState } from 'react'
import { useKindTitles } from '../../api/provider-kinds.ts'
import { choicesOf, deliveryMethodWords, purposeWords, statusWords } from '../../words/message-words.ts'

const route = getRouteApi('/shell/messages')

const times = [
  { name: 'since', label: 'From' },
  { name: 'until', label: 'Until' },
] as const

/** Every filter is in the address: the list can be bookmarked and sent to somebody. */
export function MessageFilterFields() {
  const filters = route.useSearch()
  const navigate = route.useNavigate()
  const change = (patch: Readonly<Record<string, string | null>>) =>
    void navigate({
      search: (before) =>
        Object.fromEntries(Object.entries({ ...before, ...patch }).filter(([, value]) => value)),
      replace: true,
    })
  const choices = [
    { name: 'status', label: 'Status', words: statusWords },
    { name: 'provider', label: 'Provider', words: useKindTitles() },
    { name: 'delivery_method', label: 'Delivery method', words: deliveryMethodWords },
    { name: 'purpose', label: 'Purpose', words: purposeWords },
  ] as const
  const isFiltered = Object.keys(filters).length > 0

  return (
    <Group role="search" aria-label="Filter messages" gap="sm" align="flex-end">
      <NumberFilter value={filters.to ?? ''} onChange={(to) => change({ to })} />
      {choices.map(({ name, label, words }) => (
        <Select
          key={name}
          label={label}
          placeholder="Any"
          clearable
          data={choicesOf(words)}
          value={filters[name] ?? null}
          onChange={(value) => change({ [name]: value })}
          style={{ flex: '1 1 116px' }}
        />
      ))}
      <Group gap="sm" style={{ flex: '2 1 368px' }}>
        {times.map(({ name, label }) => (
          <TextInput
            key={name}
            label={label}
            type="datetime-local"
            value={filters[name] ?? ''}
            onChange={(event) => change({ [name]: event.currentTarget.value })}
            style={{ flex: '1 1 178px' }}
          />
        ))}
      </Group>
      {isFiltered && (
        <Button variant="default" onClick={() => void navigate({ search: {}, replace: true })}>
          Clear filters
        </Button>
      )}
    </Group>
  )
}

interface NumberFilterProps {
  readonly value: string
  readonly onChange: (value: string) => void
}

/** Searches once somebody stops typing. */
function NumberFilter({ value, onChange }: NumberFilterProps) {
  const [typed, setTyped] = useState(value)
  const applied = useRef(value)
  const apply = useDebouncedCallback((text: string) => {
    applied.current = text
    onChange(text)
  }, 400)
  useEffect(() => {
    if (value === applied.current) return
    applied.current = value
    setTyped(value)
  }, [value])
  return (
    <TextInput
      label="Phone number"
      type="search"
      inputMode="tel"
      placeholder="+44…"
      value={typed}
      onChange={(event) => {
        setTyped(event.currentTarget.value)
        apply(event.currentTarget.value.trim())
      }}
      style={{ flex: '1 1 150px' }}
    />
  )
}
