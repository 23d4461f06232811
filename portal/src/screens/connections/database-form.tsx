import { NumberInput, Select, Stack, Switch, TextInput } from '@mantine/core'
import type { FormErrors } from '@mantine/form'
import { useQueryClient } from '@tanstack/react-query'
import { useApi } from '../../api/api-context.tsx'
import type { Versioned } from '../../api/create-api.ts'
import { useMayChange } from '../../api/session.ts'
import { EditForm } from '../../ui/edit-form/edit-form.tsx'
import { useEditForm } from '../../ui/edit-form/use-edit-form.ts'
import { wholeNumberMessage } from '../../ui/field-words.ts'
import { Section } from '../../ui/section.tsx'
import { labelOf } from './connection-words.ts'
import { type Options, type PageDocument, readConnectionPage, saveConnection } from './connections-api.ts'
import { EnabledClientsField } from './enabled-clients-field.tsx'

interface DatabaseValues {
  readonly passwordPolicy: string
  readonly min_length: number | string
  readonly disable_signup: boolean
  readonly brute_force_protection: boolean
  readonly enabledClients: readonly string[]
}

/** A connection whose users have passwords. */
export function DatabaseForm({ loaded }: { readonly loaded: Versioned<PageDocument> }) {
  const api = useApi()
  const queries = useQueryClient()
  const { connection } = loaded.value
  const edit = useEditForm<PageDocument, DatabaseValues>({
    loaded,
    toValues,
    validate,
    fieldOf: (field) => field.replace(/^options\./, '').replace('password_complexity_options.', ''),
    reload: () => readConnectionPage(api, connection.id),
    save: (values, base) =>
      saveConnection(
        api,
        { options: toOptions(values, base.value), enabledClients: values.enabledClients },
        base,
      ),
    onSaved: (saved) => {
      queries.setQueryData(['connections', 'page', connection.id], saved)
      void queries.invalidateQueries({ queryKey: ['connections', 'list'] })
    },
  })
  const { form, saved } = edit
  return (
    <EditForm edit={edit} labelOf={labelOf} readOnly={!useMayChange()}>
      <Section title="Database">
        <TextInput label="Name" description="You can't change the name." readOnly value={connection.name} />
        <Switch
          label="Disable sign-ups"
          description="Only administrators and the Management API can create users."
          {...form.getInputProps('disable_signup', { type: 'checkbox' })}
        />
        <Switch
          label="Brute-force protection"
          description="Temporarily blocks logins after too many incorrect passwords."
          {...form.getInputProps('brute_force_protection', { type: 'checkbox' })}
        />
      </Section>
      <Section title="Passwords" description="Apply to new passwords. Existing passwords stay valid.">
        <Stack gap="md" maw={480}>
          <Select
            label="Password policy"
            data={policies}
            allowDeselect={false}
            {...form.getInputProps('passwordPolicy')}
          />
          <NumberInput
            label="Minimum length"
            description="1 to 128 characters. Leave empty to use the policy's minimum."
            allowDecimal={false}
            clampBehavior="none"
            {...form.getInputProps('min_length')}
          />
        </Stack>
      </Section>
      <EnabledClientsField
        clients={saved.clients}
        value={form.values.enabledClients}
        onChange={(clients) => form.setFieldValue('enabledClients', clients)}
        error={form.errors.enabledClients}
      />
    </EditForm>
  )
}

const policies = [
  { value: 'none', label: 'None: any password' },
  { value: 'low', label: 'Low: at least 6 characters' },
  {
    value: 'fair',
    label: 'Fair: at least 8 characters with lowercase letters, uppercase letters, and digits',
  },
  { value: 'good', label: 'Good: at least 8 characters of 3 of 4 character types' },
  {
    value: 'excellent',
    label: 'Excellent: at least 10 characters of 3 of 4 character types, none more than twice in a row',
  },
]

function toValues({ connection: { options = {} }, enabledClients }: PageDocument): DatabaseValues {
  const minLength = complexityOf(options).get('min_length')
  return {
    passwordPolicy: typeof options.passwordPolicy === 'string' ? options.passwordPolicy : 'good',
    min_length: typeof minLength === 'number' ? minLength : '',
    disable_signup: options.disable_signup === true,
    brute_force_protection: options.brute_force_protection !== false,
    enabledClients: [...enabledClients].sort(),
  }
}

/** What the form does not show goes back as it came. */
function toOptions(values: DatabaseValues, saved: PageDocument): Options {
  const before = saved.connection.options ?? {}
  const was = toValues(saved)
  const complexity = complexityOf(before)
  if (values.min_length === '') complexity.delete('min_length')
  else complexity.set('min_length', Number(values.min_length))
  return {
    ...before,
    ...(values.passwordPolicy !== was.passwordPolicy && { passwordPolicy: values.passwordPolicy }),
    ...(values.min_length !== was.min_length && {
      password_complexity_options: Object.fromEntries(complexity),
    }),
    ...(values.disable_signup !== was.disable_signup && { disable_signup: values.disable_signup }),
    ...(values.brute_force_protection !== was.brute_force_protection && {
      brute_force_protection: values.brute_force_protection,
    }),
  }
}

function validate({ min_length: length }: DatabaseValues): FormErrors {
  const number = Number(length)
  const isFine = length === '' || (Number.isInteger(number) && number >= 1 && number <= 128)
  return isFine ? {} : { min_length: `${wholeNumberMessage(1, 128)}, or leave it empty` }
}

function complexityOf({ password_complexity_options: given }: Options): Map<string, unknown> {
  return new Map(typeof given === 'object' && given !== null ? Object.entries(given) : [])
}
