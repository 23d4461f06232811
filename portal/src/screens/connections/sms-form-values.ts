// The options of an `sms` connection as they are typed, and back. Options are replaced as a whole: what the form does not
// know goes back as it came, and what it knows goes back as it was written wherever it still means the same.

import type { FormErrors } from '@mantine/form'
import { codeLength, isCodeLength } from '#src/values/code-length.ts'
import { ownProviderOf } from '#src/values/connection-provider.ts'
import { fieldsOf, isObject } from '#src/values/json.ts'
import { encodedSecretError } from '../../api/base64-secret.ts'
import { requiredMessage, twilioSenderMessage, urlMessage, wholeNumberMessage } from '../../ui/field-words.ts'
import type { ConnectionChange, Options, PageDocument } from './connections-api.ts'

export type SmsProvider = 'tenant' | 'twilio' | 'sms_gateway'
export type Syntax = 'md_with_macros' | 'liquid'

export interface SmsValues {
  readonly provider: SmsProvider
  readonly from: string
  readonly twilio_sid: string
  readonly twilio_token: string
  readonly messaging_service_sid: string
  readonly gateway_url: string
  readonly authentication: {
    readonly method: 'none' | 'bearer'
    readonly subject: string
    readonly audience: string
    readonly secret: string
    readonly secret_base64_encoded: boolean
  }
  readonly forward_req_info: boolean
  readonly template: string
  readonly syntax: Syntax
  readonly totp: { readonly length: number | string; readonly time_step: number | string }
  readonly disable_signup: boolean
  readonly brute_force_protection: boolean
  readonly name: string
  readonly enabledClients: readonly string[]
}

export function toSmsValues({ connection, enabledClients }: PageDocument): SmsValues {
  const { options = {} } = connection
  const authentication = fieldsOf(options.gateway_authentication)
  const totp = fieldsOf(options.totp)
  return {
    provider: ownProviderOf(options) ?? 'tenant',
    from: textOf(options.from),
    twilio_sid: textOf(options.twilio_sid),
    twilio_token: textOf(options.twilio_token),
    messaging_service_sid: textOf(options.messaging_service_sid),
    gateway_url: textOf(options.gateway_url),
    authentication: {
      method: isObject(options.gateway_authentication) ? 'bearer' : 'none',
      subject: textOf(authentication.subject),
      audience: textOf(authentication.audience),
      secret: textOf(authentication.secret),
      secret_base64_encoded: isEncoded(options),
    },
    forward_req_info: isOn(options.forward_req_info),
    template: textOf(options.template),
    syntax: options.syntax === 'liquid' ? 'liquid' : 'md_with_macros',
    totp: {
      length: typeof totp.length === 'number' ? totp.length : codeLength.standard,
      time_step: typeof totp.time_step === 'number' ? totp.time_step : 180,
    },
    disable_signup: options.disable_signup === true,
    brute_force_protection: options.brute_force_protection !== false,
    name: textOf(options.name),
    // In an order of its own, so that choosing one away and back is no change.
    enabledClients: [...enabledClients].sort(),
  }
}

const twilioNames = ['twilio_sid', 'twilio_token', 'messaging_service_sid'] as const
const gatewayNames = [
  'gateway_url',
  'gateway_authentication',
  'secret_base64_encoded',
  'forward_req_info',
] as const

/** `saved` tells what the form does not show and must not lose. */
export function toSmsChange(values: SmsValues, saved: PageDocument): ConnectionChange {
  const before = saved.connection.options ?? {}
  const was = toSmsValues(saved)
  const options: Record<string, unknown> = { ...before }
  const put = (name: string, value: unknown) => {
    if (value === undefined) delete options[name]
    else options[name] = value
  }
  const putText = (name: string, value: string, old: string) => {
    if (value !== old) put(name, value === '' ? undefined : value)
  }

  if (values.provider !== was.provider) {
    put('provider', values.provider === 'tenant' ? undefined : values.provider)
    const left = values.provider === 'twilio' ? [] : twilioNames
    const others = values.provider === 'sms_gateway' ? [] : gatewayNames
    for (const name of [...left, ...others]) put(name, undefined)
  }
  putText('from', values.from.trim(), was.from)
  if (values.provider === 'twilio') {
    putText('twilio_sid', values.twilio_sid.trim(), was.twilio_sid)
    putText('twilio_token', values.twilio_token, was.twilio_token)
    putText('messaging_service_sid', values.messaging_service_sid.trim(), was.messaging_service_sid)
  }
  if (values.provider === 'sms_gateway') putGateway(values, was, before, put)

  putText('template', values.template, was.template)
  if (values.syntax !== was.syntax) put('syntax', values.syntax)
  if (values.totp.length !== was.totp.length || values.totp.time_step !== was.totp.time_step) {
    put('totp', {
      ...fieldsOf(before.totp),
      time_step: Number(values.totp.time_step),
      length: Number(values.totp.length),
    })
  }
  for (const name of ['disable_signup', 'brute_force_protection'] as const) {
    if (values[name] !== was[name]) put(name, values[name])
  }
  putText('name', values.name.trim(), was.name)
  return { options, enabledClients: values.enabledClients }
}

function putGateway(
  values: SmsValues,
  was: SmsValues,
  before: Options,
  put: (name: string, value: unknown) => void,
): void {
  put('gateway_url', values.gateway_url.trim())
  if (values.forward_req_info !== was.forward_req_info) put('forward_req_info', values.forward_req_info)
  const { method, subject, audience, secret, secret_base64_encoded: isEncodedNow } = values.authentication
  if (method === 'none') {
    // Written as null by some; that stays.
    if (was.authentication.method !== 'none') {
      put('gateway_authentication', undefined)
      put('secret_base64_encoded', undefined)
    }
    return
  }
  const { subject: _, ...kept } = fieldsOf(before.gateway_authentication)
  const isAsBefore =
    was.authentication.method === 'bearer' && isEncodedNow === was.authentication.secret_base64_encoded
  // An old place of the switch, which the new one takes precedence over.
  if (!isAsBefore) put('secret_base64_encoded', undefined)
  put('gateway_authentication', {
    ...kept,
    method: 'bearer',
    ...(subject.trim() !== '' && { subject: subject.trim() }),
    audience: audience.trim(),
    secret,
    ...(!isAsBefore && { secret_base64_encoded: isEncodedNow }),
  })
}

export function gatewaySecretOf({ gateway_authentication: authentication }: Options): unknown {
  return fieldsOf(authentication).secret
}

/** Mistakes that need no request to be found. The server checks everything again. */
export function validateSms(values: SmsValues): FormErrors {
  const { provider, authentication, totp } = values
  const errors: Record<string, string> = {}
  const require = (path: string, value: string) => {
    if (value.trim() === '') errors[path] = requiredMessage
  }
  if (provider === 'twilio') {
    require('twilio_sid', values.twilio_sid)
    require('twilio_token', values.twilio_token)
    if (values.from.trim() === '' && values.messaging_service_sid.trim() === '') {
      errors.from = twilioSenderMessage
    }
  }
  if (provider === 'sms_gateway') {
    const url = values.gateway_url.trim()
    if (!/^https?:\/\//i.test(url) || !URL.canParse(url)) {
      errors.gateway_url = urlMessage
    }
    if (authentication.method === 'bearer') {
      require('authentication.audience', authentication.audience)
      require('authentication.secret', authentication.secret)
      const error = authentication.secret_base64_encoded && encodedSecretError(authentication.secret)
      if (error) errors['authentication.secret'] = error
    }
  }
  if (!isCodeLength(Number(totp.length))) {
    errors['totp.length'] = wholeNumberMessage(codeLength.min, codeLength.max)
  }
  if (!isWhole(totp.time_step, 60, 86_400)) {
    errors['totp.time_step'] = wholeNumberMessage(60, 86_400)
  }
  return errors
}

/** Where the form has what the API calls `field`. */
export function smsFieldOf(field: string): string {
  return field.replace(/^options\./, '').replace('gateway_authentication', 'authentication')
}

function isEncoded(options: Options): boolean {
  const { secret_base64_encoded: flag } = fieldsOf(options.gateway_authentication)
  return isOn(flag ?? options.secret_base64_encoded)
}

function isWhole(value: number | string, min: number, max: number): boolean {
  const number = Number(value)
  return value !== '' && Number.isInteger(number) && number >= min && number <= max
}

function isOn(flag: unknown): boolean {
  return flag === true || flag === 'true'
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : ''
}
