import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { X509Certificate } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { createServer, get } from 'node:https'
import { type AddressInfo, isIP } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { promisify } from 'node:util'
import { loadTls, type Tls } from './tls.ts'

const dayMs = 86_400_000
const tls = { mode: 'self-signed' } as const

async function makeDataDir(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'otpost-tls-'))
  t.after(() => rm(folder, { recursive: true }))
  return join(folder, 'with a space')
}

async function selfSigned(dataDir: string, more: { publicUrl?: string; now?: Date } = {}) {
  const { now, ...config } = more
  const made = await loadTls({ tls, dataDir, ...config }, now)
  assert.ok(made?.caFile !== undefined)
  return { ...made, caFile: made.caFile, certificate: new X509Certificate(made.cert) }
}

/** Serves "hello" over https and returns the port. */
async function serve(t: TestContext, { key, cert }: Tls): Promise<number> {
  const server = createServer({ key, cert }, (_request, response) => response.end('hello'))
  t.after(() => server.close())
  server.listen(0, 'localhost')
  await once(server, 'listening')
  const address: AddressInfo | string | null = server.address()
  assert.ok(typeof address === 'object' && address !== null)
  return address.port
}

function fetchFrom(port: number, servername: string, ca: string | undefined): Promise<string> {
  const identity = isIP(servername) === 0 ? { servername } : { host: servername }
  return new Promise((resolve, reject) => {
    const options = {
      host: 'localhost',
      port,
      agent: false,
      ...identity,
      ...(ca === undefined ? {} : { ca }),
    } as const
    get(options, (response) => response.setEncoding('utf8').on('data', resolve)).on('error', reject)
  })
}

test('plain http is served when nothing asks for https', async () => {
  assert.equal(await loadTls({ dataDir: '/nowhere' }), undefined)
})

test('a client that trusts the authority verifies every name, and no other client does', async (t) => {
  const made = await selfSigned(await makeDataDir(t), { publicUrl: 'https://otp.example.com:8443' })
  const port = await serve(t, made)
  const ca = await readFile(made.caFile, 'utf8')
  for (const name of ['localhost', 'otp.example.com']) assert.equal(await fetchFrom(port, name, ca), 'hello')
  await assert.rejects(fetchFrom(port, 'other.example.com', ca), { code: 'ERR_TLS_CERT_ALTNAME_INVALID' })
  await assert.rejects(fetchFrom(port, 'localhost', undefined), { code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' })
})

test('addresses of this machine are verified as addresses', async (t) => {
  const { certificate } = await selfSigned(await makeDataDir(t), { publicUrl: 'https://[fd00::1]' })
  for (const address of ['127.0.0.1', '::1', 'fd00::1']) assert.equal(certificate.checkIP(address), address)
  assert.equal(certificate.subjectAltName?.split(', ').length, 4)
})

test('a process started with NODE_EXTRA_CA_CERTS fetches from it', async (t) => {
  const made = await selfSigned(await makeDataDir(t))
  const port = await serve(t, made)
  const script = `fetch('https://localhost:${port}').then((r) => r.text()).then(console.log)`
  const run = promisify(execFile)
  const { stdout } = await run(process.execPath, ['-e', script], {
    env: { NODE_EXTRA_CA_CERTS: made.caFile },
  })
  assert.equal(stdout, 'hello\n')
  await assert.rejects(run(process.execPath, ['-e', script]))
})

test('the authority may sign certificates of servers and nothing more', async (t) => {
  const { caFile, certificate } = await selfSigned(await makeDataDir(t))
  const ca = new X509Certificate(await readFile(caFile))
  assert.ok(ca.ca && !certificate.ca)
  // DER: BasicConstraints { cA TRUE, pathLen 0 } and KeyUsage { keyCertSign }, both critical.
  assert.ok(ca.raw.includes(Buffer.from('0603551d130101ff040830060101ff020100', 'hex')))
  assert.ok(ca.raw.includes(Buffer.from('0603551d0f0101ff040403020204', 'hex')))
  assert.deepEqual(certificate.keyUsage, ['1.3.6.1.5.5.7.3.1'])
})

test('private keys are readable by their owner only', { skip: process.platform === 'win32' }, async (t) => {
  const dataDir = await makeDataDir(t)
  await selfSigned(dataDir)
  for (const file of ['authority/ca-key.pem', 'certificate.pem']) {
    assert.equal((await stat(join(dataDir, 'tls', file))).mode & 0o777, 0o600, file)
  }
})

test('a restart keeps the certificate, and a new name changes it but not the authority', async (t) => {
  const dataDir = await makeDataDir(t)
  const first = await selfSigned(dataDir)
  const ca = await readFile(first.caFile, 'utf8')
  assert.deepEqual(await loadTls({ tls, dataDir }), {
    key: first.key,
    cert: first.cert,
    caFile: first.caFile,
  })

  const renamed = await selfSigned(dataDir, { publicUrl: 'https://otp.example.com' })
  assert.equal(renamed.certificate.checkHost('otp.example.com'), 'otp.example.com')
  const back = await selfSigned(dataDir)
  assert.equal(back.certificate.checkHost('otp.example.com'), undefined)
  assert.equal(await readFile(first.caFile, 'utf8'), ca)
})

test('a certificate is made anew before it runs out, under the same authority', async (t) => {
  const dataDir = await makeDataDir(t)
  const first = await selfSigned(dataDir)
  const ca = await readFile(first.caFile)
  const early = await selfSigned(dataDir, { now: new Date(Date.now() + 300 * dayMs) })
  assert.equal(early.cert, first.cert)
  const late = await selfSigned(dataDir, { now: new Date(Date.now() + 340 * dayMs) })
  assert.notEqual(late.cert, first.cert)
  assert.ok(late.certificate.verify(new X509Certificate(ca).publicKey))
  assert.deepEqual(await readFile(first.caFile), ca)
})

test('no certificate outlives its authority, and an expired authority is refused in words', async (t) => {
  const dataDir = await makeDataDir(t)
  const { caFile } = await selfSigned(dataDir)
  const ca = new X509Certificate(await readFile(caFile))
  const last = await selfSigned(dataDir, { now: new Date(Date.now() + 3600 * dayMs) })
  assert.equal(last.certificate.validTo, ca.validTo)
  await assert.rejects(
    selfSigned(dataDir, { now: new Date(Date.now() + 3651 * dayMs) }),
    /has expired. Delete the folder/,
  )
})

test('starts at the same time end under one authority', async (t) => {
  const dataDir = await makeDataDir(t)
  const made = await Promise.all(Array.from({ length: 8 }, () => selfSigned(dataDir)))
  const ca = new X509Certificate(await readFile(join(dataDir, 'tls/authority/ca.pem')))
  for (const { certificate } of made) assert.ok(certificate.verify(ca.publicKey))
  assert.deepEqual((await readdir(join(dataDir, 'tls'))).sort(), ['authority', 'certificate.pem'])
})

test('a damaged certificate is replaced, a damaged authority is refused', async (t) => {
  const dataDir = await makeDataDir(t)
  const { caFile } = await selfSigned(dataDir)
  await writeFile(join(dataDir, 'tls/certificate.pem'), 'garbage')
  await selfSigned(dataDir)
  await writeFile(caFile, 'garbage')
  await assert.rejects(selfSigned(dataDir), /is damaged. Restore it or delete the folder/)
})

test('the operator’s own files are used as they are', async (t) => {
  const dataDir = await makeDataDir(t)
  const { key, cert, caFile } = await selfSigned(dataDir)
  const [certFile, keyFile] = [join(dataDir, 'tls.crt'), join(dataDir, 'tls.key')]
  await writeFile(certFile, cert)
  await writeFile(keyFile, key)
  assert.deepEqual(await loadTls({ tls: { mode: 'files', certFile, keyFile }, dataDir }), { key, cert })

  const otherKey = { mode: 'files', certFile: caFile, keyFile } as const
  await assert.rejects(loadTls({ tls: otherKey, dataDir }), {
    name: 'TlsError',
    message: /are not a matching certificate and key/,
  })
  const missing = { mode: 'files', certFile: '/no/cert', keyFile: '/no/key' } as const
  await assert.rejects(loadTls({ tls: missing, dataDir }), {
    message: /OTPOST_TLS_CERT.*\/no\/cert.*\n.*OTPOST_TLS_KEY.*\/no\/key/,
  })
})
