// What a passwordless connection's options mean (contract 2.5, 5.1). Read once per configuration, then kept.

import { triesPerCode } from '#src/messaging/limits.ts'
import type { OtpPolicy } from '#src/messaging/otp/issue-code.ts'
import {
  checkTemplate,
  compileTemplate,
  type Template,
  type TemplateSyntax,
} from '#src/messaging/templates/compile-template.ts'
import { codeLength, isCodeLength } from '#src/values/code-length.ts'
import { fieldsOf, isObject, type Json, type JsonObject } from '#src/values/json.ts'
import type { Connection } from './records.ts'

export interface PasswordlessOptions {
  readonly otp: OtpPolicy
  /** Absent where the connection has no text of its own. */
  readonly template?: Template
  readonly allowSignup: boolean
  readonly bruteForceProtection: boolean
}

const cache = new WeakMap<Connection, PasswordlessOptions>()

/** @throws TemplateError, which cannot happen for a connection that was saved through `checkTemplateOf`. */
export function passwordlessOptions(connection: Connection): PasswordlessOptions {
  const known = cache.get(connection)
  if (known) return known
  const { options } = connection
  const source = templateSource(options)
  const totp = fieldsOf(options.totp)
  const read: PasswordlessOptions = {
    otp: {
      length: isCodeLength(totp.length) ? totp.length : codeLength.standard,
      ttlSeconds: integerWithin(totp.time_step, 60, 86_400) ?? 180,
      maxTries: triesPerCode,
    },
    ...(source !== undefined && { template: compileTemplate(source, templateSyntax(options)) }),
    allowSignup: options.disable_signup !== true,
    bruteForceProtection: options.brute_force_protection !== false,
  }
  cache.set(connection, read)
  return read
}

/** @throws TemplateError when the options carry a template that cannot be filled in. */
export function checkTemplateOf(options: JsonObject): void {
  const source = templateSource(options)
  if (source !== undefined) checkTemplate(source, templateSyntax(options))
}

/** The secret for the SMS gateway, where one is chosen and the options say that its secret is base64url-encoded. */
export function encodedGatewaySecret(options: JsonObject): string | undefined {
  const { provider, gateway_authentication: authentication, secret_base64_encoded: legacy } = options
  if (provider !== 'sms_gateway' || !isObject(authentication)) return undefined
  const { secret, secret_base64_encoded: flag = legacy } = authentication
  return typeof secret === 'string' && (flag === true || flag === 'true') ? secret : undefined
}

function templateSource({ template }: JsonObject): string | undefined {
  return typeof template === 'string' && template !== '' ? template : undefined
}

function templateSyntax(options: JsonObject): TemplateSyntax {
  return options.syntax === 'liquid' ? 'liquid' : 'md_with_macros'
}

function integerWithin(value: Json | undefined, min: number, max: number): number | undefined {
  return typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max
    ? value
    : undefined
}
