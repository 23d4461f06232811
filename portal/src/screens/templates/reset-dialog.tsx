import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { showSuccess } from '../../ui/notify.ts'
import { anyLocale, type TemplateKey, useResetTemplate } from './templates-api.ts'

interface Props {
  readonly templateKey: TemplateKey
  /** That of what is shown. */
  readonly etag: string | undefined
  readonly onReset: () => void
  readonly onClose: () => void
}

export function ResetDialog({ templateKey: key, etag, onReset, onClose }: Props) {
  const reset = useResetTemplate(key)
  return (
    <ConfirmDialog
      opened
      title="Reset this text?"
      action="Reset the text"
      isDangerous
      isPending={reset.isPending}
      error={reset.error}
      onClose={onClose}
      onConfirm={() =>
        reset.mutate(etag, {
          onSuccess: () => {
            onReset()
            onClose()
            showSuccess('The text is reset.')
          },
        })
      }
    >
      Your own text is deleted, and so are unsaved changes to it.{' '}
      {key.locale === anyLocale
        ? 'Languages without a text of their own get the built-in one.'
        : 'Messages get the text that there is without it.'}
    </ConfirmDialog>
  )
}
