// Warns where second-factor messages would not go the way that is chosen, or would not go at all.

import { Alert, Anchor, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useApi } from '../../api/api-context.tsx'
import {
  type Chosen,
  type DeliveryContext,
  deliveryContextQuery,
  deliveryOf,
  isReady,
  missingOfTwilio,
} from './second-factor-delivery-api.ts'

export function SecondFactorDelivery({ values }: { readonly values: Chosen }) {
  const { data: context } = useQuery(deliveryContextQuery(useApi()))
  if (!context) return null
  const isOverruled = context.isPhoneConsolidated && values.provider !== 'auth0'
  const isUnready = !context.isPhoneConsolidated && !isReady(values, context)
  return (
    <>
      {isOverruled && (
        <Alert color="yellow" title="The phone provider sends these messages">
          <Text size="sm">
            This tenant has phone_consolidated_experience turned on, so all phone messages go through the{' '}
            <ProviderLink />. The provider that you choose here isn't used.
          </Text>
        </Alert>
      )}
      {isUnready && values.provider === 'phone-message-hook' && <MissingHook hasHook={context.hasHook} />}
      {isUnready && values.provider === 'twilio' && <UnreadyTwilio missing={missingOfTwilio(values)} />}
      <NoCommonMethod values={values} context={context} />
    </>
  )
}

function MissingHook({ hasHook }: { readonly hasHook: boolean }) {
  return (
    <Alert color="yellow" title="No Send Phone Message Hook is enabled">
      <Stack gap="xs">
        <Text size="sm">
          Custom needs an enabled Send Phone Message Hook, or a deployed Action that is bound to that trigger.
          Until there is one, the <ProviderLink /> sends second-factor messages.
        </Text>
        <Text size="sm">
          {hasHook && (
            <>
              <Anchor component={Link} to="/hooks" size="sm" td="underline">
                Enable a Hook
              </Anchor>
              {' · '}
            </>
          )}
          <Anchor
            size="sm"
            td="underline"
            renderRoot={(props) => <Link to="/hooks" search={{ create: true }} {...props} />}
          >
            Create a Hook
          </Anchor>
          {' · '}
          <Anchor
            size="sm"
            td="underline"
            renderRoot={(props) => (
              <Link to="/actions/triggers/$trigger" params={{ trigger: 'send-phone-message' }} {...props} />
            )}
          >
            Bind an Action
          </Anchor>
        </Text>
      </Stack>
    </Alert>
  )
}

const list = new Intl.ListFormat('en')

function UnreadyTwilio({ missing }: { readonly missing: readonly string[] }) {
  return (
    <Alert color="yellow" title="Twilio isn't set up">
      <Text size="sm">
        Twilio still needs {list.format(missing)}. Until then, the <ProviderLink /> sends second-factor
        messages.
      </Text>
    </Alert>
  )
}

const words = {
  sms: { label: 'Text', does: 'texts' },
  voice: { label: 'Voice', does: 'voice calls' },
} as const

const senders = {
  auth0: 'the phone provider',
  twilio: 'Twilio without a From number',
  'phone-message-hook': 'the Hook or Action',
} as const

function NoCommonMethod({ values, context }: { readonly values: Chosen; readonly context: DeliveryContext }) {
  const { sender, wanted, canSend } = deliveryOf(values, context)
  if (wanted.some((type) => canSend.includes(type))) return null
  const [only] = canSend
  if (only === undefined) {
    return (
      <Alert color="red" title="Second-factor messages are rejected">
        <Text size="sm">
          The <ProviderLink /> is off. {waysOut(values, context)}
        </Text>
      </Alert>
    )
  }
  const asked = wanted.map((type) => words[type].does).join(' and ')
  return (
    <Alert color="red" title="Second-factor messages can't be delivered">
      <Text size="sm">
        The phone factor uses {asked}, but {senders[sender]} delivers only {words[only].does}. Choose{' '}
        {words[only].label} above
        {sender === 'auth0' ? (
          <>
            , or change the delivery methods of the <ProviderLink />.
          </>
        ) : (
          ', or fill in From.'
        )}
      </Text>
    </Alert>
  )
}

/** What helps where the phone provider would send and is off. */
function waysOut(values: Chosen, context: DeliveryContext): string {
  if (context.isPhoneConsolidated) {
    return 'Turn it on. While phone_consolidated_experience is turned on, no other provider is used.'
  }
  return isReady(values, context)
    ? 'Turn it on, or choose another provider here.'
    : 'Turn it on, or set up the provider that you choose here.'
}

function ProviderLink() {
  return (
    <Anchor component={Link} to="/branding/phone-provider" size="sm" td="underline">
      phone provider
    </Anchor>
  )
}
