import { Anchor, Button, Group, Text, TextInput } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { IconPlus, IconSearch } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { useEffect, useRef, useState } from 'react'
import { useApi } from '../../api/api-context.tsx'
import { useMayChange } from '../../api/session.ts'
import { DataList } from '../../ui/data-list.tsx'
import { Page } from '../../ui/page.tsx'
import { StatusBadge } from '../../ui/status-badge.tsx'
import { Time } from '../../ui/time.tsx'
import { type User, usersQuery } from './users-api.ts'

const route = getRouteApi('/shell/users')

export function UsersScreen() {
  const { search = '' } = route.useSearch()
  const mayChange = useMayChange()
  const list = useInfiniteQuery(usersQuery(useApi(), search))
  return (
    <Page
      title="Users"
      description="Find users, manage their second factors, and block or unblock them."
      actions={
        mayChange && (
          <Button
            leftSection={<IconPlus size={16} aria-hidden />}
            renderRoot={(props) => <Link to="/users/new" {...props} />}
          >
            Create user
          </Button>
        )
      }
    >
      <UserSearch value={search} />
      <DataList
        caption="Users, newest first"
        query={{
          data: list.data?.pages.flatMap(({ users }) => users),
          isPending: list.isPending,
          error: list.error,
          refetch: list.refetch,
        }}
        rowKey={({ user_id: id }) => id}
        columns={columns}
        empty={
          search === '' ? (
            'No users yet. Users appear here after their first login.'
          ) : (
            <Group justify="center" gap="xs">
              <Text>No user has exactly this phone number, email address, username, or ID.</Text>
              <Anchor renderRoot={(props) => <Link to="/users" {...props} />}>Show all</Anchor>
            </Group>
          )
        }
        more={
          list.hasNextPage
            ? { isLoading: list.isFetchingNextPage, load: () => void list.fetchNextPage() }
            : undefined
        }
      />
    </Page>
  )
}

/** In the address, so that it survives a reload; it searches once somebody stops typing. */
function UserSearch({ value }: { readonly value: string }) {
  const navigate = route.useNavigate()
  const [typed, setTyped] = useState(value)
  const applied = useRef(value)
  const apply = useDebouncedCallback((search: string) => {
    applied.current = search
    void navigate({ search: search === '' ? {} : { search }, replace: true })
  }, 400)
  useEffect(() => {
    if (value === applied.current) return
    applied.current = value
    setTyped(value)
  }, [value])
  return (
    <search aria-label="Search users">
      <TextInput
        label="Search"
        description="Exact phone number, email address, username, or user ID"
        type="search"
        autoComplete="off"
        leftSection={<IconSearch size={16} aria-hidden />}
        value={typed}
        onChange={(event) => {
          setTyped(event.currentTarget.value)
          apply(event.currentTarget.value.trim())
        }}
        maw={480}
      />
    </search>
  )
}

const columns = [
  {
    header: 'User',
    cell: ({ user_id: id, name, phone_number: number, email }: User) => (
      <Anchor
        renderRoot={(props) => <Link to="/users/$id" params={{ id }} data-row {...props} />}
        fw={600}
        size="sm"
      >
        {name ?? email ?? number ?? id}
      </Anchor>
    ),
  },
  { header: 'Phone number', cell: ({ phone_number: number }: User) => number ?? '–' },
  { header: 'Email address', cell: ({ email }: User) => email ?? '–' },
  { header: 'Connection', cell: ({ identities }: User) => identities[0]?.connection ?? '–' },
  {
    header: 'Status',
    cell: ({ blocked }: User) =>
      blocked ? <StatusBadge status="blocked" /> : <StatusBadge status="active" label="Active" look="good" />,
  },
  {
    header: 'Last login',
    cell: ({ last_login: at }: User) => (at === undefined ? 'Never' : <Time at={at} />),
  },
]
