// Makes and keeps a private certificate authority and a certificate for this machine in one folder, so that clients
// that insist on https can be tried without a bought certificate. The authority never changes once made, because
// people trust it by its file; the certificate is made anew when it runs out or its names change.

import { createPrivateKey, randomBytes, webcrypto, X509Certificate } from 'node:crypto'
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises'
import { isIP } from 'node:net'
import { dirname, join } from 'node:path'
import { loadX509 } from '#src/identity/keys/load-x509.ts'

const dayMs = 86_400_000
const authorityDays = 3650
/** Browsers refuse certificates that are valid for longer. */
const certificateDays = 397
const renewBeforeDays = 60

export interface SelfSigned {
  /** PEM. */
  readonly key: string
  readonly cert: string
  /** The authority's certificate, for `NODE_EXTRA_CA_CERTS`. */
  readonly caFile: string
}

interface Pair {
  readonly key: string
  readonly cert: string
}

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const

/** The kept certificate when it still serves all `names` (host names and IP addresses) and no other; else a new one. */
export async function keepSelfSigned(
  folder: string,
  names: readonly string[],
  now: Date,
): Promise<SelfSigned> {
  const authorityFolder = join(folder, 'authority')
  const caFile = join(authorityFolder, 'ca.pem')
  const authority = (await readAuthority(authorityFolder)) ?? (await createAuthority(authorityFolder, now))
  const ca = new X509Certificate(authority.cert)
  if (ca.validToDate < now) {
    throw new Error(
      `The certificate authority in ${authorityFolder} has expired. Delete the folder to create a new one`,
    )
  }
  const file = join(folder, 'certificate.pem')
  const kept = splitPair(await readIfThere(file))
  if (kept !== undefined && stillServes(kept, ca, names, now)) return { ...kept, caFile }

  const made = await issueCertificate(authority, ca, names, now)
  const temporary = `${file}.${randomSuffix()}`
  await writePrivately(temporary, `${made.key}${made.cert}`)
  await rename(temporary, file)
  return { ...made, caFile }
}

async function readAuthority(folder: string): Promise<Pair | undefined> {
  const [key, cert] = await Promise.all([
    readIfThere(join(folder, 'ca-key.pem')),
    readIfThere(join(folder, 'ca.pem')),
  ])
  if (key === undefined && cert === undefined) return undefined
  if (key === undefined || cert === undefined || !belongTogether({ key, cert })) {
    throw new Error(`The certificate authority in ${folder} is damaged. Restore it or delete the folder`)
  }
  return { key, cert }
}

/** Builds the folder aside and renames it into place, so that of several starts one wins and none sees half of it. */
async function createAuthority(folder: string, now: Date): Promise<Pair> {
  const pair = await issueAuthority(now)
  const temporary = `${folder}.${randomSuffix()}`
  await mkdir(dirname(folder), { recursive: true })
  await mkdir(temporary)
  try {
    await writePrivately(join(temporary, 'ca-key.pem'), pair.key)
    await writePrivately(join(temporary, 'ca.pem'), pair.cert, 0o644)
    await rename(temporary, folder)
    return pair
  } catch (error) {
    const winner = await readAuthority(folder)
    if (winner === undefined) throw error
    return winner
  } finally {
    await rm(temporary, { recursive: true, force: true })
  }
}

async function issueAuthority(now: Date): Promise<Pair> {
  const x509 = await loadX509()
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    // A name of its own, so that the authorities of two installations can be trusted side by side.
    name: [{ O: ['Otpost'] }, { CN: [`Otpost local authority ${randomSuffix()}`] }],
    keys,
    signingAlgorithm: algorithm,
    serialNumber: randomSerial(),
    ...validity(now, authorityDays),
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign, true),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  })
  return { key: await privateKeyPem(keys.privateKey), cert: pem(certificate.toString('pem')) }
}

async function issueCertificate(
  authority: Pair,
  ca: X509Certificate,
  names: readonly string[],
  now: Date,
): Promise<Pair> {
  const x509 = await loadX509()
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
  const authorityKey = createPrivateKey(authority.key).export({ type: 'pkcs8', format: 'der' })
  const { notBefore, notAfter } = validity(now, certificateDays)
  const issuer = new x509.X509Certificate(authority.cert)
  const certificate = await x509.X509CertificateGenerator.create({
    subject: [{ O: ['Otpost'] }, { CN: ['localhost'] }],
    issuer: issuer.subjectName,
    publicKey: keys.publicKey,
    signingKey: await webcrypto.subtle.importKey('pkcs8', authorityKey, algorithm, false, ['sign']),
    signingAlgorithm: algorithm,
    serialNumber: randomSerial(),
    notBefore,
    notAfter: new Date(Math.min(notAfter.getTime(), ca.validToDate.getTime())),
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
      new x509.SubjectAlternativeNameExtension(
        names.map((name) => ({ type: isIP(name) === 0 ? 'dns' : 'ip', value: name })),
      ),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
      await x509.AuthorityKeyIdentifierExtension.create(issuer.publicKey),
    ],
  })
  return { key: await privateKeyPem(keys.privateKey), cert: pem(certificate.toString('pem')) }
}

function stillServes(pair: Pair, ca: X509Certificate, names: readonly string[], now: Date): boolean {
  if (!belongTogether(pair)) return false
  const certificate = new X509Certificate(pair.cert)
  const covers = (name: string) =>
    isIP(name) === 0 ? certificate.checkHost(name) !== undefined : certificate.checkIP(name) !== undefined
  return (
    certificate.checkIssued(ca) &&
    certificate.verify(ca.publicKey) &&
    certificate.validFromDate <= now &&
    certificate.validToDate.getTime() - now.getTime() > renewBeforeDays * dayMs &&
    names.every(covers) &&
    certificate.subjectAltName?.split(', ').length === names.length
  )
}

/** Whether both parts can be read and the certificate is for this key. */
function belongTogether({ key, cert }: Pair): boolean {
  try {
    return new X509Certificate(cert).checkPrivateKey(createPrivateKey(key))
  } catch {
    return false
  }
}

/** A key and its certificate stand in one file, so that a crash between two writes cannot part them. */
function splitPair(text: string | undefined): Pair | undefined {
  const [key, cert] = text?.match(/-----BEGIN ([A-Z ]+)-----.*?-----END \1-----\n/gs) ?? []
  return key === undefined || cert === undefined ? undefined : { key, cert }
}

/** An hour of grace for clients whose clock is behind. */
function validity(now: Date, days: number): { notBefore: Date; notAfter: Date } {
  return { notBefore: new Date(now.getTime() - 3_600_000), notAfter: new Date(now.getTime() + days * dayMs) }
}

async function privateKeyPem(key: webcrypto.CryptoKey): Promise<string> {
  const der = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', key))
  return createPrivateKey({ key: der, type: 'pkcs8', format: 'der' })
    .export({ type: 'pkcs8', format: 'pem' })
    .toString()
}

const pem = (text: string): string => `${text.trim()}\n`
const randomSuffix = (): string => randomBytes(4).toString('hex')
/** Positive: the first byte's high bit stays clear. */
const randomSerial = (): string => `01${randomBytes(15).toString('hex')}`

async function writePrivately(file: string, text: string, mode = 0o600): Promise<void> {
  await using handle = await open(file, 'wx', mode)
  await handle.writeFile(text)
  await handle.sync()
}

async function readIfThere(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
}
