import type { FirstAdministrator } from '#src/identity/administrators/first-administrator.ts'
import type { FirstStart } from '#src/identity/tenants/first-start.ts'

/** What whoever fills an empty database must show: it is stored sealed or hashed, and nothing shows it again. */
export function describeFirstCredentials({ managementClient, administrator }: FirstStart): string[] {
  const lines: string[] = []
  if (administrator) lines.push(...describeAdministrator(administrator))
  if (managementClient) {
    lines.push(
      '',
      'Management client (shown only once):',
      `  client id      ${managementClient.clientId}`,
      `  client secret  ${managementClient.secret}`,
    )
  }
  return lines
}

/** Nothing where the password is not a generated one. */
export function describeAdministrator({ email, password }: FirstAdministrator): string[] {
  if (password === undefined) return []
  return [
    '',
    'Portal administrator (shown only once):',
    `  email          ${email}`,
    `  password       ${password}`,
  ]
}
