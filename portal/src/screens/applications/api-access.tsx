// Which scopes of which API an application may ask for with its own credentials: its client grants.

import { ActionIcon, Button, Group, Text } from '@mantine/core'
import { IconPencil, IconPlus, IconTrash } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useApi } from '../../api/api-context.tsx'
import { useMayChange } from '../../api/session.ts'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { DataList } from '../../ui/data-list.tsx'
import { savedImmediately } from '../../ui/field-words.ts'
import { showSuccess } from '../../ui/notify.ts'
import { Section } from '../../ui/section.tsx'
import { type ClientGrant, grantsQuery, resourceServersQuery, useDeleteGrant } from './applications-api.ts'
import { GrantDialog } from './grant-dialog.tsx'

export function ApiAccess({ clientId }: { readonly clientId: string }) {
  const api = useApi()
  const mayChange = useMayChange()
  const grants = useQuery(grantsQuery(api, clientId))
  const servers = useQuery(resourceServersQuery(api))
  const remove = useDeleteGrant(clientId)
  const [editing, setEditing] = useState<ClientGrant | 'new'>()
  const [removing, setRemoving] = useState<ClientGrant>()

  const nameOf = (audience: string) =>
    servers.data?.find(({ identifier }) => identifier === audience)?.name ?? audience
  const closeRemoving = () => {
    setRemoving(undefined)
    remove.reset()
  }
  const columns = [
    {
      header: 'API',
      cell: ({ audience }: ClientGrant) => (
        <>
          <Text size="sm" fw={600}>
            {nameOf(audience)}
          </Text>
          <Text size="xs" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
            {audience}
          </Text>
        </>
      ),
    },
    { header: 'Scopes', cell: ({ scope }: ClientGrant) => describeScopes(scope) },
    ...(mayChange
      ? [
          {
            header: 'Manage',
            cell: (grant: ClientGrant) => (
              <Group gap={4} wrap="nowrap" component="span">
                <ActionIcon
                  variant="subtle"
                  color="gray"
                  c="inherit"
                  aria-label={`Edit scopes for ${nameOf(grant.audience)}`}
                  onClick={() => setEditing(grant)}
                >
                  <IconPencil size={16} aria-hidden />
                </ActionIcon>
                <ActionIcon
                  variant="subtle"
                  color="gray"
                  c="inherit"
                  aria-label={`Remove ${nameOf(grant.audience)}`}
                  onClick={() => setRemoving(grant)}
                >
                  <IconTrash size={16} aria-hidden />
                </ActionIcon>
              </Group>
            ),
          },
        ]
      : []),
  ]
  return (
    <Section
      title="API access"
      description={`APIs that the application can call with its own credentials, including the Management API. ${savedImmediately}`}
    >
      <DataList
        caption="API access"
        query={grants}
        rowKey={({ id }) => id}
        columns={columns}
        empty="The application can't call any APIs."
      />
      {mayChange && (
        <Group>
          <Button
            size="xs"
            variant="default"
            leftSection={<IconPlus size={14} aria-hidden />}
            onClick={() => setEditing('new')}
          >
            Authorize API
          </Button>
        </Group>
      )}
      {editing !== undefined && (
        <GrantDialog
          clientId={clientId}
          grant={editing === 'new' ? undefined : editing}
          granted={grants.data ?? []}
          onClose={() => setEditing(undefined)}
        />
      )}
      <ConfirmDialog
        opened={removing !== undefined}
        title="Remove API access?"
        action="Remove access"
        isDangerous
        isPending={remove.isPending}
        error={remove.error}
        onConfirm={() =>
          removing &&
          remove.mutate(removing, {
            onSuccess: () => {
              closeRemoving()
              showSuccess('Saved.')
            },
          })
        }
        onClose={closeRemoving}
      >
        The application can no longer get tokens for {removing && nameOf(removing.audience)}. Existing tokens
        work until they expire.
      </ConfirmDialog>
    </Section>
  )
}

const shownScopes = 4

function describeScopes(scope: readonly string[]): string {
  if (scope.length === 0) return 'None'
  const first = scope.slice(0, shownScopes).join(', ')
  return scope.length > shownScopes ? `${first} and ${scope.length - shownScopes} more` : first
}
