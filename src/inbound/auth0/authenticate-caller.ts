// Who calls /passwordless/start (contract 3.2). The rule is identity's; the words are this endpoint's.

import type { FastifyRequest } from 'fastify'
import { authenticateClient, type ClientRefusalReason } from '#src/identity/clients/authenticate-client.ts'
import type { AssertionReplayStore } from '#src/identity/clients/client-assertion.ts'
import type { TenantConfig } from '#src/identity/records.ts'
import { OAuthError } from './errors.ts'
import type { Caller } from './origin.ts'

const refusals = {
  client_id_missing: [400, 'bad.client_id', 'Missing required property: client_id'],
  request_malformed: [400, 'bad.request', 'The client credentials are malformed.'],
  client_unknown: [401, 'server_error', 'error resolving client'],
  credentials_missing: [403, 'unauthorized_client', 'Client authentication is required'],
  secret_wrong: [401, 'unauthorized', 'Client authentication failed'],
  assertion_invalid: [401, 'unauthorized', 'Client authentication failed'],
} as const satisfies Record<ClientRefusalReason, readonly [number, string, string]>

/** @throws OAuthError when the client is unknown, or claims to be one and cannot prove it. */
export async function authenticateCaller(
  config: TenantConfig,
  request: FastifyRequest,
  replayStore: AssertionReplayStore,
): Promise<Caller> {
  const { body, headers } = request
  const known = await authenticateClient({
    config,
    body,
    authorizationHeader: headers.authorization,
    replayStore,
  })
  if (known.ok) return known
  const [status, error, description] = refusals[known.reason]
  throw new OAuthError(status, error, description)
}
