import { Checkbox, Group, Radio, Stack, Switch, TextInput } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useApi } from '../../api/api-context.tsx'
import type { Versioned } from '../../api/create-api.ts'
import { useMayChange } from '../../api/session.ts'
import { EditForm } from '../../ui/edit-form/edit-form.tsx'
import { useEditForm } from '../../ui/edit-form/use-edit-form.ts'
import { QueryState } from '../../ui/query-state.tsx'
import { SecretInput } from '../../ui/secret-input.tsx'
import { Section } from '../../ui/section.tsx'
import {
  factorNames,
  type MessageType,
  type PhoneProvider,
  type Policy,
  readSecondFactor,
  readTwilioToken,
  type SecondFactor,
  saveSecondFactor,
  secondFactorQuery,
  type TwilioSettings,
} from './second-factor-api.ts'
import { SecondFactorDelivery } from './second-factor-delivery.tsx'

export function SecondFactorPart() {
  const query = useQuery(secondFactorQuery(useApi()))
  return <QueryState query={query}>{(loaded) => <SecondFactorForm loaded={loaded} />}</QueryState>
}

interface Values {
  readonly policy: 'never' | Policy
  readonly factors: string[]
  readonly message_types: MessageType[]
  readonly provider: PhoneProvider
  readonly sid: string
  readonly auth_token: string
  readonly from: string
  readonly messaging_service_sid: string
}

const policyWords = {
  never: { label: 'Only where an Action or an application asks for it', description: undefined },
  'all-applications': { label: 'Always', description: 'Every login of every application' },
  'confidence-score': { label: 'Adaptive', description: 'Kept as it was set elsewhere' },
} as const

const factorWords = {
  sms: { label: 'Phone', description: 'A code by text or call' },
  otp: { label: 'Authenticator app', description: 'One-time passwords (TOTP)' },
  'recovery-code': { label: 'Recovery code', description: 'For when the other factors are lost' },
} as const

const providers = [
  { value: 'auth0', label: 'The phone provider', description: 'What is set under Branding > Phone Provider' },
  { value: 'twilio', label: 'Twilio', description: 'Another account for second factors alone' },
  {
    value: 'phone-message-hook',
    label: 'Custom',
    description: 'The Send Phone Message Hook that is enabled, or the Actions that are bound to that trigger',
  },
] as const

const messageTypes = [
  { value: 'sms', label: 'Text' },
  { value: 'voice', label: 'Voice' },
] as const

function SecondFactorForm({ loaded }: { readonly loaded: Versioned<SecondFactor> }) {
  const api = useApi()
  const queries = useQueryClient()
  const edit = useEditForm<SecondFactor, Values>({
    loaded,
    toValues,
    validate,
    reload: () => readSecondFactor(api),
    save: async (values, base) => {
      try {
        await saveSecondFactor(api, toSecondFactor(values, base.value), base, (part, etag) =>
          edit.rebase(({ value }) => ({ value: { ...value, ...part }, etag })),
        )
        return await readSecondFactor(api)
      } finally {
        void queries.invalidateQueries({ queryKey: ['settings', 'second-factor'] })
      }
    },
  })
  const mayChange = useMayChange()
  const { form, saved } = edit
  const { factors, provider, policy } = form.values
  const policies = (['never', 'all-applications', 'confidence-score'] as const).filter(
    (one) => one !== 'confidence-score' || policy === one || saved.policies.includes(one),
  )
  return (
    <EditForm edit={edit} readOnly={!mayChange} labelOf={labelOf}>
      <Section title="When it is asked for">
        <Radio.Group aria-label="When a second factor is asked for" {...form.getInputProps('policy')}>
          <Stack gap="xs">
            {policies.map((one) => (
              <Radio key={one} value={one} {...policyWords[one]} />
            ))}
          </Stack>
        </Radio.Group>
      </Section>
      <Section title="Factors">
        {factorNames.map((name) => (
          <Switch
            key={name}
            {...factorWords[name]}
            checked={factors.includes(name)}
            onChange={({ currentTarget: { checked } }) =>
              form.setFieldValue(
                'factors',
                checked ? [...factors, name] : factors.filter((other) => other !== name),
              )
            }
          />
        ))}
      </Section>
      <Section title="Messages to phones" description="Of the phone factor.">
        <Checkbox.Group
          label="Delivery"
          description="With none chosen, texts are sent, or voice calls when the provider delivers nothing else."
          {...form.getInputProps('message_types')}
        >
          <Group mt="xs">
            {messageTypes.map((type) => (
              <Checkbox key={type.value} {...type} />
            ))}
          </Group>
        </Checkbox.Group>
        <Radio.Group label="Provider" {...form.getInputProps('provider')}>
          <Stack gap="xs" mt="xs">
            {providers.map((one) => (
              <Radio key={one.value} {...one} />
            ))}
          </Stack>
        </Radio.Group>
        <SecondFactorDelivery values={form.values} />
        {provider === 'twilio' && (
          <>
            <TextInput label="Twilio SID" required autoComplete="off" {...form.getInputProps('sid')} />
            <SecretInput
              label="Twilio auth token"
              reveal={() => readTwilioToken(api)}
              disabled={!mayChange}
              {...form.getInputProps('auth_token')}
            />
            <TextInput
              label="From"
              description="A number of yours. Or name a messaging service."
              autoComplete="off"
              {...form.getInputProps('from')}
            />
            <TextInput
              label="Messaging service SID"
              autoComplete="off"
              {...form.getInputProps('messaging_service_sid')}
            />
          </>
        )}
      </Section>
    </EditForm>
  )
}

function toValues({ policies, factors, messageTypes: types, provider, twilio }: SecondFactor): Values {
  return {
    policy: policies[0] ?? 'never',
    factors: [...factors].sort(),
    message_types: [...types],
    provider,
    sid: twilio.sid ?? '',
    auth_token: twilio.auth_token ?? '',
    from: twilio.from ?? '',
    messaging_service_sid: twilio.messaging_service_sid ?? '',
  }
}

function toSecondFactor(values: Values, before: SecondFactor): SecondFactor {
  const { policy, factors, message_types: types, provider } = values
  const isTwilioAsBefore = twilioFields.every((name) => values[name] === (before.twilio[name] ?? ''))
  return {
    policies: policy === 'never' ? [] : [policy],
    factors,
    messageTypes: types,
    provider,
    twilio: isTwilioAsBefore ? before.twilio : toTwilio(values),
  }
}

const twilioFields = ['sid', 'auth_token', 'from', 'messaging_service_sid'] as const

/** What is not sent is gone. */
function toTwilio(values: Values): TwilioSettings {
  return Object.fromEntries(
    twilioFields.flatMap((name) => (values[name].trim() === '' ? [] : [[name, values[name].trim()]])),
  )
}

function validate({ provider, sid, auth_token: token, from, messaging_service_sid: service }: Values) {
  if (provider !== 'twilio') return {}
  return {
    ...(sid.trim() === '' && { sid: 'Fill in this field' }),
    ...(token.trim() === '' && { auth_token: 'Fill in this field' }),
    ...(from.trim() === '' &&
      service.trim() === '' && { from: 'Type a number, or name a messaging service' }),
  }
}

function labelOf(path: string): string {
  return path.replaceAll('_', ' ')
}
