import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdir, writeFile } from 'node:fs/promises'
import { get } from 'node:http'
import path from 'node:path'
import { type TestContext, test } from 'node:test'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import Fastify from 'fastify'
import { onEnd } from '#test/support/on-end.ts'
import { tempFolder } from '#test/support/temp-folder.ts'
import { portalFiles } from './portal-files.ts'

const page =
  '<!doctype html><title>Otpost</title><script type="module" src="/portal/assets/index-abc.js"></script>'
const script = 'console.log("the portal")'.repeat(100)

async function serve(t: TestContext, { isBuilt }: { readonly isBuilt: boolean }): Promise<string> {
  const folder = path.join(await tempFolder(t), 'dist')
  if (isBuilt) {
    await mkdir(path.join(folder, 'assets'), { recursive: true })
    await writeFile(path.join(folder, 'index.html'), page)
    await writeFile(path.join(folder, 'favicon.svg'), '<svg/>')
    const asset = path.join(folder, 'assets/index-abc.js')
    await writeFile(asset, script)
    await writeFile(`${asset}.br`, brotliCompressSync(script))
    await writeFile(`${asset}.gz`, gzipSync(script))
  }
  const app = Fastify()
  app.register((scope) => portalFiles(scope, { folder }), { prefix: '/portal' })
  onEnd(t, () => app.close())
  return app.listen({ port: 0, host: '127.0.0.1' })
}

test('the page answers at /portal and at every deep link, and is asked for anew each time', async (t) => {
  const url = await serve(t, { isBuilt: true })
  for (const link of [
    '',
    '/',
    '/messages',
    '/messages/msg_1?x=1',
    '/users/sms%7C0123',
    '/index.html',
    '/a.b/c',
  ]) {
    const answer = await fetch(`${url}/portal${link}`)
    assert.equal(answer.status, 200, link)
    assert.equal(await answer.text(), page, link)
    assert.match(answer.headers.get('content-type') ?? '', /^text\/html/)
    assert.equal(answer.headers.get('cache-control'), 'no-cache')
    const policy = answer.headers.get('content-security-policy') ?? ''
    assert.match(policy, /default-src 'none'; script-src 'self';/)
    assert.match(policy, /frame-ancestors 'none'/)
    assert.doesNotMatch(policy, /script-src[^;]*unsafe/)
    assert.equal(answer.headers.get('x-content-type-options'), 'nosniff')
  }
  const first = await fetch(`${url}/portal/`)
  const etag = first.headers.get('etag') ?? ''
  assert.notEqual(etag, '')
  // Not by fetch, which asks for everything anew when it is handed this header.
  const known = get(`${url}/portal/`, { headers: { 'if-none-match': etag } })
  const [answer] = await once(known, 'response')
  answer.resume()
  assert.equal(answer.statusCode, 304)
})

test('assets are sent as they were compressed, and kept for good', async (t) => {
  const url = await serve(t, { isBuilt: true })
  for (const encoding of ['br', 'gzip', 'identity']) {
    const answer = await fetch(`${url}/portal/assets/index-abc.js`, {
      headers: { 'accept-encoding': encoding },
    })
    assert.equal(answer.status, 200)
    assert.equal(answer.headers.get('content-encoding') ?? 'identity', encoding)
    assert.equal(await answer.text(), script)
    assert.match(answer.headers.get('content-type') ?? '', /javascript/)
    assert.equal(answer.headers.get('cache-control'), 'public, max-age=31536000, immutable')
    assert.match(answer.headers.get('vary') ?? '', /accept-encoding/i)
  }
  const head = await fetch(`${url}/portal/assets/index-abc.js`, { method: 'HEAD' })
  assert.equal(head.status, 200)
  assert.equal(await head.text(), '')
  assert.equal((await fetch(`${url}/portal/favicon.svg`)).headers.get('content-type'), 'image/svg+xml')
})

test('an asset that is not there is no page and is not kept, and no path leads out of the folder', async (t) => {
  const url = await serve(t, { isBuilt: true })
  for (const file of [
    'assets/index-old.js',
    'assets/../../secret.key',
    'assets/%2e%2e/%2e%2e/x',
    'nothing.png',
  ]) {
    const answer = await fetch(`${url}/portal/${file}`)
    assert.notEqual(await answer.text(), script)
    if (file.startsWith('assets/index') || file === 'nothing.png') assert.equal(answer.status, 404, file)
    assert.doesNotMatch(answer.headers.get('cache-control') ?? '', /immutable/, file)
  }
})

test('a portal that is not built says how it is built', async (t) => {
  const url = await serve(t, { isBuilt: false })
  const answer = await fetch(`${url}/portal/messages`)
  assert.equal(answer.status, 503)
  assert.match(await answer.text(), /npm run build:portal/)
  assert.equal(answer.headers.get('cache-control'), 'no-store')
  assert.match(answer.headers.get('content-security-policy') ?? '', /default-src 'none'/)
})
