import { Group, Radio, SimpleGrid, Text } from '@mantine/core'
import type { ReactNode } from 'react'

export interface Choice<Value extends string> {
  readonly value: Value
  readonly title: string
  readonly text: ReactNode
  /** Hidden from those who do not see it. */
  readonly icon?: ReactNode
}

interface Props<Value extends string> {
  readonly label: string
  readonly choices: readonly Choice<Value>[]
  readonly value: Value
  readonly onChange: (value: Value) => void
  /** How many stand side by side where there is room. */
  readonly columns: number
  readonly error?: ReactNode
}

/** One of a few, each with a line that says what it is. What a card says is its name, to whoever does not see it too. */
export function ChoiceCards<Value extends string>(props: Props<Value>) {
  const { label, choices, value, onChange, columns, error } = props
  return (
    <Radio.Group
      label={label}
      labelProps={{ className: 'visually-hidden' }}
      value={value}
      error={error}
      errorProps={{ mt: 'xs' }}
      onChange={(chosen) => {
        const known = choices.find((choice) => choice.value === chosen)
        if (known) onChange(known.value)
      }}
    >
      <SimpleGrid cols={{ base: 1, xs: Math.min(columns, 2), lg: columns }} spacing="sm">
        {choices.map(({ value: each, title, text, icon }) => (
          <Radio.Card
            key={each}
            value={each}
            p="sm"
            // Cards of one row are of one height: what they say stands at the top of each.
            display="flex"
            style={{
              alignItems: 'flex-start',
              ...(each === value && { borderColor: 'var(--mantine-color-anchor)', borderWidth: 2 }),
            }}
          >
            <Group wrap="nowrap" align="flex-start" gap="sm">
              <Radio.Indicator mt={2} />
              <div>
                <Group gap={6}>
                  {icon}
                  <Text fw={600} size="sm">
                    {title}
                  </Text>
                </Group>
                <Text size="xs" c="dimmed">
                  {text}
                </Text>
              </div>
            </Group>
          </Radio.Card>
        ))}
      </SimpleGrid>
    </Radio.Group>
  )
}
