// A message's life from top to bottom: asked for, rendered, every call of a provider, what the provider reported later,
// and what became of the code.

import { Blockquote, Group, Stack, Text, Timeline } from '@mantine/core'
import {
  IconBan,
  IconCheck,
  IconClock,
  IconFileText,
  IconHourglass,
  IconHourglassOff,
  IconMessageCircle,
  IconShieldCheck,
  IconTruckDelivery,
  IconX,
} from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { useKindTitles } from '../../api/provider-kinds.ts'
import { ConsoleOutput } from '../../ui/console-output.tsx'
import { StatusBadge } from '../../ui/status-badge.tsx'
import { Time } from '../../ui/time.tsx'
import { failureWords, refusalWords, wordsFor } from '../../words/message-words.ts'
import type { Attempt, DeliveryReport, MessageDetail } from './messages-api.ts'
import { useIsPast } from './use-is-past.ts'

export function MessageTimeline({ message }: { readonly message: MessageDetail }) {
  const {
    attempts,
    refusal,
    delivery_reports: reports = [],
    text,
    verified_at: verifiedAt,
    expires_at: expiresAt,
  } = message
  const titles = useKindTitles()
  const isPast = useIsPast(expiresAt)
  return (
    <Timeline bulletSize={26} lineWidth={2} active={99} color="pine">
      <Timeline.Item
        bullet={<IconMessageCircle size={14} aria-hidden />}
        title={<Heading words="Requested" at={message.created_at} />}
      >
        <Detail>
          {message.request?.ip !== undefined && `From ${message.request.ip}. `}
          {message.request?.user_agent}
        </Detail>
      </Timeline.Item>
      {refusal ? (
        <Timeline.Item
          bullet={<IconBan size={14} aria-hidden />}
          title={<Heading words={`${wordsFor(refusalWords, refusal.reason)}. The message wasn't sent`} />}
        >
          <Text size="sm">{refusal.description}</Text>
        </Timeline.Item>
      ) : (
        <Timeline.Item
          bullet={<IconFileText size={14} aria-hidden />}
          title={
            <Heading words={message.locale === undefined ? 'Rendered' : `Rendered in ${message.locale}`} />
          }
        >
          {text === undefined ? (
            <Detail>Otpost doesn't store the text.</Detail>
          ) : (
            <Blockquote p="sm" my={6} color="gray">
              <Text size="sm" style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>
                {text}
              </Text>
            </Blockquote>
          )}
        </Timeline.Item>
      )}
      {attempts.map((attempt, index) => (
        <Timeline.Item
          key={attempt.started_at + attempt.provider}
          bullet={bulletOf(attempt)}
          title={
            <Heading
              words={`Attempt ${index + 1}: ${wordsFor(titles, attempt.kind)}`}
              at={attempt.started_at}
              status={attempt.outcome}
            />
          }
        >
          <AttemptDetail attempt={attempt} />
        </Timeline.Item>
      ))}
      {reports.map((report) => (
        <Timeline.Item
          key={report.at + report.status}
          bullet={<IconTruckDelivery size={14} aria-hidden />}
          title={<Heading words="Delivery report" at={report.at} status={report.status} />}
        >
          <ReportDetail report={report} />
        </Timeline.Item>
      ))}
      {verifiedAt !== undefined && (
        <Timeline.Item
          bullet={<IconShieldCheck size={14} aria-hidden />}
          title={<Heading words="Code used" at={verifiedAt} />}
        />
      )}
      {verifiedAt === undefined && expiresAt !== undefined && (
        <Timeline.Item
          bullet={
            isPast ? <IconHourglassOff size={14} aria-hidden /> : <IconHourglass size={14} aria-hidden />
          }
          title={<Heading words={isPast ? 'Code expired' : 'Code expires'} at={expiresAt} />}
        >
          <Detail>{isPast ? "The code wasn't used." : "The code hasn't been used yet."}</Detail>
        </Timeline.Item>
      )}
    </Timeline>
  )
}

function bulletOf({ outcome }: Attempt): ReactNode {
  if (outcome === 'accepted') return <IconCheck size={14} aria-hidden />
  return outcome === 'failed' ? <IconX size={14} aria-hidden /> : <IconClock size={14} aria-hidden />
}

interface HeadingProps {
  readonly words: string
  readonly at?: string
  readonly status?: string
}

function Heading({ words, at, status }: HeadingProps) {
  return (
    <Group gap="xs">
      <Text span fw={600} size="sm">
        {words}
      </Text>
      {status !== undefined && <StatusBadge status={status} size="sm" />}
      {at !== undefined && (
        <Text span size="xs" c="dimmed">
          <Time at={at} as="clock" />
        </Text>
      )}
    </Group>
  )
}

function AttemptDetail({ attempt }: { readonly attempt: Attempt }) {
  const {
    failure,
    description,
    provider_error_code: code,
    http_status: httpStatus,
    duration_ms: duration,
  } = attempt
  const facts = [
    duration !== undefined && `${duration} ms`,
    httpStatus !== undefined && `HTTP ${httpStatus}`,
    code !== undefined && `provider error code ${code}`,
    attempt.provider_message_id !== undefined && `provider message ID ${attempt.provider_message_id}`,
    attempt.execution_id !== undefined && `execution ID ${attempt.execution_id}`,
  ].filter((fact) => fact !== false)
  return (
    <Stack gap={6} mt={2}>
      {failure !== undefined && <Text size="sm">{wordsFor(failureWords, failure)}.</Text>}
      {description !== undefined && <Text size="sm">{description}</Text>}
      {facts.length > 0 && <Detail>{facts.join(' · ')}</Detail>}
      {attempt.console && <ConsoleOutput lines={attempt.console} />}
    </Stack>
  )
}

function ReportDetail({ report }: { readonly report: DeliveryReport }) {
  return report.error_code === undefined ? null : <Detail>Provider error code {report.error_code}</Detail>
}

function Detail({ children }: { readonly children: ReactNode }) {
  return (
    <Text size="xs" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
      {children}
    </Text>
  )
}
