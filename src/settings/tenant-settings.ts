// What a tenant has whose settings nobody changed.

import { bruteForceLimit } from '#src/messaging/limits.ts'
import type { TenantSettings } from './records.ts'

/** Auth0's defaults (contract 7, 11). */
export const defaultTenantSettings: TenantSettings = {
  echoed: {},
  isPhoneConsolidated: false,
  mfa: { enabledFactors: [], deliveryMethods: [], provider: 'auth0', twilio: {} },
  attackProtection: {
    bruteForce: {
      enabled: true,
      shields: ['block', 'user_notification'],
      mode: 'count_per_identifier_and_ip',
      allowlist: [],
      maxAttempts: bruteForceLimit,
    },
    ipThrottling: {
      enabled: true,
      shields: ['admin_notification', 'block'],
      allowlist: [],
      login: { maxAttempts: 100, refillMs: 864_000 },
      signup: { maxAttempts: 50, refillMs: 1_200 },
    },
    others: {},
  },
}
