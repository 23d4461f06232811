import { Button, Text } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconBraces, IconTrash } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { useApi } from '../../api/api-context.tsx'
import type { Versioned } from '../../api/create-api.ts'
import { useMayChange } from '../../api/session.ts'
import { BackLink } from '../../ui/back-link.tsx'
import { Page } from '../../ui/page.tsx'
import { QueryState } from '../../ui/query-state.tsx'
import { Section } from '../../ui/section.tsx'
import { describeStrategy } from './connection-words.ts'
import { connectionPageQuery, databaseStrategy, type PageDocument, smsStrategy } from './connections-api.ts'
import { DatabaseForm } from './database-form.tsx'
import { DeleteConnectionDialog } from './delete-connection-dialog.tsx'
import { JsonDialog } from './json-dialog.tsx'
import { SmsForm } from './sms-form.tsx'

const route = getRouteApi('/shell/connections/$id')

export function ConnectionScreen() {
  const { id } = route.useParams()
  const query = useQuery(connectionPageQuery(useApi(), id))
  const mayChange = useMayChange()
  const [isJsonShown, json] = useDisclosure(false)
  const [isDeleting, remove] = useDisclosure(false)
  const connection = query.data?.value.connection
  return (
    <Page
      title={connection ? `Connection ${connection.name}` : 'Connection'}
      description={connection && describeStrategy(connection.strategy)}
      above={<BackLink to="/connections">All connections</BackLink>}
      actions={
        connection && (
          <>
            <Button variant="default" leftSection={<IconBraces size={16} aria-hidden />} onClick={json.open}>
              View JSON
            </Button>
            {mayChange && (
              <Button
                variant="default"
                leftSection={<IconTrash size={16} aria-hidden />}
                onClick={remove.open}
              >
                Delete
              </Button>
            )}
          </>
        )
      }
    >
      <QueryState query={query} height={520}>
        {(loaded) => (
          <>
            <ConnectionForm key={id} loaded={loaded} />
            <JsonDialog connectionId={id} opened={isJsonShown} onClose={json.close} />
            <DeleteConnectionDialog loaded={loaded} opened={isDeleting} onClose={remove.close} />
          </>
        )}
      </QueryState>
    </Page>
  )
}

function ConnectionForm({ loaded }: { readonly loaded: Versioned<PageDocument> }) {
  const { strategy } = loaded.value.connection
  if (strategy === smsStrategy) return <SmsForm loaded={loaded} />
  if (strategy === databaseStrategy) return <DatabaseForm loaded={loaded} />
  return (
    <Section title="Options">
      <Text size="sm">
        You can't edit this type of connection here. To see its settings, choose View JSON.
      </Text>
    </Section>
  )
}
