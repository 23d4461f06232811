import { useNavigate } from '@tanstack/react-router'
import type { Versioned } from '../../api/create-api.ts'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { showSuccess } from '../../ui/notify.ts'
import { type Client, useDeleteClient } from './applications-api.ts'

interface Props {
  readonly loaded: Versioned<Client>
  readonly opened: boolean
  readonly onClose: () => void
}

export function DeleteApplicationDialog({ loaded, opened, onClose }: Props) {
  const { client_id: id, name } = loaded.value
  const remove = useDeleteClient(id, loaded.etag)
  const navigate = useNavigate()
  return (
    <ConfirmDialog
      opened={opened}
      title={`Delete application ${name}?`}
      action="Delete application"
      isDangerous
      isPending={remove.isPending}
      error={remove.error}
      onConfirm={() =>
        remove.mutate(undefined, {
          onSuccess: () => {
            onClose()
            showSuccess(`Application ${name} deleted.`)
            // What was typed here has nothing left to be saved to.
            void navigate({ to: '/applications', ignoreBlocker: true })
          },
        })
      }
      onClose={onClose}
    >
      This permanently deletes the client ID, client secret, and API access. Anything that uses them stops
      working immediately.
    </ConfirmDialog>
  )
}
