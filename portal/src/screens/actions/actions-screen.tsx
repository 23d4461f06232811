import { Anchor, Button, Group, Select, Stack, Text } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconPlus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { useApi } from '../../api/api-context.tsx'
import { useMayChange } from '../../api/session.ts'
import { DataList } from '../../ui/data-list.tsx'
import { Page } from '../../ui/page.tsx'
import { Section } from '../../ui/section.tsx'
import { Time } from '../../ui/time.tsx'
import { ActionState } from './action-state.tsx'
import { type Action, actionsQuery } from './actions-api.ts'
import { CreateActionDialog } from './create-action-dialog.tsx'
import { triggerOf, triggers } from './triggers.ts'

const route = getRouteApi('/shell/actions')

export function ActionsScreen() {
  const { trigger } = route.useSearch()
  const navigate = route.useNavigate()
  const query = useQuery(actionsQuery(useApi()))
  const mayChange = useMayChange()
  const [isCreating, create] = useDisclosure(false)
  const shown = query.data?.filter((action) => trigger === undefined || triggerOf(action).id === trigger)
  const isFiltered = trigger !== undefined && query.data !== undefined && query.data.length > 0

  return (
    <Page
      title="Actions"
      description="Send messages with your own code. Otpost builds a draft when you save it, and runs it after you deploy it."
      actions={
        mayChange && (
          <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={create.open}>
            Create Action
          </Button>
        )
      }
    >
      <Select
        label="Trigger"
        placeholder="Any"
        clearable
        maw={280}
        data={triggers.map(({ id, label }) => ({ value: id, label }))}
        value={trigger ?? null}
        onChange={(chosen) => void navigate({ search: chosen ? { trigger: chosen } : {}, replace: true })}
      />
      <DataList
        caption="Actions"
        query={{ data: shown, isPending: query.isPending, error: query.error, refetch: query.refetch }}
        rowKey={({ id }) => id}
        columns={columns}
        empty={isFiltered ? 'No Actions use this trigger.' : 'No Actions yet.'}
      />
      <Section title="Triggers" description="Choose which Actions each trigger runs, and in which order.">
        <Stack gap="sm">
          {triggers.map(({ id, label, description }) => (
            <Group key={id} justify="space-between" gap="xs">
              <div style={{ flex: '1 1 260px' }}>
                <Text size="sm" fw={600}>
                  {label}
                </Text>
                <Text size="sm" c="dimmed">
                  {description}
                </Text>
              </div>
              <Button
                variant="default"
                size="xs"
                aria-label={`Bindings for ${label}`}
                renderRoot={(props) => (
                  <Link to="/actions/triggers/$trigger" params={{ trigger: id }} {...props} />
                )}
              >
                Bindings
              </Button>
            </Group>
          ))}
        </Stack>
      </Section>
      <CreateActionDialog opened={isCreating} onClose={create.close} proposed={trigger} />
    </Page>
  )
}

const columns = [
  {
    header: 'Name',
    cell: ({ id, name }: Action) => (
      <Anchor
        renderRoot={(props) => <Link to="/actions/$id" params={{ id }} data-row {...props} />}
        fw={600}
        size="sm"
        style={{ overflowWrap: 'anywhere' }}
      >
        {name}
      </Anchor>
    ),
  },
  { header: 'Trigger', cell: (action: Action) => triggerOf(action).label },
  { header: 'Status', cell: (action: Action) => <ActionState action={action} /> },
  { header: 'Deployed version', cell: (action: Action) => action.deployed_version?.number ?? '–' },
  { header: 'Updated', cell: (action: Action) => <Time at={action.updated_at} /> },
]
