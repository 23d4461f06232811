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
        description="The text of the message. If it's empty, Otpost uses the tenant's login template (Branding > Templates)."
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
          label="Message template"
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
      <Section title="OTP" description="The length and lifetime of one-time codes.">
        <SimpleGrid cols={{ base: 1, xs: 2 }}>
          <NumberInput
            label="OTP length"
            description={`${codeLength.min} to ${codeLength.max} digits`}
            required
            allowDecimal={false}
            clampBehavior="none"
            {...form.getInputProps('totp.length')}
          />
          <NumberInput
            label="OTP lifetime (seconds)"
            description="How long a code is valid: 60 to 86400"
            required
            allowDecimal={false}
            clampBehavior="none"
            {...form.getInputProps('totp.time_step')}
          />
        </SimpleGrid>
      </Section>
      <Section title="Sign-ups and protection">
        <Stack gap="sm">
          <Switch
            label="Disable sign-ups"
            description="Only existing users can sign in."
            {...form.getInputProps('disable_signup', { type: 'checkbox' })}
          />
          <Switch
            label="Brute-force protection"
            description="Temporarily blocks a phone number after too many incorrect codes."
            {...form.getInputProps('brute_force_protection', { type: 'checkbox' })}
          />
          <TextInput
            label="Name in options"
            description="The value of options.name, usually sms. Otpost doesn't use it."
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
    'Use @@password@@ or @@code@@ for the code. You can also use @@phone_number@@, @@application.name@@, and @@request_language@@.',
  liquid:
    'Use {{ code }} or {{ password }} for the code. You can also use {{ phone_number }}, {{ application.name }}, {{ request_language }}, and {{ tenant.friendly_name }}.',
} as const
