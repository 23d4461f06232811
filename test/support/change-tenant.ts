import { loadConfig } from '#src/config/load.ts'
import { loadSecretKey } from '#src/config/secret-key.ts'
import type { TenantWriter } from '#src/identity/ports.ts'
import type { TenantConfig } from '#src/identity/records.ts'
import { newPhoneProvider } from '#src/settings/phone-provider.ts'
import { createDirectoryStore } from '#src/storage/directory-store.ts'
import { joinStorage, type Storage } from '#src/storage/open-storage.ts'

/** Works on the storage of a running Otpost, from outside of it. */
export async function besideOtpost<Result>(
  env: Readonly<Record<string, string>>,
  work: (storage: Storage) => Promise<Result>,
): Promise<Result> {
  const config = loadConfig(env)
  const { key } = await loadSecretKey(config)
  const log = { info: () => {}, warn: () => {}, error: () => {} }
  const storage = await joinStorage({ config, secretKey: key, log, migrates: false })
  try {
    return await work(storage)
  } finally {
    await storage.close()
  }
}

/** Changes the default tenant's configuration from outside; the running Otpost is told of it. */
export const changeTenant = (
  env: Readonly<Record<string, string>>,
  change: (writer: TenantWriter, config: Omit<TenantConfig, 'issuer'>) => Promise<void>,
): Promise<void> =>
  besideOtpost(env, ({ db, pool, seal }) =>
    createDirectoryStore(db, pool, seal).change('default', (config, writer) => change(writer, config)),
  )

/** Makes a gateway the default tenant's phone provider. */
export const sendThrough = (env: Readonly<Record<string, string>>, gatewayUrl: string): Promise<void> =>
  changeTenant(env, (writer) =>
    writer.putPhoneProvider(
      newPhoneProvider({
        kind: 'sms_gateway',
        deliveryMethods: ['text'],
        config: { gateway_url: gatewayUrl },
      }),
    ),
  )
