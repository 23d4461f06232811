// The form of attack protection: shields as switches, lists as lines, intervals in seconds.

import type { FormErrors } from '@mantine/form'
import type { AttackProtection, BruteForce, IpThrottling } from './attack-protection-api.ts'

interface ThrottleValues {
  readonly max_attempts: number | string
  readonly seconds: number | string
}

export interface ProtectionValues {
  readonly brute: {
    readonly enabled: boolean
    readonly blocks: boolean
    readonly max_attempts: number | string
    readonly mode: BruteForce['mode']
    readonly allowlist: string
  }
  readonly throttling: {
    readonly enabled: boolean
    readonly blocks: boolean
    readonly allowlist: string
    readonly login: ThrottleValues
    readonly signup: ThrottleValues
  }
}

export function toValues({ bruteForce, throttling }: AttackProtection): ProtectionValues {
  const { stage } = throttling
  return {
    brute: {
      enabled: bruteForce.enabled,
      blocks: bruteForce.shields.includes('block'),
      max_attempts: bruteForce.max_attempts,
      mode: bruteForce.mode,
      allowlist: bruteForce.allowlist.join('\n'),
    },
    throttling: {
      enabled: throttling.enabled,
      blocks: throttling.shields.includes('block'),
      allowlist: throttling.allowlist.join('\n'),
      login: toThrottleValues(stage['pre-login']),
      signup: toThrottleValues(stage['pre-user-registration']),
    },
  }
}

function toThrottleValues({ max_attempts, rate }: IpThrottling['stage']['pre-login']): ThrottleValues {
  return { max_attempts, seconds: rate / 1000 }
}

export function toBruteForce(values: ProtectionValues['brute'], before: BruteForce): BruteForce {
  return {
    enabled: values.enabled,
    shields: toShields(values.blocks, before.shields),
    max_attempts: Number(values.max_attempts),
    mode: values.mode,
    allowlist: linesOf(values.allowlist),
  }
}

export function toThrottling(values: ProtectionValues['throttling'], before: IpThrottling): IpThrottling {
  const { login, signup } = values
  return {
    enabled: values.enabled,
    shields: toShields(values.blocks, before.shields),
    allowlist: linesOf(values.allowlist),
    stage: { 'pre-login': toThrottle(login), 'pre-user-registration': toThrottle(signup) },
  }
}

function toThrottle({ max_attempts, seconds }: ThrottleValues) {
  return { max_attempts: Number(max_attempts), rate: Math.round(Number(seconds) * 1000) }
}

/** The other shields stay as they are. */
function toShields(blocks: boolean, before: readonly string[]): readonly string[] {
  const others = before.filter((shield) => shield !== 'block')
  return blocks ? ['block', ...others] : others
}

function linesOf(text: string): string[] {
  return text.split(/[\s,]+/).filter((line) => line !== '')
}

export function validate({ brute, throttling }: ProtectionValues): FormErrors {
  const { login, signup } = throttling
  const errors: Record<string, string> = {}
  requireWithin('brute.max_attempts', brute.max_attempts, 1, 100)
  requireWithin('throttling.login.max_attempts', login.max_attempts, 1, 2500)
  requireWithin('throttling.login.seconds', login.seconds, 34.56, 86_400)
  requireWithin('throttling.signup.max_attempts', signup.max_attempts, 1, 72_000)
  requireWithin('throttling.signup.seconds', signup.seconds, 1.2, 86_400)
  requireAddresses('brute.allowlist', brute.allowlist)
  requireAddresses('throttling.allowlist', throttling.allowlist)
  return errors

  function requireWithin(path: string, value: number | string, min: number, max: number): void {
    const number = Number(value)
    if (value === '' || !(number >= min && number <= max)) {
      errors[path] = `Enter a number from ${min} to ${max}`
    }
  }
  function requireAddresses(path: string, text: string): void {
    const lines = linesOf(text)
    const wrong = lines.find((line) => !/^([\d.]+|[\da-f:.]*:[\da-f:.]*)(\/\d{1,3})?$/i.test(line))
    if (wrong !== undefined) errors[path] = `${wrong} isn't a valid IP address or CIDR range`
    if (lines.length > 100) errors[path] = 'Enter 100 or fewer'
  }
}

const fields: Readonly<Record<string, string>> = {
  'throttling.stage.pre-login.max_attempts': 'throttling.login.max_attempts',
  'throttling.stage.pre-login.rate': 'throttling.login.seconds',
  'throttling.stage.pre-user-registration.max_attempts': 'throttling.signup.max_attempts',
  'throttling.stage.pre-user-registration.rate': 'throttling.signup.seconds',
}

/** Where the form has what the API names, such as `brute.allowlist[0]`. */
export function fieldOf(field: string): string {
  return fields[field] ?? field.replace(/\[\d+\]$/, '')
}

const labels = new Map([
  ['brute.enabled', 'Brute-force protection'],
  ['brute.blocks', 'Block after too many failed logins'],
  ['brute.max_attempts', 'Maximum failed logins'],
  ['brute.mode', 'Count failed logins by'],
  ['brute.allowlist', 'Trusted IP addresses (brute-force protection)'],
  ['throttling.enabled', 'Suspicious IP throttling'],
  ['throttling.blocks', 'Block IP addresses over the limit'],
  ['throttling.login.max_attempts', 'Failed logins per IP address'],
  ['throttling.login.seconds', 'Failed logins: seconds until one more is allowed'],
  ['throttling.signup.max_attempts', 'Sign-ups per IP address'],
  ['throttling.signup.seconds', 'Sign-ups: seconds until one more is allowed'],
  ['throttling.allowlist', 'Trusted IP addresses (throttling)'],
])

export function labelOf(path: string): string {
  return labels.get(path) ?? path
}
