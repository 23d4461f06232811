/**
 * Refusals of a change to what is configured: connections, clients, grants, APIs, users. Each dialect maps every code
 * to its wire form. `message` says what is wrong in words that may be shown to whoever asked for the change.
 */
export const changeRefusalCodes = [
  'connection_not_found',
  'connection_name_taken',
  'realm_taken',
  'domain_connection_taken',
  'template_invalid',
  'client_not_found',
  'credential_not_found',
  'credential_invalid',
  'client_grant_not_found',
  'client_grant_exists',
  'audience_not_found',
  'scope_unknown',
  'resource_server_not_found',
  'resource_server_exists',
  'resource_server_built_in',
  'user_not_found',
  'phone_number_invalid',
  'phone_number_taken',
] as const
export type ChangeRefusalCode = (typeof changeRefusalCodes)[number]

export class ChangeRefused extends Error {
  override readonly name = 'ChangeRefused'
  readonly code: ChangeRefusalCode

  constructor(code: ChangeRefusalCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}
