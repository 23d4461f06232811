import { Select, Switch } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { useApi } from '../../api/api-context.tsx'
import type { Versioned } from '../../api/create-api.ts'
import { useMayChange } from '../../api/session.ts'
import { BackLink } from '../../ui/back-link.tsx'
import { EditForm } from '../../ui/edit-form/edit-form.tsx'
import { useEditForm } from '../../ui/edit-form/use-edit-form.ts'
import { Page } from '../../ui/page.tsx'
import { PasswordField } from '../../ui/password-field.tsx'
import { QueryState } from '../../ui/query-state.tsx'
import { Section } from '../../ui/section.tsx'
import { NameFields } from './name-fields.tsx'
import { emptyUser, labels, type UserValues, validateUser } from './user-form-values.ts'
import { type Connection, connectionsQuery, createUser, type User, type UserFields } from './users-api.ts'

const route = getRouteApi('/shell/users/new')

export interface NewUserValues extends UserValues {
  readonly connection: string
  readonly password: string
}

export function NewUserScreen() {
  const query = useQuery(connectionsQuery(useApi()))
  return (
    <Page title="Create user" above={<BackLink to="/users">All users</BackLink>}>
      <QueryState query={query} height={420}>
        {(connections) => <NewUserForm connections={connections} />}
      </QueryState>
    </Page>
  )
}

/** Nobody, until somebody is created. */
interface Draft {
  readonly created?: User
}
const nobody: Versioned<Draft> = { value: {}, etag: undefined }

function NewUserForm({ connections }: { readonly connections: readonly Connection[] }) {
  const api = useApi()
  const queries = useQueryClient()
  const navigate = route.useNavigate()
  const connectionOf = (name: string) => connections.find((one) => one.name === name)
  const edit = useEditForm<Draft, NewUserValues>({
    loaded: nobody,
    toValues: () => ({ ...emptyUser, connection: connections[0]?.name ?? '', password: '' }),
    validate: (values) => validateNew(values, connectionOf(values.connection)),
    reload: async () => nobody,
    savedMessage: 'User created.',
    save: async (values) => {
      const created = await createUser(api, toUser(values, connectionOf(values.connection)))
      void queries.invalidateQueries({ queryKey: ['users', 'list'] })
      return { value: { created }, etag: undefined }
    },
    onSaved: ({ value }) => {
      if (value.created) void navigate({ to: '/users/$id', params: { id: value.created.user_id } })
    },
  })
  const { form } = edit
  const connection = connectionOf(form.values.connection)
  const isDatabase = connection?.strategy === 'auth0'
  return (
    <EditForm edit={edit} readOnly={!useMayChange()} saveLabel="Create user">
      <Section title="Profile">
        <Select
          label="Connection"
          description="The user logs in through this connection. You can't change it later."
          required
          allowDeselect={false}
          data={connections.map(({ name }) => name)}
          {...form.getInputProps('connection')}
        />
        <NameFields
          form={form}
          onPhoneNumber={(number) => form.setFieldValue('phone_number', number)}
          isDatabase={isDatabase}
          hasUsername={connection?.options?.requires_username === true}
        />
        {isDatabase && (
          <PasswordField
            label="Password"
            required
            autoComplete="new-password"
            {...form.getInputProps('password')}
          />
        )}
        <Switch label={labels.blocked} {...form.getInputProps('blocked', { type: 'checkbox' })} />
      </Section>
    </EditForm>
  )
}

function validateNew(values: NewUserValues, connection: Connection | undefined) {
  const { phone_number: number, email, username, password } = values
  const isDatabase = connection?.strategy === 'auth0'
  const isNameless = email.trim() === '' && number === '' && username.trim() === ''
  return {
    ...(!connection && { connection: 'Choose a connection' }),
    ...(!isDatabase && number === '' && { phone_number: 'Enter a phone number' }),
    ...(isDatabase && isNameless && { email: 'Enter an email address, a phone number, or a username' }),
    ...(isDatabase && password === '' && { password: 'Enter a password' }),
    ...validateUser(values),
  }
}

function toUser(values: NewUserValues, connection: Connection | undefined): UserFields {
  const { phone_number, phone_verified, email, email_verified, username, name, password, blocked } = values
  const isDatabase = connection?.strategy === 'auth0'
  return {
    connection: values.connection,
    ...(phone_number !== '' && { phone_number, phone_verified }),
    ...(isDatabase && email.trim() !== '' && { email: email.trim(), email_verified }),
    ...(isDatabase && username.trim() !== '' && { username: username.trim() }),
    ...(name.trim() !== '' && { name: name.trim() }),
    ...(isDatabase && { password }),
    ...(blocked && { blocked }),
  }
}
