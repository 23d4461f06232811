// `event` and `api` of an Action of the trigger custom-phone-provider.

/** Details about the message, and about whom and what it is for. */
interface Event {
  client: EventClient
  connection?: { id: string; name: string; strategy: string; metadata?: Record<string, string> }
  custom_domain?: EventCustomDomain
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
  request: EventRequest
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
  user: EventUser
}

interface CustomPhoneProviderAPI {
  notification: {
    /** The message is not sent, and not tried again. */
    drop(reason: string): void
    /** The message is tried again later, up to five times. */
    retry(reason: string): void
  }
  cache: ActionCache
}

interface CustomPhoneProviderExports {
  onExecuteCustomPhoneProvider: (event: Event, api: CustomPhoneProviderAPI) => Promise<void>
}
declare const exports: CustomPhoneProviderExports
declare const module: { exports: CustomPhoneProviderExports }
