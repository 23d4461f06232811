import type { Purpose } from '#src/messaging/types.ts'

interface Names {
  /** Authgear's `template_name` (contract authgear.md 4.1). */
  readonly authgearTemplate: string
  /** What Authgear's own events call it. No payload carries it; it is for whoever compares. */
  readonly authgearMessageType: string
  /** `message_type` of Auth0's custom-phone-provider (contract auth0.md 9.5). */
  readonly auth0MessageType:
    | 'otp_verify'
    | 'otp_enroll'
    | 'change_password'
    | 'blocked_account'
    | 'password_breach'
  /** `action` of Auth0's send-phone-message, Hook and Action alike (8.2, 9.6). */
  readonly auth0Action: 'enrollment' | 'second-factor-authentication'
}

/** What each purpose is called by those whose code we run. */
export const purposeNames = {
  login: {
    authgearTemplate: 'authenticate_primary_oob_sms.txt',
    authgearMessageType: 'authenticate-primary-oob',
    auth0MessageType: 'otp_verify',
    auth0Action: 'second-factor-authentication',
  },
  signup: {
    authgearTemplate: 'setup_primary_oob_sms.txt',
    authgearMessageType: 'setup-primary-oob',
    auth0MessageType: 'otp_verify',
    auth0Action: 'enrollment',
  },
  verification: {
    authgearTemplate: 'verification_sms.txt',
    authgearMessageType: 'verification',
    auth0MessageType: 'otp_verify',
    auth0Action: 'second-factor-authentication',
  },
  mfa: {
    authgearTemplate: 'authenticate_secondary_oob_sms.txt',
    authgearMessageType: 'authenticate-secondary-oob',
    auth0MessageType: 'otp_verify',
    auth0Action: 'second-factor-authentication',
  },
  mfa_enrollment: {
    authgearTemplate: 'setup_secondary_oob_sms.txt',
    authgearMessageType: 'setup-secondary-oob',
    auth0MessageType: 'otp_enroll',
    auth0Action: 'enrollment',
  },
  password_reset: {
    authgearTemplate: 'forgot_password_oob_sms.txt',
    authgearMessageType: 'forgot-password',
    auth0MessageType: 'change_password',
    auth0Action: 'second-factor-authentication',
  },
  password_reset_link: {
    authgearTemplate: 'forgot_password_sms.txt',
    authgearMessageType: 'forgot-password',
    auth0MessageType: 'change_password',
    auth0Action: 'second-factor-authentication',
  },
  // Authgear has no notices: these template names are ours.
  blocked_account: {
    authgearTemplate: 'blocked_account_sms.txt',
    authgearMessageType: '',
    auth0MessageType: 'blocked_account',
    auth0Action: 'second-factor-authentication',
  },
  password_breach: {
    authgearTemplate: 'password_breach_sms.txt',
    authgearMessageType: '',
    auth0MessageType: 'password_breach',
    auth0Action: 'second-factor-authentication',
  },
  // Authgear's own test message has no template.
  test: {
    authgearTemplate: '',
    authgearMessageType: '',
    auth0MessageType: 'otp_verify',
    auth0Action: 'second-factor-authentication',
  },
} as const satisfies Record<Purpose, Names>
