import {
  Checkbox,
  Group,
  NumberInput,
  Select,
  SimpleGrid,
  Stack,
  Switch,
  Text,
  Textarea,
  TextInput,
} from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useApi } from '../../api/api-context.tsx'
import type { Versioned } from '../../api/create-api.ts'
import { useMayChange } from '../../api/session.ts'
import { EditForm } from '../../ui/edit-form/edit-form.tsx'
import { useEditForm } from '../../ui/edit-form/use-edit-form.ts'
import { Section } from '../../ui/section.tsx'
import { appTypes, authMethods, grantTypes, labelOf } from './application-words.ts'
import { type Client, readClient, saveClient } from './applications-api.ts'
import { type ClientValues, fieldOf, toChange, toValues, validate } from './client-form-values.ts'
import { ClientSecret } from './client-secret.tsx'

export function ClientForm({ loaded }: { readonly loaded: Versioned<Client> }) {
  const api = useApi()
  const queries = useQueryClient()
  const { client_id: id } = loaded.value
  const edit = useEditForm<Client, ClientValues>({
    loaded,
    toValues,
    validate,
    fieldOf,
    reload: () => readClient(api, id),
    save: (values, base) => saveClient(api, toChange(values, base.value), base),
    onSaved: (saved) => {
      queries.setQueryData(['applications', 'client', id], saved)
      void queries.invalidateQueries({ queryKey: ['applications', 'list'] })
    },
  })
  const { form, saved } = edit
  const { app_type: appType, grant_types: chosen } = form.values
  const keys = saved.client_authentication_methods?.private_key_jwt.credentials
  const mayChange = useMayChange()
  return (
    <Stack gap="lg">
      {/* Not in the form: who may only look can copy the client ID, too. */}
      <Section title="Credentials" description="The application authenticates with these credentials.">
        <ClientSecret clientId={id} isDirty={edit.isDirty} />
      </Section>
      <EditForm edit={edit} labelOf={labelOf} readOnly={!mayChange}>
        <Section title="Basics">
          <TextInput label="Name" required autoComplete="off" {...form.getInputProps('name')} />
          <TextInput label="Description" autoComplete="off" {...form.getInputProps('description')} />
          <Select
            label="Application type"
            data={withCurrent(appTypes, appType)}
            placeholder="Not set"
            clearable
            maw={420}
            {...form.getInputProps('app_type')}
            value={appType || null}
            onChange={(value) => form.setFieldValue('app_type', value ?? '')}
          />
          {keys === undefined ? (
            <Select
              label="Authentication method"
              description="How the application sends its secret to the token endpoint"
              data={withCurrent(authMethods, form.values.authMethod)}
              allowDeselect={false}
              maw={420}
              {...form.getInputProps('authMethod')}
            />
          ) : (
            <Text size="sm">
              The application authenticates with {keys.length === 1 ? 'a key' : `${keys.length} keys`}{' '}
              (private_key_jwt): <code>{keys.map((key) => key.id).join(', ')}</code>. To change keys, use the
              Management API.
            </Text>
          )}
        </Section>
        <Section title="Grant types" description="Grants that the application can use at the token endpoint.">
          <Checkbox.Group
            aria-label="Grant types"
            value={[...chosen]}
            onChange={(values) => form.setFieldValue('grant_types', [...values].sort())}
            error={form.errors.grant_types}
          >
            <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="sm">
              {[...grantTypes, ...unknownIn(saved.grant_types)].map(({ value, label }) => (
                <Checkbox
                  key={value}
                  value={value}
                  label={label}
                  description={value}
                  styles={{ description: { overflowWrap: 'anywhere' } }}
                />
              ))}
            </SimpleGrid>
          </Checkbox.Group>
        </Section>
        <Section title="URLs and tokens">
          <Textarea
            label="Allowed callback URLs"
            description="URLs that users can be redirected to, one per line"
            placeholder="https://app.example.com/callback"
            autosize
            minRows={2}
            maxRows={10}
            spellCheck={false}
            {...form.getInputProps('callbacks')}
          />
          <Switch
            label="Trust the auth0-forwarded-for header"
            description="For applications that run on a server. Otpost takes the user's IP address from this header."
            {...form.getInputProps('isForwardedForTrusted', { type: 'checkbox' })}
          />
          <Group align="flex-start">
            <NumberInput
              label="ID token lifetime (seconds)"
              description="From 1 to 2592000"
              required
              allowDecimal={false}
              clampBehavior="none"
              style={{ flex: '1 1 220px' }}
              {...form.getInputProps('lifetime')}
            />
            <Select
              label="ID token signature"
              description="HS256 uses the client secret"
              data={['RS256', 'HS256']}
              allowDeselect={false}
              style={{ flex: '1 1 220px' }}
              {...form.getInputProps('alg')}
            />
          </Group>
        </Section>
      </EditForm>
    </Stack>
  )
}

interface Choice {
  readonly value: string
  readonly label: string
}

/** A value that has no words here can be kept all the same. */
function withCurrent(choices: readonly Choice[], current: string): Choice[] {
  const known = choices.map(({ value, label }) => ({ value, label }))
  return current === '' || known.some(({ value }) => value === current)
    ? known
    : [...known, { value: current, label: current }]
}

function unknownIn(values: readonly string[]): Choice[] {
  return values
    .filter((value) => !grantTypes.some((known) => known.value === value))
    .map((value) => ({ value, label: value.split('/').at(-1) ?? value }))
}
