import { NumberInput, Select, SimpleGrid, Stack, Switch, Textarea, TextInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { codeLength } from '#src/values/code-length.ts'
import { useApi } from '../../api/api-context.tsx'
import type { Versioned } from '../../api/create-api.ts'
import { useMayChange } from '../../api/session.ts'
import { EditForm } from '../../ui/edit-form/edit-form.tsx'
import { useEditForm } from '../../ui/edit-form/use-edit-form.ts'
import { Section } from '../../ui/section.tsx'
import { labelOf } from './connection-words.ts'
import { type PageDocument, readConnectionPage, saveConnection } from './connections-api.ts'
import { EnabledClientsField } from './enabled-clients-field.tsx'
import { ProviderFields } from './provider-fields.tsx'
import { type SmsValues, smsFieldOf, toSmsChange, toSmsValues, validateSms } from './sms-form-values.ts'
import { TemplatePreview } from './template-preview.tsx'

export function SmsForm({ loaded }: { readonly loaded: Versioned<PageDocument> }) {
  const api = useApi()
  const queries = useQueryClient()
  const { connection } = loaded.value
  const edit = useEditForm<PageDocument, SmsValues>({
    loaded,
    toValues: toSmsValues,
    validate: validateSms,
    fieldOf: smsFieldOf,
    reload: () => readConnectionPage(api, connection.id),
    save: (values, base) => saveConnection(api, toSmsChange(values, base.value), base),
    onSaved: (saved) => {
      queries.setQueryData(['connections', 'page', connection.id], saved)
      void queries.invalidateQueries({ queryKey: ['connections', 'list'] })
    },
  })
  const { form, saved } = edit
  const { syntax, template, totp } = form.values
  return (
    <EditForm edit={edit} labelOf={labelOf} readOnly={!useMayChange()}>
      <ProviderFields form={form} connectionId={connection.id} />
      <Section
        title="Message"
        description="What the text says. Left empty, the tenant's own text for logins is sent (Templates)."
      >
        <Select
          label="Syntax"
          data={[
            { value: 'md_with_macros', label: 'Macros (md_with_macros)' },
            { value: 'liquid', label: 'Liquid' },
          ]}
          allowDeselect={false}
          maw={320}
          {...form.getInputProps('syntax')}
        />
        <Textarea
          label="Message"
          description={variablesOf[syntax]}
          autosize
          minRows={3}
          maxRows={12}
          maxLength={5120}
          spellCheck={false}
          styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
          {...form.getInputProps('template')}
        />
        <TemplatePreview template={template} syntax={syntax} codeLength={Number(totp.length)} />
      </Section>
      <Section title="OTP" description="The one-time code.">
        <SimpleGrid cols={{ base: 1, xs: 2 }}>
          <NumberInput
            label="OTP length"
            description={`Digits, from ${codeLength.min} to ${codeLength.max}`}
            required
            allowDecimal={false}
            clampBehavior="none"
            {...form.getInputProps('totp.length')}
          />
          <NumberInput
            label="OTP lifetime (seconds)"
            description="From 60 to 86400: how long a code is valid"
            required
            allowDecimal={false}
            clampBehavior="none"
            {...form.getInputProps('totp.time_step')}
          />
        </SimpleGrid>
      </Section>
      <Section title="Users and protection">
        <Stack gap="sm">
          <Switch
            label="Disable sign-ups"
            description="Only who is a user already gets a code."
            {...form.getInputProps('disable_signup', { type: 'checkbox' })}
          />
          <Switch
            label="Brute-force protection"
            description="Too many wrong codes for one number block further tries for a while."
            {...form.getInputProps('brute_force_protection', { type: 'checkbox' })}
          />
          <TextInput
            label="Name in the options"
            description="What the option name says, usually sms. It changes nothing here."
            autoComplete="off"
            maxLength={255}
            maw={320}
            {...form.getInputProps('name')}
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

const variablesOf = {
  md_with_macros:
    '@@password@@ or @@code@@ is the code; @@phone_number@@, @@application.name@@ and @@request_language@@ are known too.',
  liquid:
    '{{ code }} or {{ password }} is the code; {{ phone_number }}, {{ application.name }}, {{ request_language }} and {{ tenant.friendly_name }} are known too.',
} as const
