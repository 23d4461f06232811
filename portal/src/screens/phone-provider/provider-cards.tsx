import {
  IconBolt,
  IconBrandTypescript,
  IconInbox,
  IconPhone,
  IconServer,
  IconWebhook,
  IconWorldUpload,
} from '@tabler/icons-react'
import { type Choice, ChoiceCards } from '../../ui/choice-cards.tsx'
import { type ProviderKind, providerKinds } from './phone-provider-api.ts'

const cards: Readonly<Record<ProviderKind, Omit<Choice<ProviderKind>, 'value'>>> = {
  inbox: { title: 'Inbox', text: 'Shows messages in this portal. For development.', icon: IconInbox },
  twilio: { title: 'Twilio', text: 'Texts and calls through your Twilio account.', icon: IconPhone },
  webhook: { title: 'Webhook', text: 'A signed request to an endpoint of yours.', icon: IconWorldUpload },
  script: {
    title: 'Custom JS/TS',
    text: 'A script of yours that calls any provider.',
    icon: IconBrandTypescript,
  },
  action: {
    title: 'Custom (Action)',
    text: 'An Auth0 Action of yours that calls any provider.',
    icon: IconBolt,
  },
  hook: { title: 'Hook', text: 'An Auth0 Hook for phone messages, as it was.', icon: IconWebhook },
  sms_gateway: {
    title: 'SMS gateway',
    text: "An HTTP gateway in the format of Auth0's connections.",
    icon: IconServer,
  },
}
const choices = providerKinds.map((value) => ({ value, ...cards[value] }))

interface Props {
  readonly label: string
  readonly value: ProviderKind
  readonly onChange: (kind: ProviderKind) => void
}

export function ProviderCards(props: Props) {
  return <ChoiceCards {...props} choices={choices} columns={4} />
}
