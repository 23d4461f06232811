// Who sends the messages of a connection, and what that one has to be told.

import { Anchor, Checkbox, Group, Radio, Stack, Switch, Text, TextInput } from '@mantine/core'
import type { UseFormReturnType } from '@mantine/form'
import { Link } from '@tanstack/react-router'
import { useApi } from '../../api/api-context.tsx'
import { useMayChange } from '../../api/session.ts'
import { type Choice, ChoiceCards } from '../../ui/choice-cards.tsx'
import { SecretInput } from '../../ui/secret-input.tsx'
import { Section } from '../../ui/section.tsx'
import { providerWords } from './connection-words.ts'
import { readConnectionSecret } from './connections-api.ts'
import { gatewaySecretOf, type SmsProvider, type SmsValues } from './sms-form-values.ts'

interface Props {
  readonly form: UseFormReturnType<SmsValues>
  readonly connectionId: string
}

const providers: readonly Choice<SmsProvider>[] = [
  { value: 'tenant', title: providerWords.tenant, text: 'Uses the settings in Branding > Phone Provider.' },
  {
    value: 'twilio',
    title: providerWords.twilio,
    text: 'Uses a separate Twilio account for this connection.',
  },
  {
    value: 'sms_gateway',
    title: providerWords.sms_gateway,
    text: 'Sends each message to your HTTP endpoint.',
  },
]

export function ProviderFields({ form, connectionId }: Props) {
  const { provider } = form.values
  return (
    <>
      <Section title="Provider">
        <ChoiceCards
          label="Provider"
          choices={providers}
          value={provider}
          onChange={(chosen) => form.setFieldValue('provider', chosen)}
          columns={3}
        />
      </Section>
      {provider === 'tenant' && <TenantProvider isNew={form.getInitialValues().provider !== 'tenant'} />}
      {provider === 'twilio' && <TwilioFields form={form} connectionId={connectionId} />}
      {provider === 'sms_gateway' && <GatewayFields form={form} connectionId={connectionId} />}
    </>
  )
}

function TenantProvider({ isNew }: { readonly isNew: boolean }) {
  return (
    <Text size="sm">
      Messages go through the tenant's{' '}
      <Anchor component={Link} to="/branding/phone-provider" td="underline" size="sm">
        phone provider
      </Anchor>
      .{isNew && " Saving removes this connection's Twilio or gateway settings."}
    </Text>
  )
}

function TwilioFields({ form, connectionId }: Props) {
  const api = useApi()
  const mayChange = useMayChange()
  return (
    <Section title="Twilio">
      <TextInput
        label="Account SID"
        placeholder="AC…"
        required
        autoComplete="off"
        {...form.getInputProps('twilio_sid')}
      />
      <SecretInput
        label="Auth token"
        reveal={() => readConnectionSecret(api, connectionId, ({ twilio_token }) => twilio_token)}
        disabled={!mayChange}
        {...form.getInputProps('twilio_token')}
      />
      <TextInput
        label="From"
        description="A phone number or sender ID of your Twilio account"
        autoComplete="off"
        maxLength={128}
        {...form.getInputProps('from')}
      />
      <TextInput
        label="Messaging Service SID"
        description="Selects the sender instead of From"
        placeholder="MG…"
        autoComplete="off"
        {...form.getInputProps('messaging_service_sid')}
      />
    </Section>
  )
}

function GatewayFields({ form, connectionId }: Props) {
  const api = useApi()
  const mayChange = useMayChange()
  const { method } = form.values.authentication
  return (
    <Section title="SMS gateway">
      <TextInput
        label="Gateway URL"
        description="Receives a POST request with recipient, body, and sender for each message"
        placeholder="https://gateway.example.com/sms"
        type="url"
        required
        autoComplete="off"
        {...form.getInputProps('gateway_url')}
      />
      <TextInput
        label="From"
        description="Sent to the gateway unchanged, as sender"
        autoComplete="off"
        maxLength={128}
        {...form.getInputProps('from')}
      />
      <Switch
        label="Forward request info"
        description="Sends the gateway the IP address and user agent of the client that requested the code."
        {...form.getInputProps('forward_req_info', { type: 'checkbox' })}
      />
      <Radio.Group label="Gateway authentication" {...form.getInputProps('authentication.method')}>
        <Group mt={6}>
          <Radio value="none" label="None" />
          <Radio value="bearer" label="Bearer: sends a signed token with each request" />
        </Group>
      </Radio.Group>
      {method === 'bearer' && (
        <Stack gap="md">
          <TextInput
            label="Audience"
            description="The token's aud claim"
            required
            autoComplete="off"
            {...form.getInputProps('authentication.audience')}
          />
          <TextInput
            label="Subject"
            description="The token's sub claim"
            autoComplete="off"
            {...form.getInputProps('authentication.subject')}
          />
          <SecretInput
            label="Secret"
            description="Signs the token (HS256)"
            reveal={() => readConnectionSecret(api, connectionId, gatewaySecretOf)}
            disabled={!mayChange}
            {...form.getInputProps('authentication.secret')}
          />
          <Checkbox
            label="The secret is base64url-encoded"
            {...form.getInputProps('authentication.secret_base64_encoded', { type: 'checkbox' })}
          />
        </Stack>
      )}
    </Section>
  )
}
