import { Button, SimpleGrid, Text } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconSend } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useApi } from '../../api/api-context.tsx'
import { useMayChange } from '../../api/session.ts'
import { BackLink } from '../../ui/back-link.tsx'
import { KindTitle } from '../../ui/kind-title.tsx'
import { Page } from '../../ui/page.tsx'
import { QueryState } from '../../ui/query-state.tsx'
import { Section } from '../../ui/section.tsx'
import { StatusBadge } from '../../ui/status-badge.tsx'
import { Time } from '../../ui/time.tsx'
import { deliveryMethodWords, purposeWords, wordsFor } from '../../words/message-words.ts'
import { MessageTimeline } from './message-timeline.tsx'
import { type MessageDetail, messageQuery } from './messages-api.ts'
import { ResendDialog } from './resend-dialog.tsx'

const route = getRouteApi('/shell/messages/$id')

export function MessageScreen() {
  const { id } = route.useParams()
  const query = useQuery(messageQuery(useApi(), id))
  const mayChange = useMayChange()
  const [isResending, resend] = useDisclosure(false)
  return (
    <Page
      title={query.data ? `Message to ${query.data.to}` : 'Message'}
      above={<BackLink to="/messages">All messages</BackLink>}
      actions={
        query.data &&
        mayChange &&
        mayBeSentAgain(query.data) && (
          <Button leftSection={<IconSend size={16} aria-hidden />} onClick={resend.open}>
            Resend
          </Button>
        )
      }
    >
      <QueryState query={query} height={400}>
        {(message) => (
          <>
            <Section title="Summary">
              <Summary message={message} />
            </Section>
            <Section title="Timeline">
              <MessageTimeline message={message} />
            </Section>
            <ResendDialog message={message} opened={isResending} onClose={resend.close} />
          </>
        )}
      </QueryState>
    </Page>
  )
}

const withoutTypedCode: readonly string[] = [
  'test',
  'blocked_account',
  'password_breach',
  'password_reset_link',
]

/** A used code is of no more use; a message without a code to type, or refused, has nothing to send again. */
function mayBeSentAgain({ purpose, refusal, verified_at: verifiedAt }: MessageDetail): boolean {
  return !refusal && verifiedAt === undefined && !withoutTypedCode.includes(purpose)
}

function Summary({ message }: { readonly message: MessageDetail }) {
  const { status, purpose, delivery_method: method, provider, locale, client_id: clientId } = message
  return (
    <SimpleGrid component="dl" cols={{ base: 2, sm: 3, lg: 4 }} m={0}>
      <Fact name="Status">
        <StatusBadge status={status} />
      </Fact>
      <Fact name="Purpose">{wordsFor(purposeWords, purpose)}</Fact>
      <Fact name="Delivery method">{wordsFor(deliveryMethodWords, method)}</Fact>
      <Fact name="Provider">
        <KindTitle kind={provider} />
      </Fact>
      {locale !== undefined && <Fact name="Language">{locale}</Fact>}
      {clientId !== undefined && <Fact name="Application">{clientId}</Fact>}
      {message.organization !== undefined && <Fact name="Organization">{message.organization}</Fact>}
      <Fact name="Requested">
        <Time at={message.created_at} as="exact" />
      </Fact>
      <Fact name="Message ID">
        <Text span size="xs" ff="monospace">
          {message.id}
        </Text>
      </Fact>
    </SimpleGrid>
  )
}

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <div>
      <Text component="dt" size="xs" c="dimmed">
        {name}
      </Text>
      <Text component="dd" size="sm" m={0} style={{ overflowWrap: 'anywhere' }}>
        {children}
      </Text>
    </div>
  )
}
