// One page under the names of two products: who comes with Auth0's or with Authgear's steps in hand finds their words.

import { configFieldAt } from './form-values.ts'
import type { PageDocument } from './phone-provider-api.ts'

export interface PageWords {
  readonly title: string
  readonly description: string
  readonly enable: string
  readonly provider: string
  readonly test: string
}

export const auth0Words: PageWords = {
  title: 'Phone Message Provider',
  description: 'Delivers text and voice messages for all connections without their own provider.',
  enable: 'Enable Phone Provider',
  provider: 'Phone Provider',
  test: 'Send Test Message',
}

export const authgearWords: PageWords = {
  title: 'Custom SMS Gateway',
  description: 'Connect any SMS provider with a webhook or custom script.',
  enable: 'Enable Custom SMS Gateway',
  provider: 'SMS Gateway Provider',
  test: 'Test',
}

const labels = new Map([
  ['enabled', 'Enabled'],
  ['kind', 'Provider'],
  ['script.source', 'Custom script'],
  ['script.timeout', 'Timeout (Seconds)'],
  ['action.code', 'Action code'],
  ['twilio.sid', 'Account SID'],
  ['twilio.from', 'From'],
])

/** What a field is called where two versions are compared. */
export function labelOf(path: string, page: PageDocument): string {
  const field = configFieldAt(path, page)
  if (field?.type === 'list') return `${field.title}: ${path.split('.').slice(-2).join(' ')}`
  return labels.get(path) ?? field?.title ?? path.replaceAll(/[._]/g, ' ')
}
