// Attack protection as the Management API takes it (contract 11; limits of the OpenAPI document). What a PATCH does not
// mention stays. Descriptions become part of error messages.

import { type Static, type TSchema, Type } from 'typebox'

const strict = { additionalProperties: false }
const listOf = (values: string[], description: string) =>
  Type.Optional(Type.Array(Type.Enum(values), { description }))
const optional = <Schema extends TSchema>(schema: Schema) => Type.Optional(schema)

export const allowlistDescription =
  'List of trusted IP addresses that will not have attack protection enforced against them'
// Whether they are addresses or CIDR blocks is checked apart.
const allowlist = Type.Optional(
  Type.Array(Type.String(), { maxItems: 100, description: allowlistDescription }),
)

export const bruteForceBody = Type.Object(
  {
    enabled: optional(
      Type.Boolean({ description: 'Whether or not brute force attack protections are active' }),
    ),
    shields: optional(
      Type.Array(Type.Enum(['block', 'user_notification']), {
        description: 'Action to take when a brute force protection threshold is violated',
      }),
    ),
    allowlist,
    mode: optional(
      Type.Enum(['count_per_identifier_and_ip', 'count_per_identifier'], {
        description:
          'Account Lockout: Determines whether or not IP address is used when counting failed attempts',
      }),
    ),
    max_attempts: optional(
      Type.Integer({ minimum: 1, maximum: 100, description: 'Maximum number of unsuccessful attempts' }),
    ),
  },
  strict,
)
export type BruteForceBody = Static<typeof bruteForceBody>

const throttle = (maxAttempts: number, minRate: number, description: string) =>
  optional(
    Type.Object(
      {
        max_attempts: optional(
          Type.Integer({
            minimum: 1,
            maximum: maxAttempts,
            description: 'Total number of attempts allowed',
          }),
        ),
        rate: optional(
          Type.Integer({
            minimum: minRate,
            maximum: 86_400_000,
            description: 'Interval of time, given in milliseconds, at which new attempts are granted',
          }),
        ),
      },
      { ...strict, description },
    ),
  )

export const ipThrottlingBody = Type.Object(
  {
    enabled: optional(
      Type.Boolean({ description: 'Whether or not suspicious IP throttling attack protections are active' }),
    ),
    shields: listOf(
      ['block', 'admin_notification'],
      'Action to take when a suspicious IP throttling threshold is violated',
    ),
    allowlist,
    stage: optional(
      Type.Object(
        {
          'pre-login': throttle(2500, 34_560, 'Configuration options that apply before every login attempt'),
          'pre-user-registration': throttle(
            72_000,
            1200,
            'Configuration options that apply before every user registration attempt',
          ),
          'pre-custom-token-exchange': throttle(
            72_000,
            1200,
            'Configuration options that apply before every custom token exchange attempt',
          ),
        },
        { ...strict, description: 'Holds per-stage configuration options (max_attempts and rate)' },
      ),
    ),
  },
  strict,
)
export type IpThrottlingBody = Static<typeof ipThrottlingBody>

const breachStage = optional(
  Type.Object(
    {
      shields: listOf(['block', 'admin_notification'], 'Action to take when a breached password is detected'),
    },
    strict,
  ),
)

const breachedPasswordBody = Type.Object(
  {
    enabled: optional(Type.Boolean({ description: 'Whether or not breached password detection is active' })),
    shields: listOf(
      ['block', 'user_notification', 'admin_notification'],
      'Action to take when a breached password is detected during a login',
    ),
    admin_notification_frequency: listOf(
      ['immediately', 'daily', 'weekly', 'monthly'],
      'When "admin_notification" is enabled, determines how often email notifications are sent',
    ),
    method: optional(
      Type.Enum(['standard', 'enhanced'], {
        description: 'The subscription level for breached password detection methods',
      }),
    ),
    stage: optional(
      Type.Object({ 'pre-user-registration': breachStage, 'pre-change-password': breachStage }, strict),
    ),
  },
  strict,
)

const challengePolicy = optional(
  Type.Enum(['never', 'when_risky', 'always'], {
    description: 'The policy that defines how often to show CAPTCHA',
  }),
)

const botDetectionBody = Type.Object(
  {
    bot_detection_level: optional(
      Type.Enum(['low', 'medium', 'high'], { description: 'The level of bot detection sensitivity' }),
    ),
    challenge_password_policy: challengePolicy,
    challenge_passwordless_policy: challengePolicy,
    challenge_password_reset_policy: challengePolicy,
    allowlist,
    monitoring_mode_enabled: optional(
      Type.Boolean({ description: 'Whether monitoring mode is enabled (logs but does not block)' }),
    ),
  },
  strict,
)

const text = Type.String()
const siteWithSecret = optional(Type.Object({ site_key: text, secret: text }, strict))

const captchaBody = Type.Object(
  {
    active_provider_id: optional(
      Type.Enum(
        [
          'arkose',
          'auth_challenge',
          'friendly_captcha',
          'hcaptcha',
          'recaptcha_v2',
          'recaptcha_enterprise',
          'simple_captcha',
        ],
        { description: 'The id of the active provider for the CAPTCHA' },
      ),
    ),
    arkose: optional(
      Type.Object(
        {
          site_key: text,
          secret: text,
          client_subdomain: optional(text),
          verify_subdomain: optional(text),
          fail_open: optional(Type.Boolean()),
        },
        strict,
      ),
    ),
    auth_challenge: optional(Type.Object({ fail_open: Type.Boolean() }, strict)),
    hcaptcha: siteWithSecret,
    friendly_captcha: siteWithSecret,
    recaptcha_v2: siteWithSecret,
    recaptcha_enterprise: optional(Type.Object({ site_key: text, api_key: text, project_id: text }, strict)),
    simple_captcha: optional(Type.Object({}, strict)),
  },
  strict,
)

const phoneProviderProtectionBody = Type.Object(
  {
    type: Type.Enum(['exponential', 'default'], { description: 'The backoff strategy' }),
  },
  strict,
)

/** What is kept and shown and not acted on, with what Auth0 shows of a tenant where nobody changed it. */
export const otherProtections = {
  'breached-password-detection': {
    body: breachedPasswordBody,
    defaults: {
      enabled: false,
      shields: [],
      admin_notification_frequency: [],
      method: 'standard',
      stage: { 'pre-user-registration': { shields: [] }, 'pre-change-password': { shields: [] } },
    },
  },
  'bot-detection': {
    body: botDetectionBody,
    defaults: {
      challenge_password_policy: 'never',
      challenge_passwordless_policy: 'never',
      challenge_password_reset_policy: 'never',
      allowlist: [],
      bot_detection_level: 'medium',
      monitoring_mode_enabled: false,
    },
  },
  captcha: {
    body: captchaBody,
    defaults: {
      active_provider_id: 'auth_challenge',
      simple_captcha: {},
      auth_challenge: { fail_open: false },
      recaptcha_v2: { site_key: '' },
      recaptcha_enterprise: { site_key: '', project_id: '' },
      hcaptcha: { site_key: '' },
      friendly_captcha: { site_key: '' },
      arkose: {
        site_key: '',
        client_subdomain: 'client-api',
        verify_subdomain: 'verify-api',
        fail_open: false,
      },
    },
  },
  'phone-provider-protection': { body: phoneProviderProtectionBody, defaults: { type: 'default' } },
} as const

/** Keys of the captcha providers that are taken and never shown. */
export const captchaSecrets: readonly string[] = ['secret', 'api_key']
