// The tenant's languages in their order, which is moved with buttons: that works with every keyboard and pointer.

import { ActionIcon, Badge, Group, Input, Select, Text } from '@mantine/core'
import { IconArrowDown, IconArrowUp, IconTrash } from '@tabler/icons-react'
import { type ReactNode, useRef, useState } from 'react'
import { languageWord } from '../../words/language-words.ts'

interface Props {
  readonly value: readonly string[]
  /** Those that may be added. */
  readonly known: readonly string[]
  readonly onChange: (locales: string[]) => void
  readonly error?: ReactNode
  readonly disabled: boolean
}

export function LanguageList({ value, known, onChange, error, disabled }: Props) {
  const list = useRef<HTMLOListElement>(null)
  const [said, say] = useState('')
  const [adding, setAdding] = useState<string | null>(null)

  const move = (locale: string, to: number, button: 'up' | 'down') => {
    const others = value.filter((other) => other !== locale)
    onChange([...others.slice(0, to), locale, ...others.slice(to)])
    say(
      `${localeWord(locale)} moved to position ${to + 1} of ${value.length}${to === 0 ? ', the default' : ''}.`,
    )
    // The row has moved: so does the focus, to the other button where the first cannot be pressed any more.
    requestAnimationFrame(() => {
      const row = list.current?.children[to]
      const wanted = row?.querySelector<HTMLButtonElement>(`[data-move="${button}"]:not(:disabled)`)
      const other = row?.querySelector<HTMLButtonElement>('[data-move]:not(:disabled)')
      ;(wanted ?? other)?.focus()
    })
  }
  const remove = (locale: string) => {
    onChange(value.filter((other) => other !== locale))
    say(`${localeWord(locale)} removed.`)
  }

  return (
    <Input.Wrapper
      label="Languages"
      labelElement="div"
      description="Otpost sends messages in these languages. It uses the first, the default, when no other language matches."
      error={error}
    >
      <ol
        ref={list}
        aria-label="Languages"
        style={{ display: 'grid', gap: 4, margin: '0.625rem 0', padding: 0, listStyle: 'none' }}
      >
        {value.map((locale, index) => (
          <Group component="li" key={locale} gap="xs" wrap="nowrap" justify="space-between" maw={480}>
            <Group gap="xs">
              <Text size="sm">{localeWord(locale)}</Text>
              {index === 0 && (
                <Badge variant="light" color="pine">
                  Default
                </Badge>
              )}
            </Group>
            <Group gap={4} wrap="nowrap">
              <ActionIcon
                variant="default"
                data-move="up"
                aria-label={`Move ${localeWord(locale)} up`}
                disabled={disabled || index === 0}
                onClick={() => move(locale, index - 1, 'up')}
              >
                <IconArrowUp size={16} aria-hidden />
              </ActionIcon>
              <ActionIcon
                variant="default"
                data-move="down"
                aria-label={`Move ${localeWord(locale)} down`}
                disabled={disabled || index === value.length - 1}
                onClick={() => move(locale, index + 1, 'down')}
              >
                <IconArrowDown size={16} aria-hidden />
              </ActionIcon>
              <ActionIcon
                variant="default"
                aria-label={`Remove ${localeWord(locale)}`}
                disabled={disabled || value.length === 1}
                onClick={() => remove(locale)}
              >
                <IconTrash size={16} aria-hidden />
              </ActionIcon>
            </Group>
          </Group>
        ))}
      </ol>
      <Select
        label="Add language"
        searchable
        maw={480}
        disabled={disabled}
        nothingFoundMessage="No matching languages"
        data={known
          .filter((locale) => !value.includes(locale))
          .map((locale) => ({ value: locale, label: localeWord(locale) }))}
        value={adding}
        onChange={(locale) => {
          if (locale !== null) {
            onChange([...value, locale])
            say(`${localeWord(locale)} added.`)
          }
          setAdding(null)
        }}
      />
      <span className="visually-hidden" role="status">
        {said}
      </span>
    </Input.Wrapper>
  )
}

function localeWord(locale: string): string {
  const name = languageWord(locale)
  return name === locale ? locale : `${name} (${locale})`
}
