import { Button, Group } from '@mantine/core'
import { IconArrowsMaximize } from '@tabler/icons-react'
import { useMutation } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { useApi } from '../../api/api-context.tsx'
import { useMayChange } from '../../api/session.ts'
import { showError } from '../../ui/notify.ts'
import type { ProviderEdit } from './kind-fields.tsx'
import { writeDraft } from './save-page.ts'

// What the draft of an Action does not hold.
const elsewhere = ['enabled', 'delivery_methods', 'twilio', 'script', 'hook', 'configs'] as const

/** Goes to the Actions editor with what is typed: it is saved as a draft first. */
export function ExpandedEditorButton({ edit }: { readonly edit: ProviderEdit }) {
  const { form, saved } = edit
  const api = useApi()
  const navigate = useNavigate()
  const mayChange = useMayChange()
  const save = useMutation({
    mutationFn: () => writeDraft(api, form.values, saved.action),
    onSuccess: (action) => {
      const isLost = elsewhere.some((path) => form.isDirty(path))
      edit.rebase(({ value: page, etag }) => ({ value: { ...page, action }, etag }))
      void navigate({ to: '/actions/$id', params: { id: action.value.id }, ignoreBlocker: !isLost })
    },
    onError: showError,
  })
  const look = { variant: 'default', size: 'xs', leftSection: <IconArrowsMaximize size={14} aria-hidden /> }
  const label = 'Edit in Expanded Editor'
  const id = saved.action?.value.id
  if (id !== undefined && !edit.isDirty) {
    return (
      <Group>
        <Button {...look} renderRoot={(props) => <Link to="/actions/$id" params={{ id }} {...props} />}>
          {label}
        </Button>
      </Group>
    )
  }
  return (
    mayChange && (
      <Group>
        <Button {...look} loading={save.isPending} onClick={() => save.mutate()}>
          {label}
        </Button>
      </Group>
    )
  )
}
