// What the events and the APIs of all triggers of Actions have in common.

interface EventClient {
  client_id: string
  name: string
  metadata: Record<string, string>
}

interface EventCustomDomain {
  domain: string
  domain_metadata: Record<string, string>
}

interface EventRequest {
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
  /** The language that the browser asked for. */
  language?: string
  method: string
  user_agent?: string
}

interface EventUser {
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

interface CacheOptions {
  /** How long it is kept, in milliseconds. */
  ttl?: number
  /** Until when it is kept, in milliseconds since 1970. */
  expires_at?: number
}

/** Small values that are kept between runs. */
interface ActionCache {
  get(key: string): { value: string; expires_at?: number } | undefined
  set(key: string, value: string, options?: CacheOptions): { type: 'success' | 'error' }
  delete(key: string): { type: 'success' | 'error' }
}
