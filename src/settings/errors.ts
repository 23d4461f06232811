/**
 * Refusals of a change to what is configured: connections, clients, grants, APIs, users, Actions, Hooks. Each dialect maps every code
 * to its wire form. `message` says what is wrong in words that may be shown to whoever asked for the change.
 */
export const changeRefusalCodes = [
  'connection_not_found',
  'connection_name_taken',
  'realm_taken',
  'domain_connection_taken',
  'template_invalid',
  'gateway_secret_invalid',
  'code_length_invalid',
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
  'organization_not_found',
  'organization_exists',
  'organization_limit_reached',
  'user_not_found',
  'phone_number_invalid',
  'phone_number_taken',
  'user_exists',
  'username_taken',
  'user_invalid',
  'email_invalid',
  'username_invalid',
  'password_too_weak',
  'phone_provider_not_found',
  'phone_provider_exists',
  'phone_provider_incomplete',
  'phone_provider_without_action',
  'phone_template_not_found',
  'phone_template_exists',
  'phone_template_invalid',
  'guardian_templates_invalid',
  'locales_invalid',
  'default_directory_invalid',
  'action_not_found',
  'action_version_not_found',
  'action_execution_not_found',
  'action_name_taken',
  'action_limit_reached',
  'action_trigger_invalid',
  'action_code_too_large',
  'action_dependencies_invalid',
  'action_secrets_invalid',
  'action_not_built',
  'action_build_failed',
  'action_not_deployed',
  'action_bindings_invalid',
  'action_in_use',
  'hook_not_found',
  'hook_name_taken',
  'hook_script_invalid',
  'hook_changed_meanwhile',
  'hook_in_use',
  'hook_secret_not_found',
  'hook_secret_taken',
  'hook_secrets_invalid',
  'secret_not_stored',
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
