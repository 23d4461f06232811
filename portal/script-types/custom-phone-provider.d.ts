// `event` and `api` of an Action of the trigger custom-phone-provider.

/** Details about the message, and about whom and what it is for. */
interface Event {
  client: { client_id: string; name: string; metadata: Record<string, string> }
  connection?: { id: string; name: string; strategy: string; metadata?: Record<string, string> }
  custom_domain?: { domain: string; domain_metadata: Record<string, string> }
  notification: {
    /** The whole text, as it is to be sent. */
    as_text: string
    /** The whole text, as it is to be spoken. */
    as_voice: string
    /** The one-time code in the text. */
    code?: string
    delivery_method: 'text' | 'voice'
    /** The sender that the template names. */
    from?: string
    /** The language of the text, e.g. `en_US`. */
    locale?: string
    message_type: 'otp_verify' | 'otp_enroll' | 'blocked_account' | 'change_password' | 'password_breach'
    /** The phone number, in E.164. */
    recipient: string
  }
  organization?: { id: string; name: string; display_name: string; metadata: Record<string, string> }
  request: {
    geoip: {
      cityName?: string
      continentCode?: string
      countryCode?: string
      countryCode3?: string
      countryName?: string
      latitude?: number
      longitude?: number
      subdivisionCode?: string
      subdivisionName?: string
      timeZone?: string
    }
    hostname?: string
    ip: string
    language?: string
    method: string
    user_agent?: string
  }
  /** The secrets of this Action, by name. */
  secrets: Record<string, string>
  tenant: {
    id: string
    friendly_name?: string
    home_url?: string
    logo_url?: string
    support_email?: string
    support_url?: string
  }
  transaction?: { correlation_id?: string }
  user: {
    user_id: string
    created_at: string
    updated_at: string
    app_metadata: Record<string, any>
    user_metadata: Record<string, any>
    email_verified: boolean
    email?: string
    name?: string
    nickname?: string
    given_name?: string
    family_name?: string
    picture?: string
    username?: string
    phone_number?: string
    phone_verified?: boolean
    last_password_reset?: string
  }
}

interface CacheOptions {
  /** How long it is kept, in milliseconds. */
  ttl?: number
  /** Until when it is kept, in milliseconds since 1970. */
  expires_at?: number
}

interface CustomPhoneProviderAPI {
  notification: {
    /** The message is not sent, and not tried again. */
    drop(reason: string): void
    /** The message is tried again later, up to five times. */
    retry(reason: string): void
  }
  /** Small values that are kept between runs. */
  cache: {
    get(key: string): { value: string; expires_at?: number } | undefined
    set(key: string, value: string, options?: CacheOptions): { type: 'success' | 'error' }
    delete(key: string): { type: 'success' | 'error' }
  }
}

interface CustomPhoneProviderExports {
  onExecuteCustomPhoneProvider: (event: Event, api: CustomPhoneProviderAPI) => Promise<void>
}
declare const exports: CustomPhoneProviderExports
declare const module: { exports: CustomPhoneProviderExports }
