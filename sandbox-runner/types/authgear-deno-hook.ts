// What `https://deno.land/x/authgear_deno_hook@…/mod.ts` stands for in a script: the types of its argument and its
// answer, of all versions at once. Nothing here runs.

/** The message that is to be sent. */
export interface CustomSMSGatewayPayload {
  /** The recipient, in E.164. */
  to: string
  /** The text, as it is to arrive. */
  body: string
  /** The tenant that sends. */
  app_id: string
  /** Why it is sent, e.g. `verification_sms.txt`. */
  template_name: string
  /** The language that the text is in. */
  language_tag: string
  template_variables: CustomSMSGatewayTemplateVariables
}

/** What the text was made from. */
export interface CustomSMSGatewayTemplateVariables {
  app_name: string
  code: string
  host: string
  phone: string
  client_id?: string
  email?: string
  has_password?: boolean
  link?: string
  password?: string
  state?: string
  ui_locales?: string
  url?: string
  x_state?: string
}

/** What became of it. */
export interface CustomSMSGatewayResponse {
  code:
    | 'ok'
    | 'invalid_phone_number'
    | 'rate_limited'
    | 'authentication_failed'
    | 'delivery_rejected'
    | 'unsupported_request'
    | 'timeout'
    | 'unknown_error'
    | 'attempted_to_send_otp_template_without_code'
  /** The vendor's own code. */
  provider_error_code?: string
  provider_name?: string
  description?: string
  info?: {
    provider_name?: string
    provider_type?: string
    provider_error_code?: string
    [key: string]: unknown
  }
}
