import { type Connection, databaseStrategy, smsStrategy } from './connections-api.ts'
import { toSmsValues } from './sms-form-values.ts'

const strategies = new Map([
  [smsStrategy, 'Passwordless SMS (sms)'],
  [databaseStrategy, 'Database (auth0)'],
])

export function describeStrategy(strategy: string): string {
  return strategies.get(strategy) ?? strategy
}

export const providerWords = {
  tenant: 'Tenant phone provider',
  twilio: 'Twilio',
  sms_gateway: 'SMS gateway',
} as const

export function describeProvider(connection: Connection): string {
  if (connection.strategy !== smsStrategy) return '–'
  return providerWords[toSmsValues({ connection, enabledClients: [], clients: [] }).provider]
}

const labels = new Map([
  ['provider', 'Provider'],
  ['from', 'From'],
  ['twilio_sid', 'Account SID'],
  ['twilio_token', 'Auth token'],
  ['messaging_service_sid', 'Messaging Service SID'],
  ['gateway_url', 'Gateway URL'],
  ['authentication.method', 'Gateway authentication'],
  ['authentication.secret_base64_encoded', 'The secret is base64url-encoded'],
  ['template', 'Message template'],
  ['totp.length', 'OTP length'],
  ['totp.time_step', 'OTP lifetime (seconds)'],
  ['disable_signup', 'Disable sign-ups'],
  ['brute_force_protection', 'Brute-force protection'],
  ['passwordPolicy', 'Password policy'],
])

/** What a field is called where two versions are compared. */
export function labelOf(path: string): string {
  if (path.startsWith('enabledClients')) return 'Enabled applications'
  return labels.get(path) ?? path.replaceAll(/[._]/g, ' ')
}
