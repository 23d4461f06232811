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
  { value: 'tenant', title: providerWords.tenant, text: 'What is set on the page Phone Provider.' },
  { value: 'twilio', title: providerWords.twilio, text: 'A Twilio account for this connection alone.' },
  {
    value: 'sms_gateway',
    title: providerWords.sms_gateway,
    text: 'An HTTP endpoint of yours gets each message.',
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
      Messages go through the{' '}
      <Anchor component={Link} to="/branding/phone-provider" td="underline" size="sm">
        phone provider
      </Anchor>{' '}
      of the tenant.
      {isNew && ' The settings of Twilio or a gateway that this connection has are removed when you save.'}
    </Text>
  )
}

function TwilioFields({ form, connectionId }: Props) {
  const api = useApi()
  const mayChange = useMayChange()
  return (
    <Section title="Twilio">
      <TextInput
        label="Twilio account SID"
        placeholder="AC…"
        required
        autoComplete="off"
        {...form.getInputProps('twilio_sid')}
      />
      <SecretInput
        label="Twilio auth token"
        reveal={() => readConnectionSecret(api, connectionId, ({ twilio_token }) => twilio_token)}
        disabled={!mayChange}
        {...form.getInputProps('twilio_token')}
      />
      <TextInput
        label="From"
        description="A number or sender of your Twilio account"
        autoComplete="off"
        maxLength={128}
        {...form.getInputProps('from')}
      />
      <TextInput
        label="Messaging Service SID"
        description="Chooses the sender, in place of From"
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
        description="Gets a POST with recipient, body and sender for each message"
        placeholder="https://gateway.example.com/sms"
        type="url"
        required
        autoComplete="off"
        {...form.getInputProps('gateway_url')}
      />
      <TextInput
        label="From"
        description="Passed on to the gateway as sender, as it is"
        autoComplete="off"
        maxLength={128}
        {...form.getInputProps('from')}
      />
      <Switch
        label="Forward request info"
        description="Tells the gateway the IP address and the user agent of who asked for the code."
        {...form.getInputProps('forward_req_info', { type: 'checkbox' })}
      />
      <Radio.Group label="Gateway authentication" {...form.getInputProps('authentication.method')}>
        <Group mt={6}>
          <Radio value="none" label="None" />
          <Radio value="bearer" label="Bearer: a signed token with each request" />
        </Group>
      </Radio.Group>
      {method === 'bearer' && (
        <Stack gap="md">
          <TextInput
            label="Audience"
            description="The token's aud"
            required
            autoComplete="off"
            {...form.getInputProps('authentication.audience')}
          />
          <TextInput
            label="Subject"
            description="The token's sub"
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
