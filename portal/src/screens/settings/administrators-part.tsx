import { Alert, Button, Code, Group, Text } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useApi } from '../../api/api-context.tsx'
import { useSession } from '../../api/session.ts'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { CopyButton } from '../../ui/copy-button.tsx'
import { type Column, DataList } from '../../ui/data-list.tsx'
import { showSuccess } from '../../ui/notify.ts'
import { Section } from '../../ui/section.tsx'
import { StatusBadge } from '../../ui/status-badge.tsx'
import { Time } from '../../ui/time.tsx'
import { AddAdministratorDialog } from './add-administrator-dialog.tsx'
import { roleWords } from './administrator-fields.tsx'
import { type Administrator, administratorsQuery, useRemoveAdministrator } from './administrators-api.ts'
import { EditAdministratorDialog } from './edit-administrator-dialog.tsx'

interface NewPassword {
  readonly email: string
  readonly password: string
}

/** For owners. */
export function AdministratorsPart() {
  const query = useQuery(administratorsQuery(useApi()))
  const me = useSession().administrator.id
  const [isAdding, add] = useDisclosure(false)
  const [edited, setEdited] = useState<string>()
  const [removed, setRemoved] = useState<Administrator>()
  const [generated, setGenerated] = useState<NewPassword>()
  const columns: Column<Administrator>[] = [
    { header: 'Email address', cell: ({ id, email }) => (id === me ? `${email} (you)` : email) },
    { header: 'Role', cell: ({ role }) => roleWords[role].label },
    {
      header: 'Status',
      cell: ({ locked_until: until }) =>
        until !== undefined && Date.parse(until) > Date.now() ? (
          <StatusBadge status="locked" label="Locked out" look="warning" />
        ) : (
          <StatusBadge status="active" label="Active" look="good" />
        ),
    },
    {
      header: 'Last sign-in',
      cell: ({ last_sign_in_at: at }) => (at === undefined ? 'Never' : <Time at={at} />),
    },
    {
      header: 'Manage',
      cell: (administrator) => (
        <Group gap={4} justify="flex-end" wrap="nowrap" display="inline-flex">
          <Button
            size="compact-sm"
            variant="default"
            aria-label={`Edit ${administrator.email}`}
            onClick={() => setEdited(administrator.id)}
          >
            Edit
          </Button>
          {administrator.id !== me && (
            <Button
              size="compact-sm"
              variant="default"
              aria-label={`Remove ${administrator.email}`}
              onClick={() => setRemoved(administrator)}
            >
              Remove
            </Button>
          )}
        </Group>
      ),
    },
  ]
  return (
    <Section title="Administrators" description="Manage who can sign in to the portal and what they can do.">
      {generated && (
        <Alert
          color="pine"
          variant="outline"
          role="status"
          title={`Password for ${generated.email}`}
          withCloseButton
          closeButtonLabel="Hide password"
          onClose={() => setGenerated(undefined)}
        >
          <Text size="sm">Share this password now. You won't be able to see it again.</Text>
          <Group gap="xs">
            <Code>{generated.password}</Code>
            <CopyButton value={generated.password} label="Copy password" />
          </Group>
        </Alert>
      )}
      <DataList
        caption="Administrators"
        query={query}
        rowKey={({ id }) => id}
        columns={columns}
        empty="No administrators."
      />
      <Button onClick={add.open} style={{ alignSelf: 'flex-start' }}>
        Add administrator
      </Button>
      {isAdding && <AddAdministratorDialog onClose={add.close} onGenerated={setGenerated} />}
      {edited !== undefined && <EditAdministratorDialog id={edited} onClose={() => setEdited(undefined)} />}
      {removed && <RemoveDialog administrator={removed} onClose={() => setRemoved(undefined)} />}
    </Section>
  )
}

interface RemoveProps {
  readonly administrator: Administrator
  readonly onClose: () => void
}

function RemoveDialog({ administrator: { id, email }, onClose }: RemoveProps) {
  const remove = useRemoveAdministrator()
  return (
    <ConfirmDialog
      opened
      title="Remove this administrator?"
      action="Remove administrator"
      isDangerous
      isPending={remove.isPending}
      error={remove.error}
      onClose={onClose}
      onConfirm={() =>
        remove.mutate(id, {
          onSuccess: () => {
            showSuccess('Administrator removed.')
            onClose()
          },
        })
      }
    >
      {email} is signed out immediately and can no longer sign in. Their changes stay in the audit log.
    </ConfirmDialog>
  )
}
