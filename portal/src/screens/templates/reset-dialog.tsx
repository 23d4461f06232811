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
      title="Reset template?"
      action="Reset template"
      isDangerous
      isPending={reset.isPending}
      error={reset.error}
      onClose={onClose}
      onConfirm={() =>
        reset.mutate(etag, {
          onSuccess: () => {
            onReset()
            onClose()
            showSuccess('Template reset.')
          },
        })
      }
    >
      This deletes your custom template and any unsaved changes.{' '}
      {key.locale === anyLocale
        ? 'Languages without a custom template then use the built-in one.'
        : 'Messages then use the next template that applies.'}
    </ConfirmDialog>
  )
}
