import { Button, Modal } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useApi } from '../../api/api-context.tsx'
import type { Versioned } from '../../api/create-api.ts'
import { EditForm } from '../../ui/edit-form/edit-form.tsx'
import { useEditForm } from '../../ui/edit-form/use-edit-form.ts'
import { QueryState } from '../../ui/query-state.tsx'
import {
  AdministratorFields,
  type AdministratorValues,
  validateAdministrator,
} from './administrator-fields.tsx'
import {
  type Administrator,
  administratorQuery,
  readAdministrator,
  saveAdministrator,
} from './administrators-api.ts'

interface Props {
  readonly id: string
  readonly onClose: () => void
}

export function EditAdministratorDialog({ id, onClose }: Props) {
  const query = useQuery(administratorQuery(useApi(), id))
  return (
    <Modal opened onClose={onClose} title="Edit administrator">
      <QueryState query={query} height={360}>
        {(loaded) => <AdministratorForm loaded={loaded} onClose={onClose} />}
      </QueryState>
    </Modal>
  )
}

interface FormProps {
  readonly loaded: Versioned<Administrator>
  readonly onClose: () => void
}

function AdministratorForm({ loaded, onClose }: FormProps) {
  const api = useApi()
  const queries = useQueryClient()
  const edit = useEditForm<Administrator, AdministratorValues>({
    loaded,
    toValues: ({ email, role }) => ({ email, role, password: '' }),
    validate: validateAdministrator,
    reload: () => readAdministrator(api, loaded.value.id),
    save: ({ email, role, password }, base) =>
      saveAdministrator(
        api,
        {
          ...(email.trim() !== base.value.email && { email: email.trim() }),
          ...(role !== base.value.role && { role }),
          ...(password !== '' && { password }),
        },
        base,
      ),
    onSaved: () => {
      void queries.invalidateQueries({ queryKey: ['administrators'], exact: true })
      onClose()
    },
  })
  return (
    <EditForm
      edit={edit}
      labelOf={(path) => labels[path] ?? path}
      actions={
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
      }
    >
      <AdministratorFields
        form={edit.form}
        passwordLabel="New password"
        passwordHelp="Leave empty to keep the current password. A new password signs the administrator out and ends a lockout."
      />
    </EditForm>
  )
}

const labels: Readonly<Record<string, string>> = {
  email: 'Email address',
  role: 'Role',
  password: 'New password',
}
