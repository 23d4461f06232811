// The trigger send-phone-message of Actions: what completes in the editor, what a new one begins with, and the event that
// a test proposes.

import nodeGlobals from '../../../script-types/node-globals.d.ts?raw'
import type { ExtraLib } from '../../ui/code-editor/code-editor.tsx'

const types = `/** Details about the message, and about whom and what it is for. */
interface Event {
  client?: { client_id: string; name: string; metadata: Record<string, string> }
  custom_domain?: { domain: string; domain_metadata: Record<string, string> }
  message_options: {
    /** What the code is for. */
    action: 'enrollment' | 'second-factor-authentication'
    /** The one-time code in the text. */
    code: string
    message_type: 'sms' | 'voice'
    /** The phone number, in E.164. */
    recipient: string
    /** The whole text, as it is to be sent or spoken. */
    text: string
  }
  request: {
    geoip: {
      cityName?: string
      continentCode?: string
      countryCode?: string
      countryCode3?: string
      countryName?: string
      latitude?: number
      longitude?: number
      subdivisionCode?: string
      subdivisionName?: string
      timeZone?: string
    }
    hostname?: string
    ip: string
    /** The language that the browser asked for. */
    language?: string
    method: string
    user_agent?: string
  }
  /** The secrets of this Action, by name. */
  secrets: Record<string, string>
  security_context?: { ja3?: string; ja4?: string }
  tenant: { id: string }
  transaction?: { correlation_id?: string }
  user: {
    user_id: string
    created_at: string
    updated_at: string
    app_metadata: Record<string, any>
    user_metadata: Record<string, any>
    email_verified: boolean
    email?: string
    name?: string
    nickname?: string
    given_name?: string
    family_name?: string
    picture?: string
    username?: string
    phone_number?: string
    phone_verified?: boolean
    last_password_reset?: string
  }
}

interface CacheOptions {
  /** How long it is kept, in milliseconds. */
  ttl?: number
  /** Until when it is kept, in milliseconds since 1970. */
  expires_at?: number
}

interface SendPhoneMessageAPI {
  /** Small values that are kept between runs. */
  cache: {
    get(key: string): { value: string; expires_at?: number } | undefined
    set(key: string, value: string, options?: CacheOptions): { type: 'success' | 'error' }
    delete(key: string): { type: 'success' | 'error' }
  }
}

interface SendPhoneMessageExports {
  onExecuteSendPhoneMessage: (event: Event, api: SendPhoneMessageAPI) => Promise<void>
}
declare const exports: SendPhoneMessageExports
declare const module: { exports: SendPhoneMessageExports }
`

export const sendPhoneMessageTypes: readonly ExtraLib[] = [
  { path: 'file:///otpost/node-globals.d.ts', content: nodeGlobals },
  { path: 'file:///otpost/send-phone-message.d.ts', content: types },
]

export const sendPhoneMessageStarter = `/**
 * Handler that will be called during the execution of a SendPhoneMessage flow.
 * @param {Event} event - Details about the user and the context in which they are logging in.
 * @param {SendPhoneMessageAPI} api - Methods and utilities to help change the behavior of sending a phone message.
 */
exports.onExecuteSendPhoneMessage = async (event, api) => {
  // Send event.message_options.text to event.message_options.recipient
};
`

export const sendPhoneMessageSample = {
  client: { client_id: '1235', name: 'Test Application', metadata: {} },
  message_options: {
    action: 'enrollment',
    code: '123456',
    message_type: 'sms',
    recipient: '+18085550155',
    text: 'Here is your one time password: 123456',
  },
  request: {
    geoip: { countryCode: 'US', countryName: 'United States' },
    hostname: 'otp.example.com',
    ip: '203.0.113.10',
    language: 'en',
    method: 'POST',
    user_agent: 'Mozilla/5.0',
  },
  tenant: { id: 'default' },
  user: {
    user_id: 'auth0|test12345',
    created_at: '2026-01-01T00:00:00.000Z',
    updated_at: '2026-01-01T00:00:00.000Z',
    name: 'Billie Magnusson',
    email: 'billie@email.com',
    email_verified: true,
    app_metadata: {},
    user_metadata: {},
  },
}
