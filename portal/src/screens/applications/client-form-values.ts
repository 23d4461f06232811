// An application as it is typed, and what of it the API is sent.

import type { FormErrors } from '@mantine/form'
import { requiredMessage, wholeNumberMessage } from '../../ui/field-words.ts'
import { clientNameMessage } from './application-words.ts'
import type { Client } from './applications-api.ts'

export interface ClientValues {
  readonly name: string
  readonly description: string
  readonly app_type: string
  /** Empty for a client that proves itself with key pairs. */
  readonly authMethod: string
  readonly grant_types: readonly string[]
  /** One on each line. */
  readonly callbacks: string
  readonly isForwardedForTrusted: boolean
  readonly lifetime: number | string
  readonly alg: string
}

export function toValues(client: Client): ClientValues {
  return {
    name: client.name,
    description: client.description ?? '',
    app_type: client.app_type ?? '',
    authMethod: client.token_endpoint_auth_method ?? '',
    // In an order of its own, so that choosing one away and back is no change.
    grant_types: [...client.grant_types].sort(),
    callbacks: (client.callbacks ?? []).join('\n'),
    isForwardedForTrusted: client.is_token_endpoint_ip_header_trusted,
    lifetime: client.jwt_configuration.lifetime_in_seconds,
    alg: client.jwt_configuration.alg,
  }
}

/** Only what is another: the rest stays as it is, whoever wrote it. */
export function toChange(values: ClientValues, saved: Client): Partial<Record<keyof Client, unknown>> {
  const was = toValues(saved)
  const isNew = (name: keyof ClientValues) => JSON.stringify(values[name]) !== JSON.stringify(was[name])
  return {
    name: values.name.trim(),
    ...(isNew('description') && { description: values.description.trim() || null }),
    ...(isNew('app_type') && { app_type: values.app_type || null }),
    ...(isNew('authMethod') && { token_endpoint_auth_method: values.authMethod }),
    ...(isNew('grant_types') && { grant_types: values.grant_types }),
    ...(isNew('callbacks') && { callbacks: linesOf(values.callbacks) }),
    ...(isNew('isForwardedForTrusted') && {
      is_token_endpoint_ip_header_trusted: values.isForwardedForTrusted,
    }),
    ...((isNew('lifetime') || isNew('alg')) && {
      jwt_configuration: { lifetime_in_seconds: Number(values.lifetime), alg: values.alg },
    }),
  }
}

/** Mistakes that need no request to be found. The server checks everything again. */
export function validate({ name, callbacks, lifetime, description }: ClientValues): FormErrors {
  const errors: Record<string, string> = {}
  if (name.trim() === '') errors.name = requiredMessage
  else if (/[<>]/.test(name)) errors.name = clientNameMessage
  if (description.trim().length > 140) errors.description = 'Use 140 characters or fewer'
  const wrong = linesOf(callbacks).find((line) => !isAddress(line))
  if (wrong !== undefined)
    errors.callbacks = `${wrong} isn't a valid URL. Enter one URL per line, including the scheme`
  const seconds = Number(lifetime)
  if (lifetime === '' || !Number.isInteger(seconds) || seconds < 1 || seconds > 2_592_000) {
    errors.lifetime = wholeNumberMessage(1, 2_592_000)
  }
  return errors
}

const formNames = new Map([
  ['token_endpoint_auth_method', 'authMethod'],
  ['is_token_endpoint_ip_header_trusted', 'isForwardedForTrusted'],
  ['jwt_configuration.lifetime_in_seconds', 'lifetime'],
  ['jwt_configuration.alg', 'alg'],
])

/** Where the form has what the API calls `field`. */
export function fieldOf(field: string): string {
  return formNames.get(field) ?? field.replace(/^(callbacks|grant_types)[.[].*$/, '$1')
}

function linesOf(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
}

/** Native applications have schemes of their own, and some tenants a placeholder in the host. */
function isAddress(line: string): boolean {
  return /^[a-z][a-z0-9+.-]*:\/?\/?[^\s]+$/i.test(line)
}
