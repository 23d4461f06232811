// Where the users of an application log in. It is kept with the connections, so each switch is saved by itself.

import { Stack, Switch, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useApi } from '../../api/api-context.tsx'
import { useMayChange } from '../../api/session.ts'
import { ErrorAlert } from '../../ui/error-alert.tsx'
import { savedImmediately } from '../../ui/field-words.ts'
import { showSuccess } from '../../ui/notify.ts'
import { QueryState } from '../../ui/query-state.tsx'
import { Section } from '../../ui/section.tsx'
import { connectionsQuery, useSwitchConnection } from './client-connections-api.ts'

export function ConnectionAccess({ clientId }: { readonly clientId: string }) {
  const query = useQuery(connectionsQuery(useApi(), clientId))
  const mayChange = useMayChange()
  const change = useSwitchConnection(clientId)
  return (
    <Section
      title="Connections"
      description={`Users of the application can log in through these connections. ${savedImmediately}`}
    >
      <QueryState query={query} height={80}>
        {(connections) => (
          <Stack gap="xs">
            {connections.map(({ id, name, strategy, isEnabled }) => (
              <Switch
                key={id}
                label={name}
                description={strategy === 'sms' ? 'Passwordless SMS' : 'Database'}
                // Shown as it shall be while that is being saved.
                checked={
                  change.isPending && change.variables.id === id ? change.variables.isEnabled : isEnabled
                }
                disabled={!mayChange}
                onChange={({ currentTarget: { checked } }) =>
                  change.mutate({ id, isEnabled: checked }, { onSuccess: () => showSuccess('Saved.') })
                }
              />
            ))}
            {!connections.some(({ isEnabled }) => isEnabled) && (
              <Text size="sm" c="dimmed">
                Users can't log in because no connection is enabled.
              </Text>
            )}
          </Stack>
        )}
      </QueryState>
      <ErrorAlert error={change.error} />
    </Section>
  )
}
