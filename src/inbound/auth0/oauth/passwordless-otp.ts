// The passwordless grant (contract 3.3): a one-time code for tokens. Everything that can be wrong with the request
// is found before the code is redeemed, because redeeming uses it up.

import { readOrganization } from '#src/identity/tenants/organizations.ts'
import { missingParameter, refuse } from '#src/identity/tokens/refusal.ts'
import { resolveUserAccess } from '#src/identity/tokens/user-access.ts'
import { type LogInDeps, logInUser } from './log-in-user.ts'
import type { GrantRequest, RedeemPasswordlessCode, TokenResult } from './token-request.ts'

export async function grantPasswordlessOtp(
  { config, client, clientAuthenticated, parameters, origin }: GrantRequest,
  deps: LogInDeps & { readonly redeemPasswordlessCode: RedeemPasswordlessCode },
): Promise<TokenResult> {
  const { otp, username, realm, audience, scope } = parameters
  if (otp === undefined) return missingParameter('otp')
  if (username === undefined) return missingParameter('username')
  if (realm === undefined) return missingParameter('realm')
  const access = resolveUserAccess({ config, client, audience, scope })
  if (!access.ok) return access
  const named = readOrganization(config, parameters.organization)
  if (!named.ok) return named

  const redeemed = await deps.redeemPasswordlessCode({
    config,
    client,
    clientAuthenticated,
    username,
    otp,
    realm,
    origin,
  })
  if (!redeemed.ok) return refuse(redeemed.status, redeemed.error, redeemed.error_description)
  const { organization } = named
  const login = { config, client, user: redeemed.user, access, scope }
  return logInUser({ ...login, ...(organization && { organization }) }, deps)
}
