import type { FirstStart } from '#src/identity/first-start.ts'

/** What whoever fills an empty database must show: it is stored sealed or hashed, and nothing shows it again. */
export function describeFirstCredentials({ managementClient, administrator }: FirstStart): string[] {
  const lines: string[] = []
  if (administrator?.password !== undefined) {
    lines.push(
      '',
      'Administrator of the portal, shown this once:',
      `  e-mail         ${administrator.email}`,
      `  password       ${administrator.password}`,
    )
  }
  if (managementClient) {
    lines.push(
      '',
      'Management client, shown this once:',
      `  client id      ${managementClient.clientId}`,
      `  client secret  ${managementClient.secret}`,
    )
  }
  return lines
}
