import { Anchor, Button } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconPlus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useApi } from '../../api/api-context.tsx'
import { useMayChange } from '../../api/session.ts'
import { DataList } from '../../ui/data-list.tsx'
import { Page } from '../../ui/page.tsx'
import { describeProvider, describeStrategy } from './connection-words.ts'
import { type Connection, connectionsQuery } from './connections-api.ts'
import { CreateConnectionDialog } from './create-connection-dialog.tsx'

export function ConnectionsScreen() {
  const query = useQuery(connectionsQuery(useApi()))
  const mayChange = useMayChange()
  const [isCreating, create] = useDisclosure(false)
  return (
    <Page
      title="Connections"
      description="Control how users log in to your applications and how they receive codes."
      actions={
        mayChange && (
          <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={create.open}>
            Create connection
          </Button>
        )
      }
    >
      <DataList
        caption="Connections"
        query={query}
        rowKey={({ id }) => id}
        columns={columns}
        empty="No connections yet. To send codes by SMS, create a Passwordless SMS connection."
      />
      <CreateConnectionDialog opened={isCreating} onClose={create.close} />
    </Page>
  )
}

const columns = [
  {
    header: 'Name',
    cell: ({ id, name }: Connection) => (
      <Anchor
        renderRoot={(props) => <Link to="/connections/$id" params={{ id }} data-row {...props} />}
        fw={600}
        size="sm"
      >
        {name}
      </Anchor>
    ),
  },
  { header: 'Type', cell: ({ strategy }: Connection) => describeStrategy(strategy) },
  { header: 'Provider', cell: (connection: Connection) => describeProvider(connection) },
  { header: 'Sign-ups', cell: describeSignUp },
  { header: 'ID', cell: ({ id }: Connection) => <code>{id}</code> },
]

function describeSignUp({ options }: Connection): string {
  return options?.disable_signup === true ? 'Disabled' : 'Enabled'
}
