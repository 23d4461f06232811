const label = '[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?'
const hostName = new RegExp(`^(${label}\\.)*${label}$`)

/**
 * The host name that ends a text with a code, so that browsers fill the code in on that site alone (WebOTP,
 * https://wicg.github.io/sms-one-time-codes/). Undefined when it is none: an address, a URL, a host with a port.
 */
export function readAutofillDomain(given: string): string | undefined {
  const domain = given.toLowerCase()
  const isAddress = /(^|\.)\d+$/.test(domain)
  return domain.length <= 253 && !isAddress && hostName.test(domain) ? domain : undefined
}
