// What an e-mail address looks like, for whoever reads one that a person typed. Users' addresses must also have the
// format that Auth0 asks of them (identity/users/user-fields.ts).

/** No address that mail can reach is longer. */
export const maxEmailLength = 254

export const emailPattern: string = '^\\s*[^@\\s]+@[^@\\s]+\\s*$'

export function isEmailAddress(text: string): boolean {
  return text.length <= maxEmailLength && new RegExp(emailPattern).test(text)
}
