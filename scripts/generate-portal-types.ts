// Writes the portal's types of the native API, from the routes' own schemas: portal/src/api/native-api.d.ts. The file is
// not kept in git. `npm run check` makes it anew before it compiles the portal, so an answer that changes is a type error
// where the portal reads it.

import { writeFile } from 'node:fs/promises'
import Fastify from 'fastify'
import openapiTypeScript, { astToString } from 'openapi-typescript'
import { apiDocs } from '#src/inbound/native/api-docs.ts'
import { type NativeDeps, nativeRoutes } from '#src/inbound/native/routes.ts'
import { providerKinds } from '#src/providers/registry.ts'

// The routes are described and never called, so they need nothing but what their schemas are made from.
const deps: NativeDeps = Object.assign(Object.create(null), { providerKinds })

const app = Fastify()
apiDocs(app)
app.register(async (scope) => nativeRoutes(scope, deps), { prefix: '/v1' })
await app.ready()
const { body } = await app.inject('/openapi.json')
await app.close()

const types = await openapiTypeScript(body, { immutable: true, defaultNonNullable: false })
await writeFile(new URL('../portal/src/api/native-api.d.ts', import.meta.url), astToString(types))
