// The core's own words. Each dialect translates its wire names into these once, in its `map.ts`.

import type { ReadReport, ReportRequest } from './delivery/delivery-report.ts'

/** A phone number in E.164 form, e.g. `+442079460123`. Made only by `parsePhoneNumber`. */
export type PhoneNumber = string & { readonly __brand: 'PhoneNumber' }

export const deliveryMethods = ['text', 'voice'] as const
export type DeliveryMethod = (typeof deliveryMethods)[number]

/** Why a message is sent. What each is called by Auth0 and Authgear stands in `providers/purpose-names.ts`. */
export const codePurposes = [
  'login',
  'signup',
  'verification',
  'mfa',
  'mfa_enrollment',
  'password_reset',
  /** Its code stands in a link and is never typed. */
  'password_reset_link',
] as const
export type CodePurpose = (typeof codePurposes)[number]

/** What a person is told without being asked for anything: no code is in it. */
export const noticePurposes = ['blocked_account', 'password_breach'] as const
export type NoticePurpose = (typeof noticePurposes)[number]

/** The purposes that have texts of their own. */
export const templatePurposes = [...codePurposes, ...noticePurposes] as const
export type TemplatePurpose = (typeof templatePurposes)[number]

/** `test` is a message without a code of its own that an operator sends to see a provider work. */
export const purposes = [...templatePurposes, 'test'] as const
export type Purpose = (typeof purposes)[number]

/** A provider's failure, as a closed list. What each means for us stands in `failures.ts`. */
export const failureKinds = [
  'invalid_phone_number',
  'rate_limited',
  'authentication_failed',
  'unsupported_request',
  'delivery_rejected',
  'timeout',
  'unreachable',
  'unexpected_response',
  'script_failed',
  'unknown_error',
] as const
export type FailureKind = (typeof failureKinds)[number]

/** Why Otpost does not send a message to a valid number, as a closed list. `refusals.ts` says the rest. */
export const refusalCodes = [
  'country_not_allowed',
  'no_provider',
  'template_failed',
  'rate_limited',
  'too_many_failures',
  'user_blocked',
  'signup_disabled',
  'phone_number_taken',
] as const
export type RefusalCode = (typeof refusalCodes)[number]

/** One line that a script printed. It may hold what the message holds: shown to operators, never to end users. */
export interface ConsoleLine {
  readonly level: 'debug' | 'info' | 'log' | 'warn' | 'error'
  readonly text: string
}

interface Ran {
  /** What a script printed, in order; absent where nothing ran. */
  readonly console?: readonly ConsoleLine[]
  /** The record of the run, for kinds that keep one. */
  readonly executionId?: string
}

export interface DeliveryAccepted extends Ran {
  readonly ok: true
  /** The id by which the provider's later reports name this message. */
  readonly providerMessageId?: string
  readonly httpStatus?: number
}

export interface DeliveryFailed extends Ran {
  readonly ok: false
  readonly kind: FailureKind
  readonly httpStatus?: number
  /** The vendor's own code (`21211`) or the system's (`ECONNREFUSED`, `EGRESS_REFUSED`). */
  readonly providerErrorCode?: string
  /** One sentence for the operator. Never the message's body, never a secret. */
  readonly detail?: string
  /** The detail is a well-known vendor's published sentence: whoever asked for the message may read it too. */
  readonly isDetailPublic?: boolean
  /** The provider asks for the same message to be tried again later, whatever the kind says. */
  readonly retryRequested?: boolean
}

/** What one provider call came to: a value, never an exception. */
export type DeliveryOutcome = DeliveryAccepted | DeliveryFailed

/** Where the request for a message came from; told to providers that ask for it. */
export interface RequestOrigin {
  readonly ip?: string
  readonly userAgent?: string
  /** The host name that the request was made to. */
  readonly hostname?: string
  readonly method?: string
  /** The language asked for, as it was sent. */
  readonly language?: string
}

/** A user as operators' own code sees one. */
export interface MessageUser {
  readonly userId: string
  readonly phoneNumber?: string
  readonly phoneVerified: boolean
  /** `name`, `email`, `nickname`, `user_metadata`, `app_metadata`, … when set. */
  readonly profile: Readonly<Record<string, unknown>>
  readonly createdAt: Date
  readonly updatedAt: Date
}

/** For whom a message is, as operators' own code is told: by it they choose how the message is sent. */
export interface MessageOrganization {
  readonly id: string
  readonly name: string
  readonly displayName: string
  readonly metadata: Readonly<Record<string, string>>
  /** `logo_url`, `colors`, when set. */
  readonly branding?: Readonly<Record<string, unknown>>
}

/** Parameters of the request that a message was asked for with, as they were sent. */
export interface AuthorizationParameters {
  /** The application's own: never log it. */
  readonly state?: string
  readonly xState?: string
  readonly uiLocales?: string
}

/** How long each of them may be. */
export const maxAuthorizationParameterLength = 2_048

/** Who and what a message is about, for operators' own code. Prepared by whoever asks for the message. */
export interface MessageContext {
  readonly tenant: {
    readonly name: string
    readonly friendlyName: string
    /** `host[:port]` of the tenant's public URL. */
    readonly host: string
    /** How the tenant presents itself, as far as it said. */
    readonly supportEmail?: string
    readonly supportUrl?: string
    readonly logoUrl?: string
  }
  readonly client?: {
    readonly clientId: string
    readonly name: string
    readonly metadata: Readonly<Record<string, unknown>>
  }
  readonly connection?: { readonly id: string; readonly name: string; readonly strategy: string }
  readonly organization?: MessageOrganization
  /** Of the user that the message is about, where it is known without asking. */
  readonly userHasPassword?: boolean
  /** Likewise. */
  readonly userEmail?: string
  readonly authorization?: AuthorizationParameters
  /** Asked for only by providers that hand the user on: it costs a query. */
  readonly findUser?: () => Promise<MessageUser | undefined>
}

/** A rendered message on its way to a provider. It holds the clear code: never log it, never store it. */
export interface OutgoingMessage {
  readonly id: string
  readonly tenantId: string
  readonly recipient: PhoneNumber
  readonly body: string
  /**
   * What the message would say, delivered in another way, for providers that are told both. Made when it is asked for;
   * where it cannot be, it is the body.
   */
  readonly bodyFor?: (deliveryMethod: DeliveryMethod) => Promise<string>
  /** The code inside the body, for providers that speak it or send it as a variable. */
  readonly code: string
  readonly deliveryMethod: DeliveryMethod
  readonly purpose: Purpose
  /** BCP 47 tag of the language that was chosen for the body. */
  readonly locale: string
  /** The link inside the body, of purposes that send one. */
  readonly link?: string
  /** The sender that the text's template names, for providers that can choose one. */
  readonly from?: string
  readonly expiresAt: Date
  readonly origin: RequestOrigin
  readonly context: MessageContext
}

/** A configured instance of a provider kind, ready to send. Made once per configuration, kept in memory. */
export interface Provider {
  /**
   * Hands the message over. Resolves with the outcome and never throws for a provider's failure; never retries.
   * Honours the signal: an aborted call resolves to `timeout`.
   */
  send(message: OutgoingMessage, signal: AbortSignal): Promise<DeliveryOutcome>
  /** Checks and reads a report that claims to be this vendor's. Absent where none are asked for. */
  readonly readReport?: (request: ReportRequest) => ReadReport
}

/** A configured provider with what routing needs to know of it. */
export type Candidate = ReadyCandidate | UnavailableCandidate

export interface ReadyCandidate {
  readonly providerId: string
  readonly kind: string
  readonly deliveryMethods: readonly DeliveryMethod[]
  /** The longest a call may take, in milliseconds. */
  readonly timeoutMs: number
  readonly provider: Provider
}

/** A provider that cannot send as it is configured now. */
export interface UnavailableCandidate {
  readonly providerId: string
  readonly kind: string
  readonly deliveryMethods: readonly []
  /** One sentence for the operator. */
  readonly unavailable: string
}

/** `refused`: Otpost did not call any provider. `failed`: the provider did not deliver. */
export const messageStatuses = ['queued', 'sending', 'accepted', 'delivered', 'failed', 'refused'] as const
export type MessageStatus = (typeof messageStatuses)[number]
