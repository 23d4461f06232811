import type { BuiltInTexts } from './types.ts'

export const texts: BuiltInTexts = {
  login: {
    text: '{{ code }} is your login code for {{ friendly_name }}. Do not share it with anyone.',
    voice:
      'Hello. Your login code for {{ friendly_name }} is {{ pause }} {{ code }}. I repeat, your login code is {{ pause }} {{ code }}.',
  },
  signup: {
    text: '{{ code }} is your sign-up code for {{ friendly_name }}. Do not share it with anyone.',
    voice:
      'Hello. Your sign-up code for {{ friendly_name }} is {{ pause }} {{ code }}. I repeat, your sign-up code is {{ pause }} {{ code }}.',
  },
  verification: {
    text: '{{ code }} is your verification code for {{ friendly_name }}. Do not share it with anyone.',
    voice:
      'Hello. Your verification code for {{ friendly_name }} is {{ pause }} {{ code }}. I repeat, your verification code is {{ pause }} {{ code }}.',
  },
  mfa: {
    text: '{{ code }} is your two-step login code for {{ friendly_name }}. Do not share it with anyone.',
    voice:
      'Hello. Your two-step login code for {{ friendly_name }} is {{ pause }} {{ code }}. I repeat, your two-step login code is {{ pause }} {{ code }}.',
  },
  mfa_enrollment: {
    text: '{{ code }} is the code to add this phone to two-step login for {{ friendly_name }}. Do not share it with anyone.',
    voice:
      'Hello. The code to add this phone to two-step login for {{ friendly_name }} is {{ pause }} {{ code }}. I repeat, the code to add this phone is {{ pause }} {{ code }}.',
  },
  password_reset: {
    text: '{{ code }} is your password reset code for {{ friendly_name }}. Do not share it with anyone.',
    voice:
      'Hello. Your password reset code for {{ friendly_name }} is {{ pause }} {{ code }}. I repeat, your password reset code is {{ pause }} {{ code }}.',
  },
  password_reset_link: {
    text: 'We received a request to reset your {{ friendly_name }} password. If you did not ask for this, ignore this message. To set a new password, open {{ link }}',
    voice:
      'Hello. We received a request for a link to reset your {{ friendly_name }} password. A link cannot be read out on a call. Please request a code instead, or have the link sent by text message.',
  },
  blocked_account: {
    text: 'Logins to your {{ friendly_name }} account from {{ user.source_ip }}{% if user.city %} ({{ user.city }}, {{ user.country }}){% elsif user.country %} ({{ user.country }}){% endif %} are blocked after too many failed attempts. If this was you, reset your password to log in again. If not, you do not need to do anything.',
    voice:
      'Hello. After too many failed attempts, logins to your {{ friendly_name }} account from one address are blocked. If this was you, reset your password to log in again. If not, you do not need to do anything.',
  },
  password_breach: {
    text: 'Your password for {{ friendly_name }} has turned up in a data breach. Change it before you log in again.',
    voice:
      'Hello. Your password for {{ friendly_name }} has turned up in a data breach. Please change it before you log in again.',
  },
}
