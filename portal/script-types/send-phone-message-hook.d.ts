// What a Hook of the extensibility point send-phone-message exports, and what that is called with.

interface HookContext {
  message_type: 'sms' | 'voice'
  action: 'enrollment' | 'second-factor-authentication'
  /** The language of the login flow. */
  language: string
  /** The one-time password. */
  code: string
  /** In IPv6 form. */
  ip: string
  /** The address once more, in IPv6 form. */
  request: { ip: string }
  user_agent: string
  client: { client_id: string; name: string; client_metadata: Record<string, any> }
  user: {
    user_id: string
    name?: string
    email?: string
    app_metadata: Record<string, any>
    user_metadata: Record<string, any>
  }
  /** For whom the message is, when the request named an organization. */
  organization?: { id: string; name: string; display_name: string; metadata: Record<string, string> }
  /** The secrets of this Hook, by name. */
  webtask: { secrets: Record<string, string> }
}

/** Signals the end: an error, or what the Hook answers. */
type HookCallback = (error: Error | string | null, response?: Record<string, any>) => void

type HookFunction = (recipient: string, text: string, context: HookContext, cb: HookCallback) => void

declare const module: { exports: HookFunction }
