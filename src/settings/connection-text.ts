import type { MessageText } from '#src/messaging/templates/render-text.ts'
import { type TextContext, type TextKey, type TextSubject, textFor } from './message-texts.ts'
import type { PasswordlessOptions } from './passwordless-options.ts'

type ConnectionTextContext = TextContext & { readonly tenant: { readonly friendlyName: string } }

/**
 * The text of a connection's codes: the connection's own, where it has one, else the tenant's. The own one chooses among
 * languages by what was asked for, as it was sent (contract 5.1).
 */
export async function connectionTextFor(
  context: ConnectionTextContext,
  { template }: PasswordlessOptions,
  key: TextKey,
  about: TextSubject,
): Promise<MessageText> {
  if (!template) return textFor(context, key, about)
  const { autofillDomain } = context.settings
  const { client, organization } = about.context
  const text: MessageText = {
    locale: key.locale,
    // The connection has one text: of a call, only the code is written differently.
    textFor: async () => text,
    render: ({ code }) =>
      template({
        code,
        phoneNumber: about.phoneNumber,
        applicationName: client?.name ?? '',
        requestLanguage: about.requestLanguage ?? '',
        tenantName: context.tenant.friendlyName,
        ...(organization && { organization }),
      }),
    ...(autofillDomain !== undefined && { autofillDomain }),
  }
  return text
}
