// `private_key_jwt` (contract 1.1): a client proves who it is with a short-lived JWT that it signed itself. Each
// assertion counts once, in all processes together, which is why it is remembered until it expires.

import { createHash } from 'node:crypto'
import { errors, type JWTPayload, jwtVerify } from 'jose'
import type { TokenRecordStore } from '../ports.ts'
import type { Client, TenantConfig } from '../records.ts'

export const clientAssertionType = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'

const clockToleranceSeconds = 30
// SDKs ask for two minutes. The limit bounds how long a used assertion has to be remembered.
const maxLifetimeSeconds = 3600

export interface AssertionReplayStore {
  /** Remembers an assertion until it expires. False when it was seen before, by whichever process. */
  remember(tenantId: string, idHash: string, expiresAt: Date): Promise<boolean>
}

/** Relies on `upsert` leaving a consumed record consumed: of two callers exactly one gets true from `consume`. */
export function createAssertionReplayStore(tokenRecords: TokenRecordStore): AssertionReplayStore {
  const model = 'ReplayDetection'
  return {
    async remember(tenantId, idHash, expiresAt) {
      await tokenRecords.upsert({ tenantId, model, idHash, payload: {}, expiresAt })
      return tokenRecords.consume(tenantId, model, idHash)
    },
  }
}

/** Whether the assertion is this client's, meant for this tenant, alive, and used for the first time. */
export async function verifyClientAssertion(options: {
  readonly config: TenantConfig
  readonly client: Client
  readonly assertion: string
  readonly replayStore: AssertionReplayStore
}): Promise<boolean> {
  const { config, client, assertion, replayStore } = options
  const payload = await verifySignature(config, client, assertion)
  if (typeof payload?.jti !== 'string' || payload.jti === '' || payload.exp === undefined) return false
  if (payload.exp > Date.now() / 1000 + maxLifetimeSeconds + clockToleranceSeconds) return false
  const idHash = createHash('sha256')
    .update(JSON.stringify([client.clientId, payload.jti]))
    .digest('base64url')
  const forgettableAt = new Date((payload.exp + clockToleranceSeconds) * 1000)
  return replayStore.remember(config.tenant.id, idHash, forgettableAt)
}

async function verifySignature(
  config: TenantConfig,
  client: Client,
  assertion: string,
): Promise<JWTPayload | undefined> {
  const now = Date.now()
  for (const credential of client.credentials) {
    if (credential.expiresAt !== undefined && Date.parse(credential.expiresAt) <= now) continue
    try {
      const { payload } = await jwtVerify(assertion, credential.publicJwk, {
        algorithms: [credential.alg],
        issuer: client.clientId,
        subject: client.clientId,
        // The issuer is what Auth0's SDKs send; RFC 7523 also names the token endpoint.
        audience: [config.issuer, `${config.issuer}oauth/token`],
        requiredClaims: ['exp', 'jti'],
        clockTolerance: clockToleranceSeconds,
      })
      return payload
    } catch (error) {
      if (error instanceof errors.JOSEError || error instanceof TypeError) continue
      throw error
    }
  }
  return undefined
}
