import { Checkbox, Group, Radio, Stack, Switch, TextInput } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useApi } from '../../api/api-context.tsx'
import type { Versioned } from '../../api/create-api.ts'
import { useMayChange } from '../../api/session.ts'
import { EditForm } from '../../ui/edit-form/edit-form.tsx'
import { useEditForm } from '../../ui/edit-form/use-edit-form.ts'
import { requiredMessage, twilioSenderMessage } from '../../ui/field-words.ts'
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
  never: { label: 'Only when an Action or application requires it', description: undefined },
  'all-applications': { label: 'Always', description: 'Every login to every application' },
  'confidence-score': { label: 'Adaptive', description: 'Set through the Management API' },
} as const

const factorWords = {
  sms: { label: 'Phone', description: 'A code by text or voice call' },
  otp: { label: 'Authenticator app', description: 'One-time passwords (TOTP)' },
  'recovery-code': { label: 'Recovery code', description: 'For users who lose their other factors' },
} as const

const providers = [
  { value: 'auth0', label: 'Phone provider', description: 'Uses the settings in Branding > Phone Provider' },
  { value: 'twilio', label: 'Twilio', description: 'Uses a separate account for second factors' },
  {
    value: 'phone-message-hook',
    label: 'Custom',
    description: 'Uses the enabled Send Phone Message Hook, or the Actions bound to that trigger',
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
      <Section title="When to require a second factor">
        <Radio.Group aria-label="When to require a second factor" {...form.getInputProps('policy')}>
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
      <Section title="Phone messages" description="Settings for the phone factor.">
        <Checkbox.Group
          label="Delivery methods"
          description="If you choose neither, Otpost sends texts, or voice calls if the provider supports only those."
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
            <TextInput label="Account SID" required autoComplete="off" {...form.getInputProps('sid')} />
            <SecretInput
              label="Auth token"
              reveal={() => readTwilioToken(api)}
              disabled={!mayChange}
              {...form.getInputProps('auth_token')}
            />
            <TextInput
              label="From"
              description="A phone number or sender ID of your Twilio account"
              autoComplete="off"
              {...form.getInputProps('from')}
            />
            <TextInput
              label="Messaging Service SID"
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
    ...(sid.trim() === '' && { sid: requiredMessage }),
    ...(token.trim() === '' && { auth_token: requiredMessage }),
    ...(from.trim() === '' && service.trim() === '' && { from: twilioSenderMessage }),
  }
}

const labels = new Map([
  ['policy', 'When to require a second factor'],
  ['provider', 'Provider'],
  ['sid', 'Account SID'],
  ['auth_token', 'Auth token'],
  ['from', 'From'],
  ['messaging_service_sid', 'Messaging Service SID'],
])

function labelOf(path: string): string {
  if (path.startsWith('factors')) return 'Factors'
  return path.startsWith('message_types') ? 'Delivery methods' : (labels.get(path) ?? path)
}
