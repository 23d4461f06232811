// What a provider tells of a message after it took it. Reports come late, more than once and in any order, so each status
// has a rank: one that says less than what is known is dropped, and nothing follows a final one.

export const reportedStatuses = ['queued', 'sending', 'sent', 'delivered', 'undelivered', 'failed'] as const
export type ReportedStatus = (typeof reportedStatuses)[number]

const ranks: Readonly<Record<ReportedStatus, number>> = {
  queued: 0,
  sending: 1,
  sent: 2,
  delivered: 3,
  undelivered: 3,
  failed: 3,
}

export interface DeliveryReport {
  readonly status: ReportedStatus
  /** As the provider calls the message, where it says so. */
  readonly providerMessageId?: string
  /** The provider's own. */
  readonly errorCode?: string
}

export interface RecordedReport extends DeliveryReport {
  readonly at: Date
}

/** Whether a report adds to what the same provider has told of the same message before. */
export function isNews(status: ReportedStatus, known: readonly ReportedStatus[]): boolean {
  return known.every((earlier) => ranks[status] > ranks[earlier])
}

/** A vendor's request, as far as it may be signed. */
export interface ReportRequest {
  /** The address that the vendor was given, not the one at which a proxy handed the request on. */
  readonly url: string
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly form: Readonly<Record<string, string | readonly string[]>>
}

/** `report` is absent where the vendor says something that means nothing here. */
export type ReadReport =
  | { readonly isGenuine: true; readonly report?: DeliveryReport }
  | { readonly isGenuine: false }

/** Where a vendor reports of a message, below the tenant's public URL. */
export function reportPath(kind: string, messageId: string): string {
  return `v1/delivery-reports/${kind}/${messageId}`
}

export interface ReportStore {
  /** Writes a report that is news, in one moment with finding out that it is. False when there is no such message. */
  record(tenantId: string, messageId: string, report: DeliveryReport): Promise<boolean>
  /** Through which providers of a kind the message was tried, by id, the last one first. */
  listProviders(tenantId: string, messageId: string, kind: string): Promise<readonly string[]>
}
