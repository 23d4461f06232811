import { Button } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconTrash } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { useApi } from '../../api/api-context.tsx'
import { useMayChange } from '../../api/session.ts'
import { BackLink } from '../../ui/back-link.tsx'
import { Page } from '../../ui/page.tsx'
import { QueryState } from '../../ui/query-state.tsx'
import { ApiAccess } from './api-access.tsx'
import { describeAppType } from './application-words.ts'
import { clientQuery } from './applications-api.ts'
import { ClientForm } from './client-form.tsx'
import { ConnectionAccess } from './connection-access.tsx'
import { DeleteApplicationDialog } from './delete-application-dialog.tsx'

const route = getRouteApi('/shell/applications/$id')

export function ApplicationScreen() {
  const { id } = route.useParams()
  const query = useQuery(clientQuery(useApi(), id))
  const mayChange = useMayChange()
  const [isDeleting, remove] = useDisclosure(false)
  const client = query.data?.value
  return (
    <Page
      title={client?.name ?? 'Application'}
      description={client && describeAppType(client.app_type)}
      above={<BackLink to="/applications">All applications</BackLink>}
      actions={
        client &&
        mayChange && (
          <Button variant="default" leftSection={<IconTrash size={16} aria-hidden />} onClick={remove.open}>
            Delete
          </Button>
        )
      }
    >
      <QueryState query={query} height={520}>
        {(loaded) => (
          <>
            <ClientForm key={id} loaded={loaded} />
            <ConnectionAccess key={`connections ${id}`} clientId={id} />
            <ApiAccess key={`access ${id}`} clientId={id} />
            <DeleteApplicationDialog loaded={loaded} opened={isDeleting} onClose={remove.close} />
          </>
        )}
      </QueryState>
    </Page>
  )
}
