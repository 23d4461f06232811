import type * as X509 from '@peculiar/x509'

/**
 * The certificate library, loaded only when a certificate has to be made: at a first start, at a rotation, once a
 * year. Its dependency container refuses to load before `Reflect` has the metadata functions.
 */
export async function loadX509(): Promise<typeof X509> {
  await import('reflect-metadata')
  return import('@peculiar/x509')
}
