// What an attempt came to, as rows. What a script printed has a table of its own: most attempts have nothing there, and
// their statement must not know of it.

import type { Settlement } from '#src/messaging/ports.ts'
import type { ConsoleLine } from '#src/messaging/types.ts'
import type { Seal } from './seal.ts'

export const settleText = `
update otpost.attempts a set outcome = i.outcome, failure = i.failure, provider_message_id = i."providerMessageId",
  provider_error_code = i."providerErrorCode", http_status = i."httpStatus", detail = i.detail,
  duration_ms = i."durationMs", execution_id = i."executionId", settled_at = now()
from json_to_recordset($1::json) as i(
  "tenantId" text, "messageId" text, attempt int, outcome text, failure text, "providerMessageId" text,
  "providerErrorCode" text, "httpStatus" int, detail text, "durationMs" float8, "executionId" text)
where a.tenant_id = i."tenantId" and a.message_id = i."messageId" and a.attempt = i.attempt`

export const keepConsoleText = `
insert into otpost.attempt_consoles (tenant_id, message_id, attempt, sealed_console)
select "tenantId", "messageId", attempt, decode("sealedConsole", 'base64')
from json_to_recordset($1::json) as t("tenantId" text, "messageId" text, attempt int, "sealedConsole" text)
on conflict do nothing`

/** The one parameter of `settleText`. */
export function toSettleInput(settlements: readonly Settlement[]): string {
  const rows = settlements.map(({ tenantId, messageId, attempt, outcome, durationMs }) => ({
    tenantId,
    messageId,
    attempt,
    durationMs,
    outcome: outcome.ok ? 'accepted' : 'failed',
    httpStatus: outcome.httpStatus,
    executionId: outcome.executionId,
    ...(outcome.ok
      ? { providerMessageId: outcome.providerMessageId }
      : { failure: outcome.kind, providerErrorCode: outcome.providerErrorCode, detail: outcome.detail }),
  }))
  return JSON.stringify(rows)
}

export function hasConsole({ outcome }: Settlement): boolean {
  return outcome.console !== undefined && outcome.console.length > 0
}

/** The one parameter of `keepConsoleText`. */
export function toConsoleInput(settlements: readonly Settlement[], seal: Seal): string {
  const rows = settlements.map(({ tenantId, messageId, attempt, outcome }) => {
    const text = JSON.stringify(cutConsole(outcome.console ?? []))
    const sealed = seal.seal(sealingContext(tenantId, messageId, attempt), text)
    return { tenantId, messageId, attempt, sealedConsole: sealed.toString('base64') }
  })
  return JSON.stringify(rows)
}

export function openConsole(
  key: { readonly tenantId: string; readonly messageId: string; readonly attempt: number },
  sealed: Buffer,
  seal: Seal,
): readonly ConsoleLine[] {
  return JSON.parse(seal.open(sealingContext(key.tenantId, key.messageId, key.attempt), sealed))
}

const maxConsoleBytes = 1024 * 1024

/** As many lines as fit, and a last one that says when some did not. */
function cutConsole(lines: readonly ConsoleLine[]): readonly ConsoleLine[] {
  const kept: ConsoleLine[] = []
  let left = maxConsoleBytes - 200
  for (const line of lines) {
    left -= Buffer.byteLength(JSON.stringify(line)) + 1
    if (left < 0) return [...kept, { level: 'warn', text: 'What follows was cut off: 1 MiB is kept.' }]
    kept.push(line)
  }
  return kept
}

function sealingContext(tenantId: string, messageId: string, attempt: number): string {
  return `${tenantId}/attempt_consoles/${messageId}/${attempt}`
}
