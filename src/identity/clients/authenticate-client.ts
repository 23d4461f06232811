// Who is calling: the one place that decides it, for the token endpoints, /passwordless/start and the native API.
// A confidential client may send its secret in the body or by HTTP Basic, whichever it was registered with, as with
// Auth0; one registered for `private_key_jwt` must use that. Secrets are hashed before they are compared, and
// neither a secret nor an assertion reaches an error or a log.

import { hash, timingSafeEqual } from 'node:crypto'
import { decodeJwt, errors } from 'jose'
import { fieldsOf } from '#src/values/json.ts'
import type { Client, TenantConfig } from '../records.ts'
import { type AssertionReplayStore, clientAssertionType, verifyClientAssertion } from './client-assertion.ts'

export const clientRefusalReasons = [
  'client_id_missing',
  'request_malformed',
  'client_unknown',
  'credentials_missing',
  'secret_wrong',
  'assertion_invalid',
] as const
export type ClientRefusalReason = (typeof clientRefusalReasons)[number]

/** Each endpoint puts the reason in its own words. */
export interface ClientRefusal {
  readonly ok: false
  readonly reason: ClientRefusalReason
  /** What is malformed. */
  readonly detail?: string
}

export interface KnownClient {
  readonly ok: true
  readonly client: Client
  /** Whether it proved who it is. False only for a public client, which anyone can claim to be. */
  readonly authenticated: boolean
}

type Presented =
  | { readonly kind: 'none'; readonly clientId: string }
  | { readonly kind: 'secret'; readonly clientId: string; readonly secrets: readonly string[] }
  | { readonly kind: 'assertion'; readonly clientId: string; readonly assertion: string }

export async function authenticateClient(request: {
  readonly config: TenantConfig
  /** The parsed body as it came; its fields may be of any type. */
  readonly body: unknown
  readonly authorizationHeader: string | undefined
  readonly replayStore: AssertionReplayStore
}): Promise<KnownClient | ClientRefusal> {
  const { config, replayStore } = request
  const presented = readCredentials(request.body, request.authorizationHeader)
  if ('reason' in presented) return presented
  const client = config.clients.get(presented.clientId)
  if (!client) return refuse('client_unknown')

  switch (presented.kind) {
    case 'none':
      if (client.authMethod !== 'none') return refuse('credentials_missing')
      return { ok: true, client, authenticated: false }
    case 'secret':
      // The password of a client that moved on to key pairs must not keep working.
      if (client.authMethod === 'private_key_jwt') return refuse('secret_wrong')
      if (client.secret === '' || !presented.secrets.some((secret) => isSame(secret, client.secret))) {
        return refuse('secret_wrong')
      }
      return { ok: true, client, authenticated: true }
    case 'assertion': {
      if (client.authMethod !== 'private_key_jwt') return refuse('assertion_invalid')
      const { assertion } = presented
      const valid = await verifyClientAssertion({ config, client, assertion, replayStore })
      return valid ? { ok: true, client, authenticated: true } : refuse('assertion_invalid')
    }
  }
}

function readCredentials(body: unknown, authorizationHeader: string | undefined): Presented | ClientRefusal {
  const fields = readFields(body)
  if (!fields) return malformed('Client credentials must be strings')
  const basic = readBasic(authorizationHeader)
  const mechanisms = [basic, fields.client_secret, fields.client_assertion].filter((it) => it !== undefined)
  if (mechanisms.length > 1) {
    return malformed('Client credentials must be sent in one way only')
  }

  if (fields.client_assertion !== undefined) {
    if (fields.client_assertion_type !== clientAssertionType) return refuse('assertion_invalid')
    const subject = readSubject(fields.client_assertion)
    if (subject === undefined || (fields.client_id ?? subject) !== subject) return refuse('assertion_invalid')
    return { kind: 'assertion', clientId: subject, assertion: fields.client_assertion }
  }
  if (basic === 'malformed') return malformed('Malformed Authorization header')
  if (basic) {
    if ((fields.client_id ?? basic.clientId) !== basic.clientId) {
      return malformed('client_id does not match the Authorization header')
    }
    return { kind: 'secret', ...basic }
  }
  if (fields.client_id === undefined) return refuse('client_id_missing')
  if (fields.client_secret !== undefined) {
    return { kind: 'secret', clientId: fields.client_id, secrets: [fields.client_secret] }
  }
  return { kind: 'none', clientId: fields.client_id }
}

const credentialFields = ['client_id', 'client_secret', 'client_assertion', 'client_assertion_type'] as const

/** Undefined when a field is there and is no string. An empty field counts as absent. */
function readFields(body: unknown): Partial<Record<(typeof credentialFields)[number], string>> | undefined {
  const fields: Partial<Record<(typeof credentialFields)[number], string>> = {}
  const given = fieldsOf(body)
  for (const name of credentialFields) {
    const value = given[name]
    if (value === undefined || value === null || value === '') continue
    if (typeof value !== 'string') return undefined
    fields[name] = value
  }
  return fields
}

/** Other schemes than Basic are not about the client, and are left to whoever wants them. */
function readBasic(
  header: string | undefined,
): { readonly clientId: string; readonly secrets: readonly string[] } | 'malformed' | undefined {
  const match = /^basic +([a-z0-9+/_-]+={0,2})$/i.exec(header ?? '')
  if (!match?.[1]) return /^basic(?: |$)/i.test(header ?? '') ? 'malformed' : undefined
  const decoded = Buffer.from(match[1], 'base64').toString('utf8')
  const colon = decoded.indexOf(':')
  if (colon < 1) return 'malformed'
  const secret = decoded.slice(colon + 1)
  // RFC 6749 2.3.1 has both form-encoded first; `curl -u` does not encode. The secret is accepted either way.
  return { clientId: formDecode(decoded.slice(0, colon)), secrets: [secret, formDecode(secret)] }
}

function formDecode(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch {
    return text
  }
}

function readSubject(assertion: string): string | undefined {
  try {
    return decodeJwt(assertion).sub
  } catch (error) {
    if (error instanceof errors.JOSEError) return undefined
    throw error
  }
}

function isSame(given: string, expected: string): boolean {
  return timingSafeEqual(hash('sha256', given, 'buffer'), hash('sha256', expected, 'buffer'))
}

function refuse(reason: ClientRefusalReason): ClientRefusal {
  return { ok: false, reason }
}

function malformed(detail: string): ClientRefusal {
  return { ok: false, reason: 'request_malformed', detail }
}
