// What calls Actions and Hooks here, by Auth0's names.

export const customPhoneProvider = 'custom-phone-provider'
export const sendPhoneMessage = 'send-phone-message'

/** With the versions of each, the current one first, and the function that an Action exports for it. */
export const actionTriggers = [
  { id: customPhoneProvider, versions: ['v1'], handler: 'onExecuteCustomPhoneProvider' },
  { id: sendPhoneMessage, versions: ['v2', 'v1'], handler: 'onExecuteSendPhoneMessage' },
] as const

export type ActionTrigger = (typeof actionTriggers)[number]
export type ActionHandler = ActionTrigger['handler']

export function findTrigger(id: string): ActionTrigger | undefined {
  return actionTriggers.find((trigger) => trigger.id === id)
}
