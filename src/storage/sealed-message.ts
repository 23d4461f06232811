// A message that waits for another try, as one sealed value: it holds the clear code. The user is looked up before, and
// the text for each way of delivering it is written, because how to do either cannot be stored.

import type { CodeKey } from '#src/messaging/code-key.ts'
import {
  type DeliveryMethod,
  deliveryMethods,
  type MessageOrganization,
  type MessageUser,
  type OutgoingMessage,
} from '#src/messaging/types.ts'
import type { Seal } from './seal.ts'

export interface KeptMessage {
  readonly message: OutgoingMessage
  readonly codeKey: CodeKey | undefined
  /** The number of the attempt that is the first of its further tries. */
  readonly firstTry: number
}

/** Dates are text in here. */
interface Written {
  readonly message: Omit<OutgoingMessage, 'expiresAt'> & { readonly expiresAt: string }
  /** Absent in what was sealed before there were two. */
  readonly bodies?: readonly (readonly [DeliveryMethod, string])[]
  readonly user?: Omit<MessageUser, 'createdAt' | 'updatedAt'> & {
    readonly createdAt: string
    readonly updatedAt: string
  }
  readonly codeKey?: CodeKey
  readonly firstTry: number
}

export async function sealMessage({ message, codeKey, firstTry }: KeptMessage, seal: Seal): Promise<Buffer> {
  const user = await message.context.findUser?.()
  const { body, bodyFor } = message
  const bodies = deliveryMethods.map(async (method) => [method, (await bodyFor?.(method)) ?? body] as const)
  const written: Written = {
    message: { ...message, expiresAt: message.expiresAt.toISOString() },
    bodies: await Promise.all(bodies),
    ...(user && {
      user: { ...user, createdAt: user.createdAt.toISOString(), updatedAt: user.updatedAt.toISOString() },
    }),
    ...(codeKey && { codeKey }),
    firstTry,
  }
  return seal.seal(sealingContext(message.tenantId, message.id), JSON.stringify(written))
}

export function openMessage(tenantId: string, messageId: string, sealed: Buffer, seal: Seal): KeptMessage {
  const written: Written = JSON.parse(seal.open(sealingContext(tenantId, messageId), sealed))
  const { message, user, codeKey, firstTry } = written
  const { organization } = message.context
  const bodies = new Map(written.bodies)
  const known = user && {
    ...user,
    createdAt: new Date(user.createdAt),
    updatedAt: new Date(user.updatedAt),
  }
  return {
    message: {
      ...message,
      expiresAt: new Date(message.expiresAt),
      bodyFor: async (method) => bodies.get(method) ?? message.body,
      context: {
        ...message.context,
        findUser: async () => known,
        ...(organization !== undefined && { organization: organizationIn(organization) }),
      },
    },
    codeKey,
    firstTry,
  }
}

/** What was sealed before organizations had more than a label has the label. */
function organizationIn(sealed: MessageOrganization | string): MessageOrganization {
  if (typeof sealed !== 'string') return sealed
  return { id: sealed, name: sealed, displayName: sealed, metadata: {} }
}

function sealingContext(tenantId: string, messageId: string): string {
  return `${tenantId}/queued_messages/${messageId}`
}
