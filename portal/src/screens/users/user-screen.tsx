import { Button, Group, Stack, Text } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { useState } from 'react'
import { useApi } from '../../api/api-context.tsx'
import type { Versioned } from '../../api/create-api.ts'
import { useMayChange } from '../../api/session.ts'
import { BackLink } from '../../ui/back-link.tsx'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { CopyButton } from '../../ui/copy-button.tsx'
import { showSuccess } from '../../ui/notify.ts'
import { Page } from '../../ui/page.tsx'
import { PasswordField } from '../../ui/password-field.tsx'
import { QueryState } from '../../ui/query-state.tsx'
import { StatusBadge } from '../../ui/status-badge.tsx'
import { Time } from '../../ui/time.tsx'
import { BlockSection } from './block-section.tsx'
import { FactorSection } from './factor-section.tsx'
import { UserForm } from './user-form.tsx'
import { type User, useDeleteUser, userQuery, useSetPassword } from './users-api.ts'

const route = getRouteApi('/shell/users/$id')

export function UserScreen() {
  const { id } = route.useParams()
  const query = useQuery(userQuery(useApi(), id))
  const user = query.data?.value
  const mayChange = useMayChange()
  return (
    <Page
      title={user?.name ?? user?.email ?? user?.phone_number ?? 'User'}
      above={<BackLink to="/users">All users</BackLink>}
      actions={query.data && mayChange && <UserActions loaded={query.data} />}
    >
      <QueryState key={id} query={query} height={520}>
        {(loaded) => (
          <Stack gap="lg">
            <Facts user={loaded.value} />
            <UserForm loaded={loaded} />
            <FactorSection id={id} />
            <BlockSection id={id} />
          </Stack>
        )}
      </QueryState>
    </Page>
  )
}

function Facts({ user }: { readonly user: User }) {
  const { user_id: id, identities, blocked, created_at: created, last_login: last, last_ip: ip } = user
  return (
    <Group gap="md" component="div">
      {blocked ? (
        <StatusBadge status="blocked" />
      ) : (
        <StatusBadge status="active" label="Active" look="good" />
      )}
      <Group gap={4} wrap="nowrap">
        <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
          {id}
        </Text>
        <CopyButton value={id} label="Copy user ID" size="xs" />
      </Group>
      <Text size="sm" c="dimmed" component="div">
        Connection {identities[0]?.connection ?? '–'}. Created <Time at={created} />.{' '}
        {last === undefined ? (
          'Never logged in.'
        ) : (
          <>
            {describeLogins(user.logins_count ?? 1)}, last <Time at={last} />
            {ip === undefined ? '' : ` from ${ip}`}.
          </>
        )}
      </Text>
    </Group>
  )
}

function describeLogins(count: number): string {
  return count === 1 ? '1 login' : `${count} logins`
}

function UserActions({ loaded }: { readonly loaded: Versioned<User> }) {
  const { user_id: id, identities } = loaded.value
  const navigate = route.useNavigate()
  const queries = useQueryClient()
  const remove = useDeleteUser(id)
  const [isRemoving, removing] = useDisclosure(false)
  const [isSetting, setting] = useDisclosure(false)
  const hasPassword = identities.some(({ provider }) => provider === 'auth0')
  return (
    <>
      {hasPassword && (
        <Button variant="default" onClick={setting.open}>
          Set password
        </Button>
      )}
      <Button color="red.9" variant="outline" c="var(--mantine-color-error)" onClick={removing.open}>
        Delete
      </Button>
      {isSetting && <PasswordDialog id={id} onClose={setting.close} />}
      <ConfirmDialog
        opened={isRemoving}
        title="Delete this user?"
        action="Delete user"
        isDangerous
        isPending={remove.isPending}
        error={remove.error}
        onClose={() => {
          remove.reset()
          removing.close()
        }}
        onConfirm={() =>
          remove.mutate(loaded.etag, {
            onSuccess: async () => {
              showSuccess('User deleted.')
              await navigate({ to: '/users' })
              queries.removeQueries({ queryKey: ['users', 'one', id] })
            },
          })
        }
      >
        This permanently deletes the user, their second factors, and their refresh tokens. If someone logs in
        with the same phone number, Otpost creates a new user.
      </ConfirmDialog>
    </>
  )
}

function PasswordDialog({ id, onClose }: { readonly id: string; readonly onClose: () => void }) {
  const [password, setPassword] = useState('')
  const set = useSetPassword(id)
  return (
    <ConfirmDialog
      opened
      title="Set password"
      action="Set password"
      isPending={set.isPending}
      error={set.error}
      onClose={onClose}
      onConfirm={() => {
        if (password === '') return
        set.mutate(password, {
          onSuccess: () => {
            showSuccess('Password set.')
            onClose()
          },
        })
      }}
    >
      <PasswordField
        label="New password"
        description="Otpost doesn't notify the user. The connection's password policy applies."
        autoComplete="new-password"
        value={password}
        onChange={(event) => setPassword(event.currentTarget.value)}
        required
      />
    </ConfirmDialog>
  )
}
