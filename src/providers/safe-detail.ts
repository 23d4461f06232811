const maxLength = 300

/**
 * A vendor's words, fit for an operator's screen and a row: one line, not too long, and without the texts given in
 * `hide` (the message's body, its code, our secrets), which some vendors quote back.
 */
export function safeDetail(text: string, hide: readonly string[]): string {
  let safe = text
  // The longest first: the code stands inside the body.
  for (const secret of [...hide].sort((a, b) => b.length - a.length)) {
    if (secret !== '') safe = safe.replaceAll(secret, '[hidden]')
  }
  const line = safe.replace(/[\p{C}\p{Z}]+/gu, ' ').trim()
  return line.length > maxLength ? `${line.slice(0, maxLength - 1)}…` : line
}

/** Of the secrets in a setting, those to hide: a `1` or an `eu` hidden everywhere would leave nothing to read. */
export function longEnough(secrets: readonly string[]): string[] {
  return secrets.filter(({ length }) => length >= 6)
}
