// Which provider the options of a passwordless connection carry, as Auth0's options say it: the gateway by `provider`,
// Twilio by its credentials. Providers, the portal's form and its lists all ask here.

interface ConnectionOptions {
  readonly provider?: unknown
  readonly twilio_sid?: unknown
  readonly twilio_token?: unknown
}

/** Undefined where the tenant's provider sends the connection's messages. */
export function ownProviderOf(options: ConnectionOptions): 'twilio' | 'sms_gateway' | undefined {
  const { provider, twilio_sid: sid, twilio_token: token } = options
  if (provider === 'sms_gateway') return provider
  return namesTwilio(sid, token) ? 'twilio' : undefined
}

/** The SID decides, and the token where there is no SID at all: an empty SID names nobody. */
export function namesTwilio(sid: unknown, token: unknown): boolean {
  return Boolean(sid ?? token)
}
