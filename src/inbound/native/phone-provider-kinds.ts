// /v1/phone-provider/kinds: the provider kinds as their own definitions describe them, for forms such as the portal's.

import { gzipSync } from 'node:zlib'
import type { AssertionReplayStore } from '#src/identity/clients/client-assertion.ts'
import type { PhoneProviderKind } from '#src/settings/phone-provider.ts'
import { requireScope } from './authentication.ts'
import type { NativeApp } from './native-app.ts'
import { answer, describeOperation } from './operation.ts'
import { PhoneProviderKinds } from './phone-provider-schemas.ts'

export interface PhoneProviderKindsDeps {
  readonly replayStore: AssertionReplayStore
  readonly providerKinds: readonly PhoneProviderKind[]
}

export function phoneProviderKindsRoute(app: NativeApp, deps: PhoneProviderKindsDeps): void {
  const kinds = deps.providerKinds.map(showKind)
  // The largest answer of the portal's first pages, and the same for as long as the process runs.
  const compressed = gzipSync(JSON.stringify({ kinds }))
  const list = describeOperation({
    id: 'listPhoneProviderKinds',
    tag: 'Phone provider',
    summary: 'List the provider kinds',
    description: 'Describes every kind and its configuration. A form for any kind can be made from this.',
    scope: 'read:phone_providers',
    answers: { 200: answer(PhoneProviderKinds, 'The kinds, in the order in which to offer them.') },
  })
  app.get(
    '/phone-provider/kinds',
    { onRequest: requireScope('read:phone_providers', deps), schema: list },
    async (request, reply) => {
      reply.header('vary', 'accept-encoding')
      if (!/\bgzip\b/.test(String(request.headers['accept-encoding'] ?? ''))) return { kinds }
      return reply.type('application/json; charset=utf-8').header('content-encoding', 'gzip').send(compressed)
    },
  )
}

function showKind({ kind, title, description, icon, deliveryMethods, signs, config }: PhoneProviderKind) {
  return {
    kind,
    title,
    description,
    ...(icon !== undefined && { icon }),
    delivery_methods: [...deliveryMethods],
    signed: signs,
    schema: config,
  }
}
