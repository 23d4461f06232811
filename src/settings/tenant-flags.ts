import { fieldsOf } from '#src/values/json.ts'
import type { TenantSettings } from './records.ts'

/** Whether one of Auth0's tenant flags (contract 11) was switched on; docs/tenants.md lists those that do something. */
export function isFlagOn(
  { echoed: { flags } }: Pick<TenantSettings, 'echoed'>,
  name: 'enable_public_signup_user_exists_error' | 'remove_alg_from_jwks',
): boolean {
  return fieldsOf(flags)[name] === true
}
