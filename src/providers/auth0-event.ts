// What Auth0's Actions and Hooks are told of a message, for the kinds that run them: the parts that their contracts
// share (auth0.md 8.2, 9.5, 9.6).

import type {
  DeliveryMethod,
  MessageOrganization,
  MessageUser,
  OutgoingMessage,
} from '#src/messaging/types.ts'
import type { ScriptSecret } from '#src/settings/records.ts'

/** Auth0's default time for either. */
export const scriptTimeoutMs = 20_000

export interface EventUser extends Readonly<Record<string, unknown>> {
  readonly user_id: string
  readonly created_at: string
  readonly updated_at: string
  readonly phone_number: string
  readonly phone_verified: boolean
}

/** The user of the message; one that is only a number where nobody knows more. */
export async function userOf({ recipient, context }: OutgoingMessage): Promise<EventUser> {
  const user = (await context.findUser?.()) ?? unknownUserAt(recipient)
  return {
    email_verified: false,
    app_metadata: {},
    user_metadata: {},
    // Auth0 names the users of a number by it until they have a name.
    name: user.phoneNumber ?? recipient,
    ...user.profile,
    user_id: user.userId,
    created_at: user.createdAt?.toISOString() ?? '',
    updated_at: user.updatedAt?.toISOString() ?? '',
    phone_number: user.phoneNumber ?? recipient,
    phone_verified: user.phoneVerified,
  }
}

export type EventTexts = Readonly<Record<DeliveryMethod, string>>

/** What the message says as a text and as a call, whichever of them it is. */
export async function textsOf({ body, bodyFor = async () => body }: OutgoingMessage): Promise<EventTexts> {
  return { text: await bodyFor('text'), voice: await bodyFor('voice') }
}

type UnknownUser = Pick<MessageUser, 'userId' | 'phoneNumber' | 'phoneVerified' | 'profile'> &
  Partial<Pick<MessageUser, 'createdAt' | 'updatedAt'>>

function unknownUserAt(phoneNumber: string): UnknownUser {
  return { userId: '', phoneNumber, phoneVerified: false, profile: {} }
}

export function showOrganization({ id, name, displayName, metadata }: MessageOrganization) {
  return { id, name, display_name: displayName, metadata }
}

export function secretsByName(secrets: readonly ScriptSecret[]): Record<string, string> {
  return Object.fromEntries(secrets.map(({ name, value }) => [name, value]))
}
