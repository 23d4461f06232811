import { Group, Radio, SimpleGrid, Text } from '@mantine/core'
import {
  IconBolt,
  IconBrandTypescript,
  IconInbox,
  IconPhone,
  IconServer,
  IconWebhook,
  IconWorldUpload,
} from '@tabler/icons-react'
import { type ProviderKind, providerKinds } from './phone-provider-api.ts'

const cards = {
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
} as const satisfies Record<ProviderKind, unknown>

interface Props {
  readonly label: string
  readonly value: ProviderKind
  readonly onChange: (kind: ProviderKind) => void
}

export function ProviderCards({ label, value, onChange }: Props) {
  const choose = (chosen: string) => {
    const kind = providerKinds.find((known) => known === chosen)
    if (kind !== undefined) onChange(kind)
  }
  return (
    <Radio.Group value={value} onChange={choose} aria-label={label}>
      <SimpleGrid cols={{ base: 1, xs: 2, lg: 4 }} spacing="sm">
        {providerKinds.map((kind) => {
          const { title, text, icon: Icon } = cards[kind]
          return (
            <Radio.Card
              key={kind}
              value={kind}
              p="sm"
              aria-label={title}
              style={value === kind ? { borderColor: 'var(--mantine-color-anchor)', borderWidth: 2 } : {}}
            >
              <Group wrap="nowrap" align="flex-start" gap="sm">
                <Radio.Indicator mt={2} />
                <div>
                  <Group gap={6}>
                    <Icon size={18} aria-hidden />
                    <Text fw={600} size="sm">
                      {title}
                    </Text>
                  </Group>
                  <Text size="xs" c="dimmed">
                    {text}
                  </Text>
                </div>
              </Group>
            </Radio.Card>
          )
        })}
      </SimpleGrid>
    </Radio.Group>
  )
}
