import type { Egress } from '#src/egress/create-egress.ts'
import { HttpFailure } from '#src/egress/types.ts'

/**
 * Why nothing may be fetched from a URL, as the end of a sentence; undefined where it may. Plain http is for addresses
 * that the operator has allowed by name, such as a registry in the same network.
 */
export async function refusalOfUrl(url: string, egress: Pick<Egress, 'check'>): Promise<string | undefined> {
  const parsed = URL.parse(url)
  if (parsed === null || (parsed.protocol !== 'https:' && parsed.protocol !== 'http:')) {
    return 'has to be an https:// URL'
  }
  if (parsed.username !== '' || parsed.password !== '') return 'must not hold a user name or a password'
  try {
    const verdicts = await egress.check(parsed.hostname)
    const refused = verdicts.find(({ allowed }) => !allowed)
    if (refused !== undefined)
      return `is not on a public address but at ${refused.address} (${refused.range})`
    if (parsed.protocol === 'http:' && verdicts.some(({ range }) => range === 'unicast')) {
      return 'has to be an https:// URL'
    }
    return undefined
  } catch (error) {
    if (error instanceof HttpFailure) return `cannot be found (${error.code})`
    throw error
  }
}
