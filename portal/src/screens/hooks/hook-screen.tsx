import { Button } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconTrash } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { useApi } from '../../api/api-context.tsx'
import { useMayChange } from '../../api/session.ts'
import { BackLink } from '../../ui/back-link.tsx'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { Page } from '../../ui/page.tsx'
import { QueryState } from '../../ui/query-state.tsx'
import { HookForm } from './hook-form.tsx'
import { type Hook, hookQuery, useDeleteHook } from './hooks-api.ts'

const route = getRouteApi('/shell/hooks/$id')

export function HookScreen() {
  const { id } = route.useParams()
  const query = useQuery(hookQuery(useApi(), id))
  const mayChange = useMayChange()
  const hook = query.data?.value.hook.value
  return (
    <Page
      title={hook?.name ?? 'Hook'}
      description="Send Phone Message. When the Hook is enabled, Otpost runs the saved code."
      above={<BackLink to="/hooks">All Hooks</BackLink>}
      actions={mayChange && hook && <DeleteButton hook={hook} />}
    >
      <QueryState query={query} height={640}>
        {(loaded) => <HookForm key={id} loaded={loaded} />}
      </QueryState>
    </Page>
  )
}

function DeleteButton({ hook }: { readonly hook: Hook }) {
  const navigate = useNavigate()
  const [isAsking, ask] = useDisclosure(false)
  const remove = useDeleteHook(hook.id)
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
        title={`Delete ${hook.name}?`}
        action="Delete Hook"
        isDangerous
        isPending={remove.isPending}
        error={remove.error}
        onConfirm={() =>
          // What was typed and not saved goes with it: nobody is asked about that once more.
          remove.mutate(undefined, { onSuccess: () => void navigate({ to: '/hooks', ignoreBlocker: true }) })
        }
        onClose={ask.close}
      >
        This permanently deletes the Hook's script and secrets. You can't delete a Hook that the phone
        provider uses.
      </ConfirmDialog>
    </>
  )
}
