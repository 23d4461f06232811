import { Anchor, Button } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconPlus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useApi } from '../../api/api-context.tsx'
import { useMayChange } from '../../api/session.ts'
import { CopyButton } from '../../ui/copy-button.tsx'
import { DataList } from '../../ui/data-list.tsx'
import { Page } from '../../ui/page.tsx'
import { describeAppType } from './application-words.ts'
import { type Client, clientsQuery } from './applications-api.ts'
import { CreateApplicationDialog } from './create-application-dialog.tsx'

export function ApplicationsScreen() {
  const query = useQuery(clientsQuery(useApi()))
  const mayChange = useMayChange()
  const [isCreating, create] = useDisclosure(false)
  return (
    <Page
      title="Applications"
      description="Applications log users in and call APIs. Each has a client ID, and most have a client secret."
      actions={
        mayChange && (
          <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={create.open}>
            Create application
          </Button>
        )
      }
    >
      <DataList
        caption="Applications"
        query={query}
        rowKey={({ client_id }) => client_id}
        columns={columns}
        empty="No applications yet. Users can log in after you create one."
      />
      <CreateApplicationDialog opened={isCreating} onClose={create.close} />
    </Page>
  )
}

const columns = [
  {
    header: 'Name',
    cell: ({ client_id: id, name }: Client) => (
      <Anchor
        renderRoot={(props) => <Link to="/applications/$id" params={{ id }} data-row {...props} />}
        fw={600}
        size="sm"
      >
        {name}
      </Anchor>
    ),
  },
  { header: 'Type', cell: ({ app_type }: Client) => describeAppType(app_type) },
  {
    header: 'Client ID',
    cell: ({ client_id: id, name }: Client) => (
      <>
        <code style={{ overflowWrap: 'anywhere' }}>{id}</code>{' '}
        <span style={{ display: 'inline-block', verticalAlign: 'middle' }}>
          <CopyButton value={id} label={`Copy client ID of ${name}`} />
        </span>
      </>
    ),
  },
]
