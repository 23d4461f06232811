import { JsonInput, SimpleGrid, Switch } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useApi } from '../../api/api-context.tsx'
import type { Versioned } from '../../api/create-api.ts'
import { useMayChange } from '../../api/session.ts'
import { EditForm } from '../../ui/edit-form/edit-form.tsx'
import { useEditForm } from '../../ui/edit-form/use-edit-form.ts'
import { Section } from '../../ui/section.tsx'
import { NameFields } from './name-fields.tsx'
import { labelOf, labels, toChange, toValues, type UserValues, validateUser } from './user-form-values.ts'
import { changeUser, readUser, type User } from './users-api.ts'

export function UserForm({ loaded }: { readonly loaded: Versioned<User> }) {
  const api = useApi()
  const queries = useQueryClient()
  const id = loaded.value.user_id
  const edit = useEditForm<User, UserValues>({
    loaded,
    toValues,
    validate: validateUser,
    reload: () => readUser(api, id),
    save: async (values, base) => {
      const change = toChange(values, base.value)
      if (Object.keys(change).length === 0) return base
      const saved = await changeUser(api, id, change, base.etag)
      void queries.invalidateQueries({ queryKey: ['users'] })
      return saved
    },
  })
  const isDatabase = loaded.value.identities.some(({ provider }) => provider === 'auth0')
  const { form } = edit
  return (
    <EditForm edit={edit} readOnly={!useMayChange()} labelOf={labelOf}>
      <Section title="Profile">
        <Switch
          label={labels.blocked}
          description="Applies until you turn it off. Brute-force blocks are listed below."
          {...form.getInputProps('blocked', { type: 'checkbox' })}
        />
        <NameFields
          form={form}
          onPhoneNumber={(number) => form.setFieldValue('phone_number', number)}
          isDatabase={isDatabase}
          hasUsername={loaded.value.username !== undefined}
        />
        <SimpleGrid cols={{ base: 1, sm: 2 }}>
          <JsonInput
            label={labels.user_metadata}
            description="JSON that applications can read"
            autosize
            minRows={3}
            maxRows={12}
            {...form.getInputProps('user_metadata')}
          />
          <JsonInput
            label={labels.app_metadata}
            description="JSON that users can't change"
            autosize
            minRows={3}
            maxRows={12}
            {...form.getInputProps('app_metadata')}
          />
        </SimpleGrid>
      </Section>
    </EditForm>
  )
}
