// What Authgear hands to a custom SMS gateway: the body of a webhook, and the argument of a script (contract 1.2). The
// order of keys and the escapes are part of it, for receivers that compare bytes.

/** The variables of a message's template. In the order in which they are sent, which is alphabetical. */
const variableNames = [
  'app_name',
  'client_id',
  'code',
  'email',
  'has_password',
  'host',
  'link',
  'password',
  'phone',
  'state',
  'ui_locales',
  'url',
  'x_state',
] as const

type TextVariable = Exclude<(typeof variableNames)[number], 'has_password'>

export interface AuthgearVariables extends Readonly<Partial<Record<TextVariable, string>>> {
  readonly has_password?: boolean
}

export interface AuthgearPayload {
  /** E.164. */
  readonly to: string
  readonly body: string
  readonly app_id: string
  readonly template_name: string
  readonly language_tag: string
  readonly template_variables: Readonly<Record<string, string | boolean>>
}

interface Message extends Omit<AuthgearPayload, 'template_variables'> {
  readonly template_variables: AuthgearVariables
}

/** The six keys, always and in order; of the variables, those that say something. */
export function authgearPayload(message: Message): AuthgearPayload {
  const variables = variableNames.flatMap((name) => {
    const value = message.template_variables[name]
    return value ? [[name, value] as const] : []
  })
  return {
    to: message.to,
    body: message.body,
    app_id: message.app_id,
    template_name: message.template_name,
    language_tag: message.language_tag,
    template_variables: Object.fromEntries(variables),
  }
}

/** As `client_id` and `state` are written into variables: like a form field, a space is a plus. */
export function queryEscape(text: string): string {
  return encodeURIComponent(text)
    .replaceAll('%20', '+')
    .replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`)
}

/** The bytes of a webhook: compact, and escaped as Go escapes JSON for HTML. */
export function encodePayload(payload: AuthgearPayload): string {
  return JSON.stringify(payload).replace(
    /[<>&\u2028\u2029]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}
