// What of a user can be typed, for a new one and for one that is there. Empty is: not there.

import type { FormErrors } from '@mantine/form'
import { isEmailAddress } from '#src/values/email.ts'
import { isObject, parseJson } from '#src/values/json.ts'
import { emailMessage, phoneNumberMessage } from '../../ui/field-words.ts'
import { isPhoneNumber } from '../../ui/phone-input.tsx'
import type { User, UserFields } from './users-api.ts'

export interface UserValues {
  readonly phone_number: string
  readonly phone_verified: boolean
  readonly email: string
  readonly email_verified: boolean
  readonly username: string
  readonly name: string
  readonly blocked: boolean
  /** As JSON. */
  readonly user_metadata: string
  readonly app_metadata: string
}

export const emptyUser: UserValues = {
  phone_number: '',
  phone_verified: false,
  email: '',
  email_verified: false,
  username: '',
  name: '',
  blocked: false,
  user_metadata: '{}',
  app_metadata: '{}',
}

export function toValues(user: User): UserValues {
  return {
    phone_number: user.phone_number ?? '',
    phone_verified: user.phone_verified ?? false,
    email: user.email ?? '',
    email_verified: user.email_verified ?? false,
    username: user.username ?? '',
    name: user.name ?? '',
    blocked: user.blocked ?? false,
    user_metadata: JSON.stringify(user.user_metadata ?? {}, undefined, 2),
    app_metadata: JSON.stringify(user.app_metadata ?? {}, undefined, 2),
  }
}

const jsonMessage = 'Enter a JSON object, such as {}'

export function validateUser(values: UserValues): FormErrors {
  const { phone_number: number, email, user_metadata, app_metadata } = values
  return {
    ...(number !== '' && !isPhoneNumber(number) && { phone_number: phoneNumberMessage }),
    ...(email.trim() !== '' && !isEmailAddress(email) && { email: emailMessage }),
    ...(!readObject(user_metadata) && { user_metadata: jsonMessage }),
    ...(!readObject(app_metadata) && { app_metadata: jsonMessage }),
  }
}

/** Only what is not as it was: the API refuses some fields for some connections, even unchanged. */
export function toChange(values: UserValues, saved: User): UserFields {
  const before = toValues(saved)
  const text = (name: 'phone_number' | 'email' | 'username' | 'name') => {
    const typed = values[name].trim()
    return typed === before[name] ? {} : { [name]: typed === '' ? null : typed }
  }
  const flag = (name: 'phone_verified' | 'email_verified' | 'blocked') =>
    values[name] === before[name] ? {} : { [name]: values[name] }
  const metadata = (name: 'user_metadata' | 'app_metadata') =>
    values[name] === before[name] ? {} : { [name]: replacing(readObject(values[name]), saved[name]) }
  return {
    ...text('phone_number'),
    ...text('email'),
    ...text('username'),
    ...text('name'),
    ...flag('phone_verified'),
    ...flag('email_verified'),
    ...flag('blocked'),
    ...metadata('user_metadata'),
    ...metadata('app_metadata'),
  }
}

/** What is left out of a change of metadata stays, so what is to go is named. */
function replacing(wanted: object = {}, before: object = {}): object {
  const gone = Object.keys(before).filter((key) => !Object.hasOwn(wanted, key))
  return { ...Object.fromEntries(gone.map((key) => [key, null])), ...wanted }
}

function readObject(text: string): object | undefined {
  const value = parseJson(text.trim() === '' ? '{}' : text)
  return isObject(value) ? value : undefined
}

export function labelOf(path: string): string {
  return new Map(Object.entries(labels)).get(path) ?? path
}

export const labels = {
  phone_number: 'Phone number',
  phone_verified: 'Phone number verified',
  email: 'Email address',
  email_verified: 'Email address verified',
  username: 'Username',
  name: 'Name',
  blocked: 'Blocked from logging in',
  user_metadata: 'User metadata',
  app_metadata: 'App metadata',
} as const
