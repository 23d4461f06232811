// The API's description at /openapi.json, made from the routes' own schemas, and a page to read it on at /docs.
// Everything comes from this server. The page's files are read when somebody asks for them: neither they nor the
// plugin that usually serves them cost anything at start.

import { createReadStream } from 'node:fs'
import { fileURLToPath } from 'node:url'
import swagger from '@fastify/swagger'
import type { FastifyInstance } from 'fastify'

/** Registered on the root, before the routes: what is added earlier is not described. */
export function apiDocs(app: FastifyInstance): void {
  app.register(swagger, {
    hideUntagged: true,
    // Shared schemas keep their own names.
    refResolver: {
      buildLocalReference: (json, _baseUri, _fragment, index) => String(json.$id ?? `def-${index}`),
    },
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Otpost',
        version: '1',
        description:
          'Send and check one-time codes by text and voice. Errors are problem documents (RFC 9457). The last part of ' +
          'their `type` is the kind of problem.',
        license: { name: 'MIT', identifier: 'MIT' },
      },
      components: {
        securitySchemes: {
          basic: {
            type: 'http',
            scheme: 'basic',
            description: 'The ID and secret of a confidential client.',
          },
          bearer: {
            type: 'http',
            scheme: 'bearer',
            bearerFormat: 'JWT',
            description: 'An access token for the Management API, from `/oauth/token`.',
          },
        },
      },
    },
  })

  app.get('/openapi.json', { schema: { hide: true } }, async () => app.swagger())

  app.get('/docs', { schema: { hide: true } }, async (_request, reply) =>
    reply.headers(pageHeaders).type('text/html; charset=utf-8').send(page),
  )
  app.get('/docs/start.js', { schema: { hide: true } }, async (_request, reply) =>
    reply.type('text/javascript; charset=utf-8').send(startScript),
  )
  for (const [name, type] of Object.entries(assets)) {
    app.get(`/docs/${name}`, { schema: { hide: true } }, async (_request, reply) =>
      reply
        .headers({ 'cache-control': 'max-age=3600' })
        .type(type)
        .send(createReadStream(fileURLToPath(new URL(`static/${name}`, swaggerUi)))),
    )
  }
}

const swaggerUi = import.meta.resolve('@fastify/swagger-ui')
const assets = {
  'swagger-ui.css': 'text/css; charset=utf-8',
  'swagger-ui-bundle.js': 'text/javascript; charset=utf-8',
  'favicon-32x32.png': 'image/png',
}

const pageHeaders = {
  // The page writes style attributes; it runs no script but its own files and talks to no other server.
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'",
}

const page = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <title>Otpost API</title>
    <link rel="icon" href="docs/favicon-32x32.png">
    <link rel="stylesheet" href="docs/swagger-ui.css">
  </head>
  <body>
    <div id="api"></div>
    <script src="docs/swagger-ui-bundle.js"></script>
    <script src="docs/start.js"></script>
  </body>
</html>
`

const startScript = `SwaggerUIBundle({ url: 'openapi.json', dom_id: '#api', deepLinking: true })
`
