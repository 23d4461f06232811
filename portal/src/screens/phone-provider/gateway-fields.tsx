import { Checkbox, Stack, Switch, TextInput } from '@mantine/core'
import type { UseFormReturnType } from '@mantine/form'
import { PasswordField } from '../../ui/password-field.tsx'
import { Section } from '../../ui/section.tsx'
import type { FormValues } from './form-values.ts'

export function GatewayFields({ form }: { readonly form: UseFormReturnType<FormValues> }) {
  return (
    <Section title="Provider Configuration">
      <TextInput
        label="Gateway URL"
        type="url"
        required
        autoComplete="off"
        {...form.getInputProps('sms_gateway.gateway_url')}
      />
      <TextInput
        label="Sender"
        description="Passed on to the gateway as it is"
        autoComplete="off"
        {...form.getInputProps('sms_gateway.from')}
      />
      <Switch
        label="Tell the gateway the caller's IP address and user agent"
        {...form.getInputProps('sms_gateway.forward_req_info', { type: 'checkbox' })}
      />
      <Switch
        label="Send a signed bearer token"
        {...form.getInputProps('sms_gateway.hasToken', { type: 'checkbox' })}
      />
      {form.values.sms_gateway.hasToken && (
        <Stack gap="md">
          <TextInput
            label="Audience of the token"
            required
            autoComplete="off"
            {...form.getInputProps('sms_gateway.audience')}
          />
          <TextInput
            label="Subject of the token"
            autoComplete="off"
            {...form.getInputProps('sms_gateway.subject')}
          />
          <PasswordField
            label="Secret that signs the token"
            required
            autoComplete="off"
            {...form.getInputProps('sms_gateway.secret')}
          />
          <Checkbox
            label="The secret is base64url-encoded"
            {...form.getInputProps('sms_gateway.secret_base64_encoded', { type: 'checkbox' })}
          />
        </Stack>
      )}
    </Section>
  )
}
