// Sentences that more than one screen shows: the same mistake or effect reads the same everywhere.

export const requiredMessage = 'This field is required'
export const emailMessage = 'Enter a valid email address'
export const phoneNumberMessage = 'Enter a valid phone number'
export const urlMessage = 'Enter a URL that starts with https:// or http://'
export const passwordLengthMessage = 'Use at least 10 characters'
export const twilioSenderMessage = 'Enter From or a Messaging Service SID'

/** Both bounds are allowed. */
export function wholeNumberMessage(min: number, max: number): string {
  return `Enter a whole number from ${min} to ${max}`
}

export const codeRunsForReal = 'Your code runs for real: messages that it sends are delivered.'
export const savedImmediately = 'Changes are saved immediately.'
