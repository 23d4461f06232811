// `event` and `api` of an Action of the trigger send-phone-message.

/** Details about the message, and about whom and what it is for. */
interface Event {
  client?: EventClient
  custom_domain?: EventCustomDomain
  message_options: {
    /** What the code is for. */
    action: 'enrollment' | 'second-factor-authentication'
    /** The one-time code in the text. */
    code: string
    message_type: 'sms' | 'voice'
    /** The phone number, in E.164. */
    recipient: string
    /** The whole text, as it is to be sent or spoken. */
    text: string
  }
  request: EventRequest
  /** The secrets of this Action, by name. */
  secrets: Record<string, string>
  security_context?: { ja3?: string; ja4?: string }
  tenant: { id: string }
  transaction?: { correlation_id?: string }
  user: EventUser
}

interface SendPhoneMessageAPI {
  cache: ActionCache
}

interface SendPhoneMessageExports {
  onExecuteSendPhoneMessage: (event: Event, api: SendPhoneMessageAPI) => Promise<void>
}
declare const exports: SendPhoneMessageExports
declare const module: { exports: SendPhoneMessageExports }
