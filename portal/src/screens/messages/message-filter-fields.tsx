import { Button, Group, Select, TextInput } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { getRouteApi } from '@tanstack/react-router'
import { useEffect, useRef, useState } from 'react'
import {
  choicesOf,
  deliveryMethodWords,
  kindWords,
  purposeWords,
  statusWords,
} from '../../words/message-words.ts'
import type { MessageFilters } from './routes.ts'

const route = getRouteApi('/shell/messages')

/** Every filter is in the address: the list can be bookmarked and sent to somebody. */
export function MessageFilterFields() {
  const filters = route.useSearch()
  const navigate = route.useNavigate()
  const change = (
    patch: Record<keyof MessageFilters, string | null> | Partial<Record<string, string | null>>,
  ) =>
    void navigate({
      search: (before) =>
        Object.fromEntries(Object.entries({ ...before, ...patch }).filter(([, value]) => value)),
      replace: true,
    })
  const isFiltered = Object.keys(filters).length > 0

  return (
    <Group role="search" aria-label="Filter messages" gap="sm" align="flex-end">
      <NumberFilter value={filters.to ?? ''} onChange={(to) => change({ to })} />
      <Select
        label="Status"
        placeholder="Any"
        clearable
        data={choicesOf(statusWords)}
        value={filters.status ?? null}
        onChange={(status) => change({ status })}
        style={{ flex: '1 1 115px' }}
      />
      <Select
        label="Provider"
        placeholder="Any"
        clearable
        data={choicesOf(kindWords)}
        value={filters.provider ?? null}
        onChange={(provider) => change({ provider })}
        style={{ flex: '1 1 115px' }}
      />
      <Select
        label="Delivery method"
        placeholder="Any"
        clearable
        data={choicesOf(deliveryMethodWords)}
        value={filters.delivery_method ?? null}
        onChange={(method) => change({ delivery_method: method })}
        style={{ flex: '1 1 115px' }}
      />
      <Select
        label="Purpose"
        placeholder="Any"
        clearable
        data={choicesOf(purposeWords)}
        value={filters.purpose ?? null}
        onChange={(purpose) => change({ purpose })}
        style={{ flex: '1 1 120px' }}
      />
      <Group gap="sm" style={{ flex: '2 1 368px' }}>
        <TextInput
          label="From"
          type="datetime-local"
          value={filters.since ?? ''}
          onChange={(event) => change({ since: event.currentTarget.value })}
          style={{ flex: '1 1 178px' }}
        />
        <TextInput
          label="Until"
          type="datetime-local"
          value={filters.until ?? ''}
          onChange={(event) => change({ until: event.currentTarget.value })}
          style={{ flex: '1 1 178px' }}
        />
      </Group>
      {isFiltered && (
        <Button variant="default" onClick={() => void navigate({ search: {}, replace: true })}>
          Clear
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
      label="Number"
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
