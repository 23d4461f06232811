import type * as X509 from '@peculiar/x509'

const metadataReaders = ['getMetadata', 'getOwnMetadata']

/**
 * Loads the certificate library when one has to be made, which is once a year. Its container, tsyringe, refuses to
 * load where `Reflect` has no metadata readers, though the library has no metadata to read: so they are there, and
 * find nothing, while it loads, and are gone afterwards.
 */
export async function loadX509(): Promise<typeof X509> {
  const missing = metadataReaders.filter((name) => !(name in Reflect))
  for (const name of missing) {
    Object.defineProperty(Reflect, name, { value: () => undefined, configurable: true })
  }
  try {
    return await import('@peculiar/x509')
  } finally {
    for (const name of missing) Reflect.deleteProperty(Reflect, name)
  }
}
