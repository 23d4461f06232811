// The columns of a message, once: every statement that writes one takes them from here. Rows arrive as JSON.

import type { MessageRecord } from '#src/messaging/ports.ts'
import type { MessagesTable } from './schema/message-tables.ts'

interface MessageInput extends Omit<MessageRecord, 'origin'> {
  readonly ip: string | undefined
  readonly userAgent: string | undefined
  /** When its code expires: so many seconds after it is written, or at a time. Absent where it carries none. */
  readonly ttlSeconds?: number
  readonly codeExpiresAt?: Date
}

interface MessageColumn {
  readonly field: keyof MessageInput
  readonly type: 'text' | 'timestamptz'
  /** @default the field */
  readonly value?: string
}

// Leaving out a column of the table is a type error.
const columns = {
  tenant_id: { field: 'tenantId', type: 'text' },
  id: { field: 'messageId', type: 'text' },
  recipient: { field: 'recipient', type: 'text' },
  purpose: { field: 'purpose', type: 'text' },
  delivery_method: { field: 'deliveryMethod', type: 'text' },
  locale: { field: 'locale', type: 'text' },
  client_id: { field: 'clientId', type: 'text' },
  organization: { field: 'organization', type: 'text' },
  ip: { field: 'ip', type: 'text' },
  user_agent: { field: 'userAgent', type: 'text' },
  provider_kind: { field: 'providerKind', type: 'text' },
  masked_text: { field: 'maskedText', type: 'text' },
  code_expires_at: {
    field: 'codeExpiresAt',
    type: 'timestamptz',
    value: 'coalesce("codeExpiresAt", now() + make_interval(secs => "ttlSeconds"))',
  },
  refusal: { field: 'refusal', type: 'text' },
  refusal_detail: { field: 'refusalDetail', type: 'text' },
} as const satisfies Record<Exclude<keyof MessagesTable, 'created_at'>, MessageColumn>

const all: readonly (readonly [string, MessageColumn])[] = Object.entries(columns)

/** What `json_to_recordset` reads of a `toMessageInput`. */
export const messageFields = [
  '"ttlSeconds" int',
  '"providerId" text',
  ...all.map(([, { field, type }]) => `"${field}" ${type}`),
].join(', ')

/** Followed by where the rows come from. */
export const insertMessages = `
  insert into otpost.messages (${all.map(([name]) => name).join(', ')}, created_at)
  select ${all.map(([, { field, value = `"${field}"` }]) => value).join(', ')}, now()`

/** The first attempts of messages whose providers are about to be called. Followed by where the rows come from. */
export const insertFirstAttempts = `
  insert into otpost.attempts (tenant_id, message_id, attempt, provider_id, provider_kind, outcome, started_at)
  select "tenantId", "messageId", 1, "providerId", "providerKind", 'sending', now()`

export function toMessageInput<Row extends MessageRecord>({
  origin,
  ...row
}: Row): Omit<Row, 'origin'> & Pick<MessageInput, 'ip' | 'userAgent'> {
  return { ...row, ip: origin.ip, userAgent: origin.userAgent }
}
