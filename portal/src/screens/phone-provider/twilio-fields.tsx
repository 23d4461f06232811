import { Group, Radio, Stack, TextInput } from '@mantine/core'
import type { UseFormReturnType } from '@mantine/form'
import { PasswordField } from '../../ui/password-field.tsx'
import { Section } from '../../ui/section.tsx'
import type { FormValues } from './form-values.ts'

export function TwilioFields({ form }: { readonly form: UseFormReturnType<FormValues> }) {
  const { credentials, sender } = form.values.twilio
  return (
    <Section title="Provider Configuration">
      <TextInput
        label="Account SID"
        placeholder="AC…"
        required
        autoComplete="off"
        {...form.getInputProps('twilio.sid')}
      />
      <Radio.Group label="Credentials" {...form.getInputProps('twilio.credentials')}>
        <Group mt={6}>
          <Radio value="api_key" label="API key" />
          <Radio value="auth_token" label="Auth token" />
        </Group>
      </Radio.Group>
      {credentials === 'auth_token' ? (
        <PasswordField
          label="Auth token"
          required
          autoComplete="off"
          {...form.getInputProps('twilio.auth_token')}
        />
      ) : (
        <Stack gap="md">
          <TextInput
            label="API key SID"
            placeholder="SK…"
            required
            autoComplete="off"
            {...form.getInputProps('twilio.api_key_sid')}
          />
          <PasswordField
            label="API key secret"
            required
            autoComplete="off"
            {...form.getInputProps('twilio.api_key_secret')}
          />
        </Stack>
      )}
      <Radio.Group label="Sender" {...form.getInputProps('twilio.sender')}>
        <Group mt={6}>
          <Radio value="from" label="From" />
          <Radio value="messaging_service_sid" label="Messaging Service SID" />
        </Group>
      </Radio.Group>
      {sender === 'messaging_service_sid' && (
        <TextInput
          label="Messaging Service SID"
          description="Selects the sender of each text"
          placeholder="MG…"
          required
          autoComplete="off"
          {...form.getInputProps('twilio.messaging_service_sid')}
        />
      )}
      <TextInput
        label={sender === 'from' ? 'From' : 'From (voice calls only)'}
        description="A phone number or sender ID of your Twilio account. Voice calls need a phone number."
        required={sender === 'from'}
        autoComplete="off"
        {...form.getInputProps('twilio.from')}
      />
      <details>
        <summary style={{ cursor: 'pointer', fontSize: 'var(--mantine-font-size-sm)' }}>
          Advanced settings
        </summary>
        <TextInput
          mt="sm"
          label="API base URL"
          description="Set this to use another URL for the Twilio API"
          placeholder="https://api.twilio.com"
          autoComplete="off"
          {...form.getInputProps('twilio.base_url')}
        />
      </details>
    </Section>
  )
}
