// Who changed what, and when. An entry names what was given (`options`, `enabled_clients`) and never holds a value.

export interface AuditActor {
  readonly kind: 'administrator' | 'client'
  readonly id: string
  readonly email?: string
}

export interface AuditEntry {
  readonly id: string
  readonly at: Date
  readonly actor: AuditActor
  /** `create`, `update`, `delete`, or what was asked for: `deploy`, `rotate`, `sign_in`, … */
  readonly action: string
  /** The path of what it was done to, without the API's own: `connections/con_…`. */
  readonly resource: string
  readonly fields: readonly string[]
  readonly requestId: string
}

/** How long entries are kept. */
export const auditMemory = '365 days'

export interface AuditLog {
  record(tenantId: string, entry: Omit<AuditEntry, 'id' | 'at'>): Promise<void>
  /** Newest first. */
  list(
    tenantId: string,
    query: { readonly before?: string; readonly limit: number },
  ): Promise<readonly AuditEntry[]>
}
