// Password resets as they are kept. One that is for nobody is kept all the same, with a code that nobody was sent: it
// is asked about, and answers, like any other.

import type { CodeKey } from '#src/messaging/code-key.ts'
import type { ComposedMessage } from '#src/messaging/ports.ts'

export interface NewPasswordReset {
  readonly tenantId: string
  readonly id: string
  /** Undefined when there is nobody to send a code to. */
  readonly userId: string | undefined
  readonly recipient: string | undefined
  /** Hash of what was asked for: wrong codes are counted by it, so that counting tells nothing of who has an account. */
  readonly contactHash: string
  readonly codeId: string
  readonly codeHash: string
  readonly maxTries: number
  readonly ttlSeconds: number
}

export interface PasswordReset {
  readonly userId: string | undefined
  readonly recipient: string | undefined
  readonly contactHash: string
}

export interface PasswordResetStore {
  /** Durable when it resolves: the reset, its code and, when there is one, the message with its retry job, or none. */
  open(reset: NewPasswordReset, message: ComposedMessage | undefined): Promise<void>
  find(tenantId: string, id: string): Promise<PasswordReset | undefined>
  /** Takes back that a try was counted: its code was right. */
  forgetTry(key: CodeKey, codeId: string): Promise<void>
  /**
   * Uses the code up, sets the password and verifies the number, lifts what blocks the user's logins, and ends their
   * refresh tokens and other resets: all or nothing. False when the code was used, or the user is gone, was blocked or
   * has another number by now.
   */
  complete(reset: {
    readonly key: CodeKey
    readonly codeId: string
    readonly userId: string
    readonly recipient: string
    readonly passwordHash: string
  }): Promise<boolean>
}
