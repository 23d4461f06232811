import { Anchor, Button } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconPlus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { sendPhoneMessage } from '#src/values/triggers.ts'
import { useApi } from '../../api/api-context.tsx'
import { useMayChange } from '../../api/session.ts'
import { DataList } from '../../ui/data-list.tsx'
import { showError, showSuccess } from '../../ui/notify.ts'
import { Page } from '../../ui/page.tsx'
import { StatusBadge } from '../../ui/status-badge.tsx'
import { CreateHookDialog } from './create-hook-dialog.tsx'
import { type Hook, hooksQuery, useEnableHook } from './hooks-api.ts'

const route = getRouteApi('/shell/hooks')

export function HooksScreen() {
  const query = useQuery(hooksQuery(useApi()))
  const mayChange = useMayChange()
  const { create: isAsked = false } = route.useSearch()
  const [isCreating, create] = useDisclosure(mayChange && isAsked)
  return (
    <Page
      title="Hooks"
      description="Send phone messages with your own code. Only one Hook is enabled at a time."
      actions={
        mayChange && (
          <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={create.open}>
            Create Hook
          </Button>
        )
      }
    >
      <DataList
        caption="Hooks"
        query={query}
        rowKey={({ id }) => id}
        columns={
          mayChange
            ? [...columns, { header: 'Manage', cell: (hook: Hook) => <EnableButton hook={hook} /> }]
            : columns
        }
        empty="No Hooks yet."
      />
      <CreateHookDialog opened={isCreating} onClose={create.close} />
    </Page>
  )
}

const columns = [
  {
    header: 'Name',
    cell: ({ id, name }: Hook) => (
      <Anchor
        renderRoot={(props) => <Link to="/hooks/$id" params={{ id }} data-row {...props} />}
        fw={600}
        size="sm"
        style={{ overflowWrap: 'anywhere' }}
      >
        {name}
      </Anchor>
    ),
  },
  {
    header: 'Extensibility point',
    cell: ({ triggerId }: Hook) => (triggerId === sendPhoneMessage ? 'Send Phone Message' : triggerId),
  },
  {
    header: 'Status',
    cell: ({ enabled }: Hook) => <StatusBadge status={enabled ? 'enabled' : 'disabled'} />,
  },
]

function EnableButton({ hook: { id, name, enabled } }: { readonly hook: Hook }) {
  const change = useEnableHook()
  const word = enabled ? 'Disable' : 'Enable'
  return (
    <Button
      size="xs"
      variant="default"
      aria-label={`${word} ${name}`}
      loading={change.isPending}
      onClick={() =>
        change.mutate(
          { id, enabled: !enabled },
          {
            onSuccess: () => showSuccess(`${name} ${enabled ? 'disabled' : 'enabled'}.`),
            onError: showError,
          },
        )
      }
    >
      {word}
    </Button>
  )
}
