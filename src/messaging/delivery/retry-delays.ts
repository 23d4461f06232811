/** Seconds before each further try: five within the life of a code, as Auth0 makes them "in the next minutes". */
export const retryDelaysSeconds: readonly number[] = [2, 8, 20, 60, 150]

/** How long to wait before the next try. Undefined when there is none: all are used, or it would come too late. */
export function retryDelay(
  {
    triesMade,
    now,
    expiresAt,
  }: { readonly triesMade: number; readonly now: number; readonly expiresAt: Date },
  delaysSeconds = retryDelaysSeconds,
): number | undefined {
  const delaySeconds = delaysSeconds[triesMade]
  if (delaySeconds === undefined || now + delaySeconds * 1000 >= expiresAt.getTime()) return undefined
  return delaySeconds
}
