import { Text, TextInput } from '@mantine/core'
import type { UseFormReturnType } from '@mantine/form'
import { NameValueList } from '../../ui/name-value-list.tsx'
import { Section } from '../../ui/section.tsx'
import type { FormValues } from './form-values.ts'
import { PayloadSample } from './payload-sample.tsx'
import { SignatureSecret } from './signature-secret.tsx'
import { TimeoutField } from './timeout-field.tsx'

export function WebhookFields({ form }: { readonly form: UseFormReturnType<FormValues> }) {
  return (
    <Section title="Provider Configuration">
      <TextInput
        label="Webhook Endpoint"
        description="The full URL that gets a POST for each message"
        placeholder="https://example.com/send-sms"
        type="url"
        required
        autoComplete="off"
        {...form.getInputProps('webhook.url')}
      />
      <PayloadSample />
      <Text size="xs" c="dimmed">
        Answer with <code>{'{"code": "ok"}'}</code>, or with one of <code>invalid_phone_number</code>,{' '}
        <code>rate_limited</code>, <code>authentication_failed</code>, <code>delivery_rejected</code> and, if
        you like, a <code>provider_error_code</code> that is shown with the message.
      </Text>
      <SignatureSecret />
      <TimeoutField form={form} path="webhook.timeout" of="the endpoint" />
      <NameValueList
        label="Headers"
        description="Sent beside Otpost's own, such as an authorization that your endpoint asks for."
        noun="header"
        isSecret
        rows={form.values.webhook.headers}
        onChange={(rows) => form.setFieldValue('webhook.headers', rows)}
        errorOf={({ name }) => form.errors[`webhook.headers.${name}`]}
      />
    </Section>
  )
}
