// Which PostgreSQL Otpost works on. The statements need 14 (`date_bin`), which PostgreSQL's developers no longer
// maintain; so the oldest one that is accepted, and that a change may rely on, is 15.

const oldestMajor = 15

/** `versionNum` as `server_version_num` has it: 140009 is 14.9. Undefined when that version will do. */
export function describeOldPostgres(versionNum: number): string | undefined {
  const major = Math.floor(versionNum / 10_000)
  if (major >= oldestMajor) return undefined
  // Before 10 a major version had two parts, and 90624 was 9.6.24.
  const minor = major < 10 ? Math.floor(versionNum / 100) % 100 : versionNum % 10_000
  return (
    `The database server is PostgreSQL ${major}.${minor}. Otpost requires PostgreSQL ${oldestMajor} or later. ` +
    'Upgrade the server, or set DATABASE_URL to a newer one.'
  )
}
