// The frame of a form that edits one thing: why a save failed, a bar with Save, and the two questions that editing can
// raise. The fields are children, bound with `edit.form.getInputProps(path)`.

import { Button, Fieldset, Group, Paper, Stack, Text } from '@mantine/core'
import type { ReactNode } from 'react'
import { ConfirmDialog } from '../confirm-dialog.tsx'
import { ErrorAlert } from '../error-alert.tsx'
import { ConflictDialog } from './conflict-dialog.tsx'
import type { EditState } from './use-edit-form.ts'

interface Props<Doc, Values extends object> {
  readonly edit: EditState<Doc, Values>
  readonly children: ReactNode
  /** What the button says, when not only `Save`. */
  readonly saveLabel?: string
  /** Beside Save, such as a test. */
  readonly actions?: ReactNode
  /** For those who may only look. */
  readonly readOnly?: boolean
  /** The words of a field in the comparison of two versions. */
  readonly labelOf?: (path: string) => string
  /** Which fields are secrets, besides those whose names say so: the comparison does not show them. */
  readonly isSecret?: (path: string) => boolean
  /** A new thing can be saved as it is proposed. */
  readonly canSaveUnchanged?: boolean
}

export function EditForm<Doc, Values extends object>(props: Props<Doc, Values>) {
  const {
    edit,
    children,
    saveLabel = 'Save',
    actions,
    readOnly = false,
    labelOf,
    isSecret,
    canSaveUnchanged = false,
  } = props
  const { isDirty, isSaving, leaving } = edit
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        void edit.submit()
      }}
    >
      <Stack gap="lg">
        {readOnly && <Text c="dimmed">Your role has read-only access.</Text>}
        <Fieldset variant="unstyled" mx={0} disabled={readOnly || isSaving}>
          <Stack gap="lg">{children}</Stack>
        </Fieldset>
        <ErrorAlert error={edit.error} hideFields={edit.hasField} />
        {!readOnly && (
          <Paper
            withBorder
            p="sm"
            pos="sticky"
            bottom={8}
            bg="var(--otpost-surface)"
            style={{ zIndex: 10 }}
            shadow={isDirty ? 'md' : 'none'}
          >
            <Group justify="space-between" gap="sm">
              <Text size="sm" c="dimmed" role="status">
                {isDirty ? 'You have unsaved changes.' : ''}
              </Text>
              <Group gap="xs">
                {isDirty && (
                  <Button variant="subtle" onClick={edit.discard} disabled={isSaving}>
                    Discard
                  </Button>
                )}
                {actions}
                <Button type="submit" loading={isSaving} disabled={!isDirty && !canSaveUnchanged}>
                  {saveLabel}
                </Button>
              </Group>
            </Group>
          </Paper>
        )}
      </Stack>
      <ConflictDialog edit={edit} {...(labelOf && { labelOf })} {...(isSecret && { isSecret })} />
      <ConfirmDialog
        opened={leaving.isAsking}
        title="Leave without saving?"
        action="Leave"
        isDangerous
        onConfirm={leaving.leave}
        onClose={leaving.stay}
      >
        If you leave this page, your unsaved changes are lost.
      </ConfirmDialog>
    </form>
  )
}
