// Between our messages and Authgear's contract, for the kinds that speak it: a webhook and a script get the same
// payload, and what they answer means the same.

import { type AuthgearPayload, authgearPayload, queryEscape } from '#src/contracts/authgear/payload.ts'
import type { AuthgearReply } from '#src/contracts/authgear/reply.ts'
import { spell } from '#src/messaging/templates/render-text.ts'
import type { DeliveryOutcome, FailureKind, OutgoingMessage } from '#src/messaging/types.ts'
import { purposeNames } from './purpose-names.ts'
import { longEnough, safeDetail } from './safe-detail.ts'

export function payloadOf({
  recipient,
  body,
  code,
  purpose,
  locale,
  link,
  context,
}: OutgoingMessage): AuthgearPayload {
  const template_name = purposeNames[purpose].authgearTemplate
  // A test says as little of where it comes from as Authgear's own does (contract 3.2).
  if (purpose === 'test') {
    const template_variables = { app_name: 'Test', code }
    return authgearPayload({
      to: recipient,
      body,
      app_id: '',
      template_name,
      language_tag: '',
      template_variables,
    })
  }
  const { tenant, client, authorization: { state, xState, uiLocales } = {} } = context
  const isReset = purpose === 'password_reset' || purpose === 'password_reset_link'
  return authgearPayload({
    to: recipient,
    body,
    app_id: tenant.name,
    template_name,
    language_tag: locale,
    template_variables: {
      app_name: tenant.friendlyName,
      ...(client && { client_id: queryEscape(client.clientId) }),
      code,
      host: tenant.host,
      ...(context.userEmail !== undefined && { email: context.userEmail }),
      ...(isReset && context.userHasPassword && { has_password: true }),
      ...(link !== undefined && { link, url: link }),
      phone: recipient,
      ...(state !== undefined && { state: queryEscape(state) }),
      ...(uiLocales !== undefined && { ui_locales: queryEscape(uiLocales) }),
      ...(xState !== undefined && { x_state: queryEscape(xState) }),
    },
  })
}

/** What of a message must not come back in a receiver's words. */
export function hiddenIn({ body, code, context }: OutgoingMessage): string[] {
  const { state, xState, uiLocales } = context.authorization ?? {}
  const carried = [state, xState, uiLocales].flatMap((text) =>
    text === undefined ? [] : [text, queryEscape(text)],
  )
  return [body, code, spell(code), ...longEnough(carried)]
}

const failures = [
  'invalid_phone_number',
  'rate_limited',
  'authentication_failed',
  'unsupported_request',
  'delivery_rejected',
  'timeout',
  'unknown_error',
] as const satisfies FailureKind[]

/** `hide` are the texts that the answer must not carry into our records. */
export function outcomeOfReply(
  { code, description, providerErrorCode }: AuthgearReply,
  hide: readonly string[],
): DeliveryOutcome {
  if (code === 'ok') return { ok: true }
  const kind = failures.find((known) => known === code)
  const detail = description ?? (kind ? undefined : unknownCode(code))
  return {
    ok: false,
    kind: kind ?? 'unknown_error',
    ...(providerErrorCode !== undefined && { providerErrorCode: safeDetail(providerErrorCode, hide) }),
    ...(detail !== undefined && { detail: safeDetail(detail, hide) }),
  }
}

function unknownCode(code: string): string {
  return code === ''
    ? 'The answer has no `code`'
    : `The answer has the code "${code}", which is none of: ok, ${failures.join(', ')}`
}
