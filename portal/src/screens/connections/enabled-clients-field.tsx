import { Anchor, Checkbox, SimpleGrid, Text } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { Section } from '../../ui/section.tsx'
import type { ClientChoice } from './connections-api.ts'

interface Props {
  readonly clients: readonly ClientChoice[]
  readonly value: readonly string[]
  readonly onChange: (clientIds: readonly string[]) => void
  readonly error?: ReactNode
}

export function EnabledClientsField({ clients, value, onChange, error }: Props) {
  return (
    <Section
      title="Enabled applications"
      description="Users of these applications can log in through this connection."
    >
      {clients.length === 0 ? (
        <Text size="sm">
          No applications yet.{' '}
          <Anchor component={Link} to="/applications" td="underline" size="sm">
            Create an application
          </Anchor>
        </Text>
      ) : (
        <Checkbox.Group
          label="Enabled applications"
          labelProps={{ className: 'visually-hidden' }}
          value={[...value]}
          onChange={(chosen) => onChange([...chosen].sort())}
          error={error}
        >
          <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="sm">
            {clients.map(({ client_id: id, name }) => (
              <Checkbox
                key={id}
                value={id}
                label={name}
                description={id}
                styles={{ description: { overflowWrap: 'anywhere' } }}
              />
            ))}
          </SimpleGrid>
        </Checkbox.Group>
      )}
    </Section>
  )
}
