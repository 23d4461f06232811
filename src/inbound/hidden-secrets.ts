// Clients with the scope see secrets in clear, as on Auth0: deployment tools carry them over. A session sees masks in
// their place unless http/session.ts says otherwise. One table and one hook for all routes of an API: whatever they answer
// with, to a look or to a change, one thing or a list.

import type { FastifyInstance } from 'fastify'
import { hideSecrets } from '#src/settings/named-secrets.ts'
import type { Json, JsonObject } from '#src/settings/records.ts'
import { maySeeSecrets } from './http/session.ts'

type Hide = (shown: JsonObject) => JsonObject

const hideOptions: Hide = ({ options, ...shown }) =>
  isObject(options) ? { ...shown, options: hideSecrets(options) } : shown

/** A client's own secret is there only for those who may see it (auth0/management/show-client.ts). */
const hideBeside: Hide = ({ client_secret: own, ...shown }) => ({
  ...hideSecrets(shown),
  ...(own !== undefined && { client_secret: own }),
})

const answers: Readonly<Record<string, Hide>> = {
  '/api/v2/connections': hideOptions,
  '/api/v2/connections/:id': hideOptions,
  '/api/v2/clients': hideBeside,
  '/api/v2/clients/:id': hideBeside,
  '/api/v2/clients/:id/rotate-secret': hideBeside,
  '/api/v2/resource-servers': hideSecrets,
  '/api/v2/resource-servers/:id': hideSecrets,
  '/api/v2/guardian/factors/phone/providers/twilio': hideSecrets,
  '/api/v2/guardian/factors/sms/providers/twilio': hideSecrets,
}

export function hideSecretsFromSessions(scope: FastifyInstance): void {
  scope.addHook('preSerialization', async (request, reply, payload: Json) => {
    const hide = answers[request.routeOptions.url ?? '']
    if (!hide || maySeeSecrets(request) || reply.statusCode >= 300) return payload
    return hideIn(payload, hide)
  })
}

/** Lists are answered as they are, or within an object that says where the next page begins. */
function hideIn(answer: Json, hide: Hide): Json {
  if (isList(answer)) return answer.map((item) => hideIn(item, hide))
  if (!isObject(answer)) return answer
  const lists = Object.entries(answer).filter(([name]) => listNames.has(name))
  return lists.length === 0
    ? hide(answer)
    : { ...answer, ...Object.fromEntries(lists.map(([name, items]) => [name, hideIn(items, hide)])) }
}

const listNames = new Set(['connections', 'clients', 'resource_servers'])

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !isList(value)
}

// Array.isArray says nothing of read-only lists.
function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value)
}
