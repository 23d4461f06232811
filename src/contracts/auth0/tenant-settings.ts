// Tenant settings as the Management API takes and shows them (contract 11; limits of the OpenAPI document). What a
// PATCH does not mention stays, and `null` takes a setting away. Descriptions become part of error messages.

import { type Static, type TProperties, type TSchema, Type } from 'typebox'
import { fieldsQuery } from './lists.ts'

const optional = <Schema extends TSchema>(schema: Schema) => Type.Optional(schema)
const nullable = <Schema extends TSchema>(schema: Schema, description: string) =>
  Type.Optional(Type.Union([schema, Type.Null()], { description }))
const object = (fields: TProperties) => Type.Object(fields, { additionalProperties: false })
const flag = optional(Type.Boolean())
const flagOrNull = (description: string) => nullable(Type.Boolean(), description)

const urlOrEmpty = (description: string) => Type.String({ pattern: '^(https?://\\S+)?$', description })
const hours = (description: string) => optional(Type.Integer({ minimum: 1, description }))
const minutes = (description: string) =>
  optional(Type.Integer({ minimum: 1, description: `${description}, in minutes` }))

/** Auth0's flags. Which of them do anything here: docs/tenants.md. */
const tenantFlagNames = [
  'change_pwd_flow_v1',
  'enable_apis_section',
  'disable_impersonation',
  'enable_client_connections',
  'enable_pipeline2',
  'allow_legacy_delegation_grant_types',
  'allow_legacy_ro_grant_types',
  'allow_other_legacy_grant_types',
  'allow_legacy_tokeninfo_endpoint',
  'enable_legacy_profile',
  'enable_legacy_logs_search_v2',
  'enable_idtoken_api2',
  'enable_public_signup_user_exists_error',
  'enable_sso',
  'allow_changing_enable_sso',
  'disable_clickjack_protection_headers',
  'no_disclose_enterprise_connections',
  'enable_adfs_waad_email_verification',
  'revoke_refresh_token_grant',
  'dashboard_log_streams_next',
  'dashboard_insights_view',
  'disable_fields_map_fix',
  'mfa_show_factor_list_on_enrollment',
  'remove_alg_from_jwks',
  'improved_signup_bot_detection_in_classic',
  'genai_trial',
  'local_resource_discovery',
  'enable_dynamic_client_registration',
  'enable_custom_domain_in_emails',
  'disable_management_api_sms_obfuscation',
  'trust_azure_adfs_email_verified_connection_property',
  'custom_domains_provisioning',
  'require_pushed_authorization_requests',
  'new_universal_login_experience_enabled',
  'universal_login',
  'use_scope_descriptions_for_consent',
] as const

// A confidential client always authenticates at /passwordless/start here: only the value that says so is taken.
const enforcedFlag = optional(
  Type.Literal(true, {
    description: 'Enforce client authentication for passwordless start; it cannot be switched off here',
  }),
)

const flags = Type.Object(
  {
    ...Object.fromEntries(tenantFlagNames.map((name) => [name, flag])),
    enforce_client_authentication_on_passwordless_start: enforcedFlag,
    cannot_change_enforce_client_authentication_on_passwordless_start: enforcedFlag,
  },
  { additionalProperties: false, description: 'Flags used to change the behavior of this tenant' },
)

const page = object({ enabled: flag, html: optional(Type.String()) })

const quota = optional(
  object({
    client_credentials: object({
      enforce: flag,
      per_day: optional(Type.Integer({ minimum: 1 })),
      per_hour: optional(Type.Integer({ minimum: 1 })),
    }),
  }),
)

export const tenantSettingsBody = Type.Object(
  {
    friendly_name: optional(Type.String({ description: 'Friendly name for this tenant' })),
    enabled_locales: optional(
      Type.Array(Type.String(), { minItems: 1, description: 'Supported locales for the user interface' }),
    ),
    default_directory: optional(
      Type.String({ description: 'Name of connection used for password grants at the `/token` endpoint' }),
    ),
    phone_consolidated_experience: optional(
      Type.Boolean({ description: 'Whether Phone Consolidated Experience is enabled for this tenant' }),
    ),
    flags: optional(flags),
    default_audience: optional(Type.String({ description: 'Default audience for API Authorization' })),
    picture_url: optional(urlOrEmpty('URL of logo to be shown for this tenant')),
    support_email: optional(
      Type.String({ pattern: '^([^\\s@]+@[^\\s@]+)?$', description: 'End-user support email' }),
    ),
    support_url: optional(urlOrEmpty('End-user support url')),
    allowed_logout_urls: optional(
      Type.Array(Type.String(), {
        description: 'URLs that are valid to redirect to after logout from Auth0',
      }),
    ),
    session_lifetime: hours('Number of hours a session will stay valid'),
    idle_session_lifetime: hours('Number of hours for which a session can be inactive'),
    ephemeral_session_lifetime: hours('Number of hours an ephemeral session will stay valid'),
    idle_ephemeral_session_lifetime: hours('Number of hours for which an ephemeral session can be inactive'),
    session_lifetime_in_minutes: minutes('How long a session will stay valid'),
    idle_session_lifetime_in_minutes: minutes('How long a session can be inactive'),
    ephemeral_session_lifetime_in_minutes: minutes('How long an ephemeral session will stay valid'),
    idle_ephemeral_session_lifetime_in_minutes: minutes('How long an ephemeral session can be inactive'),
    sandbox_version: optional(
      Type.String({
        maxLength: 8,
        description: 'Selected sandbox version for the extensibility environment',
      }),
    ),
    legacy_sandbox_version: optional(
      Type.String({
        maxLength: 8,
        description: 'Selected legacy sandbox version for the extensibility environment',
      }),
    ),
    default_redirection_uri: optional(
      Type.String({
        pattern: '^(https://\\S+)?$',
        description: 'The default absolute redirection uri, must be https',
      }),
    ),
    change_password: nullable(page, 'Custom change password page'),
    guardian_mfa_page: nullable(page, 'Custom Guardian page'),
    error_page: nullable(
      object({ html: optional(Type.String()), show_log_link: flag, url: optional(urlOrEmpty('Error URL')) }),
      'Error page customization',
    ),
    device_flow: nullable(
      object({
        charset: optional(Type.Enum(['base20', 'digits'])),
        mask: optional(Type.String({ maxLength: 20 })),
      }),
      'Device Flow configuration',
    ),
    default_token_quota: nullable(object({ clients: quota, organizations: quota }), 'Token quota'),
    session_cookie: nullable(
      object({ mode: Type.Enum(['persistent', 'non-persistent']) }),
      'Session cookie configuration',
    ),
    sessions: nullable(
      object({
        oidc_logout_prompt_enabled: flag,
        anonymous: nullable(Type.Object({}), 'Anonymous sessions'),
      }),
      'Sessions related settings for tenant',
    ),
    oidc_logout: optional(object({ rp_logout_end_session_endpoint_discovery: flag })),
    universal_login: optional(
      object({
        colors: optional(Type.Object({})),
        identifier_first: flag,
        passwordless: optional(Type.Object({})),
      }),
    ),
    security_headers: nullable(Type.Object({}), 'Security headers'),
    country_codes: nullable(
      object({
        list: Type.Array(Type.String({ pattern: '^[A-Z]{2}$' }), { minItems: 1 }),
        mode: Type.Enum(['allow', 'deny']),
      }),
      'Phone country code configuration for identifier input',
    ),
    customize_mfa_in_postlogin_action: flagOrNull(
      'Whether to enable flexible factors for MFA in the PostLogin action',
    ),
    allow_organization_name_in_authentication_api: flagOrNull(
      'Whether to accept an organization name instead of an ID on auth endpoints',
    ),
    acr_values_supported: nullable(Type.Array(Type.String()), 'Supported ACR values'),
    mtls: nullable(object({ enable_endpoint_aliases: flag }), 'mTLS configuration'),
    pushed_authorization_requests_supported: flagOrNull('Enables the use of Pushed Authorization Requests'),
    authorization_response_iss_parameter_supported: flagOrNull(
      'Supports iss parameter in authorization responses',
    ),
    skip_non_verifiable_callback_uri_confirmation_prompt: flagOrNull(
      'Controls whether a confirmation prompt is shown during login flows',
    ),
    resource_parameter_profile: optional(
      Type.Enum(['audience', 'compatibility'], {
        description: 'Profile that determines how the identity of the protected resource is specified',
      }),
    ),
    client_id_metadata_document_supported: flag,
    enable_ai_guide: flag,
    include_session_metadata_in_tenant_logs: flag,
    dynamic_client_registration_security_mode: optional(Type.Enum(['strict', 'permissive'])),
  },
  { additionalProperties: false, minProperties: 1 },
)
export type TenantSettingsBody = Static<typeof tenantSettingsBody>

export const tenantSettingsQuery = Type.Object(fieldsQuery, { additionalProperties: false })

/** Flags of a tenant where nobody changed one. */
export const defaultTenantFlags = {
  allow_changing_enable_sso: false,
  disable_impersonation: true,
  enable_sso: true,
  universal_login: true,
  revoke_refresh_token_grant: false,
  disable_clickjack_protection_headers: false,
}

/** PATCH shows them and GET does not. */
export const hiddenTenantFlags = {
  cannot_change_enforce_client_authentication_on_passwordless_start: true,
  enforce_client_authentication_on_passwordless_start: true,
}

export const sandboxVersions = ['22', '18']
