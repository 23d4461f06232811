import type { SigningKey, TenantConfig } from '../records.ts'
import type { Directory } from '../tenants/directory.ts'
import { generateSigningKey } from './signing-keys.ts'

/** A new key signs from now on. What was signed before goes on verifying. */
export async function rotateSigningKey(
  directory: Pick<Directory, 'change'>,
  { tenant }: Pick<TenantConfig, 'tenant'>,
): Promise<SigningKey> {
  const key = await generateSigningKey(tenant.friendlyName)
  await directory.change(tenant.id, (_config, writer) => writer.addSigningKey(key))
  return key
}
