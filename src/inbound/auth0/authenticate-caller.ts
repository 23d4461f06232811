// Who calls one of Auth0's endpoints. The rule is identity's; the words are the endpoint's (contract 1.2, 3.2).

import {
  authenticateClient,
  type ClientRefusalReason,
  type KnownClient,
} from '#src/identity/clients/authenticate-client.ts'
import type { AssertionReplayStore } from '#src/identity/clients/client-assertion.ts'
import type { TenantConfig } from '#src/identity/records.ts'
import { OAuthError } from './errors.ts'

type ClientWords = Readonly<Record<ClientRefusalReason, readonly [number, string, string?]>>

/** Of /passwordless/start. */
export const startWords = {
  client_id_missing: [400, 'bad.client_id', 'Missing required property: client_id'],
  request_malformed: [400, 'bad.request', 'The client credentials are malformed.'],
  client_unknown: [401, 'server_error', 'error resolving client'],
  credentials_missing: [403, 'unauthorized_client', 'Client authentication is required'],
  secret_wrong: [401, 'unauthorized', 'Client authentication failed'],
  assertion_invalid: [401, 'unauthorized', 'Client authentication failed'],
} as const satisfies ClientWords

/** Of the other endpoints, which say what is malformed. */
const tokenWords: ClientWords = {
  client_id_missing: [400, 'invalid_request', 'Missing required parameter: client_id'],
  request_malformed: [400, 'invalid_request'],
  client_unknown: [401, 'invalid_client', 'Client authentication failed'],
  credentials_missing: [401, 'access_denied', 'Unauthorized'],
  secret_wrong: [401, 'access_denied', 'Unauthorized'],
  assertion_invalid: [401, 'invalid_client', 'Client authentication failed'],
}

/** @throws OAuthError when the client is unknown, or claims to be one and cannot prove it. */
export async function authenticateCaller(
  request: {
    readonly config: TenantConfig
    readonly body: unknown
    readonly authorizationHeader: string | undefined
  },
  { replayStore }: { readonly replayStore: AssertionReplayStore },
  words: ClientWords = tokenWords,
): Promise<KnownClient> {
  const known = await authenticateClient({ ...request, replayStore })
  if (known.ok) return known
  const [status, error, description = known.detail ?? ''] = words[known.reason]
  throw new OAuthError(status, error, description)
}
