import { Text } from '@mantine/core'
import { PayloadSample } from './payload-sample.tsx'

/** What an endpoint gets and answers. */
export function WebhookContract() {
  return (
    <>
      <PayloadSample />
      <Text size="xs" c="dimmed">
        Answer with <code>{'{"code": "ok"}'}</code>, or with one of <code>invalid_phone_number</code>,{' '}
        <code>rate_limited</code>, <code>authentication_failed</code>, <code>delivery_rejected</code> and
        optionally a <code>provider_error_code</code>, which is shown with the message.
      </Text>
    </>
  )
}
