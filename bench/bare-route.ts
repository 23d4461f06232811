// Contestant (a): the least that a Node server can do for a start. It keeps nothing and decides nothing.

import Fastify from 'fastify'
import { listen } from './support/listen.ts'
import { createPostToGateway } from './support/post-to-gateway.ts'

const [gatewayUrl = ''] = process.argv.slice(2)
const post = createPostToGateway(gatewayUrl)

const app = Fastify({ logger: false })
app.post<{ Body: { phone_number: string } }>('/passwordless/start', async ({ body }) => {
  await post(body.phone_number, 'Your verification code is: 123456')
  return { phone_number: body.phone_number }
})
await app.ready()
await listen(app.server)
