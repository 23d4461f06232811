import { useNavigate } from '@tanstack/react-router'
import type { Versioned } from '../../api/create-api.ts'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { showSuccess } from '../../ui/notify.ts'
import { type PageDocument, useDeleteConnection } from './connections-api.ts'

interface Props {
  readonly loaded: Versioned<PageDocument>
  readonly opened: boolean
  readonly onClose: () => void
}

export function DeleteConnectionDialog({ loaded, opened, onClose }: Props) {
  const { id, name } = loaded.value.connection
  const remove = useDeleteConnection(id, loaded.etag)
  const navigate = useNavigate()
  return (
    <ConfirmDialog
      opened={opened}
      title={`Delete connection ${name}?`}
      action="Delete connection"
      isDangerous
      isPending={remove.isPending}
      error={remove.error}
      onConfirm={() =>
        remove.mutate(undefined, {
          onSuccess: () => {
            onClose()
            showSuccess(`Connection ${name} deleted.`)
            // What was typed here has nothing left to be saved to.
            void navigate({ to: '/connections', ignoreBlocker: true })
          },
        })
      }
      onClose={() => {
        remove.reset()
        onClose()
      }}
    >
      This permanently deletes the connection's settings. Users can no longer log in through this connection.
    </ConfirmDialog>
  )
}
