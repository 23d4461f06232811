// Finds the key and certificate that https is served with: the operator's files, or self-signed ones that Otpost
// makes and keeps. Problems are errors in words for the operator; a private key never appears in one.

import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createSecureContext } from 'node:tls'
import type { Config } from '#src/config/config.ts'
import { keepSelfSigned } from './self-signed.ts'

export interface Tls {
  /** PEM. */
  readonly key: string
  readonly cert: string
  /** Only when self-signed: the authority's certificate, for the `NODE_EXTRA_CA_CERTS` of clients. */
  readonly caFile?: string
}

/** Returns undefined when plain http was asked for. Throws a `TlsError` when the operator's files are of no use. */
export async function loadTls(
  config: Pick<Config, 'tls' | 'dataDir' | 'publicUrl'>,
  now: Date = new Date(),
): Promise<Tls | undefined> {
  switch (config.tls?.mode) {
    case undefined:
      return undefined
    case 'files':
      return readFiles(config.tls.certFile, config.tls.keyFile)
    case 'self-signed':
      return keepSelfSigned(join(config.dataDir, 'tls'), namesToServe(config.publicUrl), now)
  }
}

/** Print its message without a stack: it is about the operator's files, not a bug. */
class TlsError extends Error {
  override readonly name = 'TlsError'
}

async function readFiles(certFile: string, keyFile: string): Promise<Tls> {
  const [cert, key] = await Promise.allSettled([readFile(certFile, 'utf8'), readFile(keyFile, 'utf8')])
  if (cert.status === 'rejected' || key.status === 'rejected') {
    const problems = [
      ...(cert.status === 'rejected' ? [`OTPOST_TLS_CERT cannot be read: ${inWords(cert.reason)}`] : []),
      ...(key.status === 'rejected' ? [`OTPOST_TLS_KEY cannot be read: ${inWords(key.reason)}`] : []),
    ]
    throw new TlsError(problems.join('\n'))
  }
  try {
    createSecureContext({ cert: cert.value, key: key.value })
  } catch (error) {
    throw new TlsError(
      `OTPOST_TLS_CERT (${certFile}) and OTPOST_TLS_KEY (${keyFile}) are not a matching certificate and key: ${inWords(error)}`,
      { cause: error },
    )
  }
  return { cert: cert.value, key: key.value }
}

const inWords = (error: unknown): string => (error instanceof Error ? error.message : String(error))

function namesToServe(publicUrl: string | undefined): readonly string[] {
  // URL puts IPv6 addresses into brackets, which certificates do not.
  const host = publicUrl === undefined ? 'localhost' : new URL(publicUrl).hostname.replace(/^\[|\]$/g, '')
  return [...new Set(['localhost', '127.0.0.1', '::1', host])]
}
