// The built portal: files of portal/dist, as compressed by its build. What a deep link names exists only in the browser,
// so every path that is no file answers the page. Nothing here asks who somebody is: the page signs in, and what it shows
// comes from the APIs.

import { existsSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance, FastifyReply } from 'fastify'

export const builtPortal = fileURLToPath(new URL('../../../portal/dist', import.meta.url))

/** Registered below /portal. */
export async function portalFiles(
  app: FastifyInstance,
  { folder }: { readonly folder: string },
): Promise<void> {
  await app.register(fastifyStatic, {
    root: folder,
    serve: false,
    preCompressed: true,
    cacheControl: false,
    dotfiles: 'ignore',
    index: false,
  })
  app.addHook('onRequest', async (_request, reply) => {
    reply.headers(securityHeaders)
  })
  app.setNotFoundHandler((_request, reply) => answerNoSuchFile(reply))

  const sendPage = (reply: FastifyReply) => {
    if (!existsSync(path.join(folder, 'index.html'))) return answerNotBuilt(reply)
    return reply.header('cache-control', 'no-cache').sendFile('index.html')
  }
  const hidden = { schema: { hide: true } }
  app.get('/', hidden, (_request, reply) => sendPage(reply))
  app.get<{ Params: { readonly '*': string } }>('/*', hidden, (request, reply) => {
    const file = request.params['*']
    if (file.startsWith('assets/')) {
      // Their names change with their content.
      return reply.header('cache-control', 'public, max-age=31536000, immutable').sendFile(file)
    }
    const isFile = /^[\w-]+(\.[\w-]+)*\.[a-z0-9]+$/i.test(file) && file !== 'index.html'
    return isFile ? reply.header('cache-control', 'no-cache').sendFile(file) : sendPage(reply)
  })
}

const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  // The components write style attributes.
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "worker-src 'self'",
  "manifest-src 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
  "form-action 'self'",
].join('; ')

const securityHeaders = {
  'content-security-policy': contentSecurityPolicy,
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
}

function answerNoSuchFile(reply: FastifyReply): FastifyReply {
  return reply
    .code(404)
    .header('cache-control', 'no-store')
    .type('text/plain; charset=utf-8')
    .send('Not found.\n')
}

function answerNotBuilt(reply: FastifyReply): FastifyReply {
  return reply.code(503).header('cache-control', 'no-store').type('text/html; charset=utf-8').send(notBuilt)
}

const notBuilt = `<!doctype html>
<html lang="en">
  <head><meta charset="utf-8"><title>Otpost</title></head>
  <body>
    <h1>The portal isn't built</h1>
    <p>Run <code>npm run build:portal</code> in the Otpost folder, then reload this page.</p>
    <p>Everything else works without it: see the <a href="/docs">API documentation</a>.</p>
  </body>
</html>
`
