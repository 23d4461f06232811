import type { FirstStart } from '#src/identity/first-start.ts'

/** What whoever fills an empty database must show: it is stored sealed and nothing shows it again. */
export function describeFirstCredentials({ managementClient }: FirstStart): string[] {
  if (!managementClient) return []
  return [
    '',
    'Management client, shown this once:',
    `  client id      ${managementClient.clientId}`,
    `  client secret  ${managementClient.secret}`,
  ]
}
