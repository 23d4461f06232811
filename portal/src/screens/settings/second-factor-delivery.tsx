// Warns where second-factor messages would not go the way that is chosen, or would not go at all.

import { Alert, Anchor, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useApi } from '../../api/api-context.tsx'
import type { MessageType, PhoneProvider } from './second-factor-api.ts'
import { type DeliveryScene, deliveryOf, deliverySceneQuery } from './second-factor-delivery-api.ts'

interface Values {
  readonly message_types: readonly MessageType[]
  readonly provider: PhoneProvider
  readonly from: string
}

export function SecondFactorDelivery({ values }: { readonly values: Values }) {
  const { data: scene } = useQuery(deliverySceneQuery(useApi()))
  if (!scene) return null
  const isOverruled = scene.isPhoneConsolidated && values.provider !== 'auth0'
  const isHookMissing =
    !scene.isPhoneConsolidated && values.provider === 'phone-message-hook' && !scene.isCustomReady
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
      {isHookMissing && <MissingHook hasHook={scene.hasHook} />}
      <NoCommonMethod values={values} scene={scene} />
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

const words = {
  sms: { label: 'Text', does: 'texts' },
  voice: { label: 'Voice', does: 'voice calls' },
} as const

const senders = {
  auth0: 'the phone provider',
  twilio: 'Twilio without a From number',
  'phone-message-hook': 'the Hook or Action',
} as const

function NoCommonMethod({ values, scene }: { readonly values: Values; readonly scene: DeliveryScene }) {
  const { sender, wanted, canSend } = deliveryOf(values, scene)
  if (wanted.some((type) => canSend.includes(type))) return null
  const [only] = canSend
  if (only === undefined) {
    return (
      <Alert color="red" title="Second-factor messages are rejected">
        <Text size="sm">
          The <ProviderLink /> is off. Turn it on, or choose another provider here.
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

function ProviderLink() {
  return (
    <Anchor component={Link} to="/branding/phone-provider" size="sm" td="underline">
      phone provider
    </Anchor>
  )
}
