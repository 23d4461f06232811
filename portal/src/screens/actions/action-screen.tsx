import { Button, Group } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconTrash } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { customPhoneProvider } from '#src/values/triggers.ts'
import { useApi } from '../../api/api-context.tsx'
import { useMayChange } from '../../api/session.ts'
import { BackLink } from '../../ui/back-link.tsx'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { Page } from '../../ui/page.tsx'
import { QueryState } from '../../ui/query-state.tsx'
import { ActionForm } from './action-form.tsx'
import { type Action, actionQuery, useDeleteAction } from './actions-api.ts'
import { triggerOf } from './triggers.ts'

const route = getRouteApi('/shell/actions/$id')

export function ActionScreen() {
  const { id } = route.useParams()
  const query = useQuery(actionQuery(useApi(), id))
  const mayChange = useMayChange()
  const action = query.data?.value
  const trigger = action && triggerOf(action)
  return (
    <Page
      title={action?.name ?? 'Action'}
      description={trigger && `${trigger.label}: ${trigger.handler}`}
      above={
        <Group gap="md">
          {trigger?.id === customPhoneProvider && (
            <BackLink to="/branding/phone-provider">Back to Phone Provider</BackLink>
          )}
          <BackLink to="/actions">All Actions</BackLink>
        </Group>
      }
      actions={mayChange && action && <DeleteButton action={action} />}
    >
      <QueryState query={query} height={640}>
        {(loaded) => <ActionForm key={id} loaded={loaded} />}
      </QueryState>
    </Page>
  )
}

function DeleteButton({ action }: { readonly action: Action }) {
  const navigate = useNavigate()
  const [isAsking, ask] = useDisclosure(false)
  const remove = useDeleteAction(action.id)
  return (
    <>
      <Button
        variant="default"
        leftSection={<IconTrash size={16} aria-hidden />}
        onClick={() => {
          remove.reset()
          ask.open()
        }}
      >
        Delete
      </Button>
      <ConfirmDialog
        opened={isAsking}
        title={`Delete ${action.name}?`}
        action="Delete Action"
        isDangerous
        isPending={remove.isPending}
        error={remove.error}
        onConfirm={() =>
          // What was typed and not saved goes with it: nobody is asked about that once more.
          remove.mutate(undefined, {
            onSuccess: () => void navigate({ to: '/actions', ignoreBlocker: true }),
          })
        }
        onClose={ask.close}
      >
        This permanently deletes the Action's draft, secrets, and versions. You can't delete an Action that is
        bound to a trigger or that the phone provider uses.
      </ConfirmDialog>
    </>
  )
}
