/** How many digits the code of a passwordless connection may have: what Auth0 accepts as `totp.length`. */
export const codeLength = { min: 4, max: 40, standard: 6 } as const

export function isCodeLength(value: unknown): value is number {
  const { min, max } = codeLength
  return typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max
}

/** For JSON Schemas. */
export const codePattern: string = `^[0-9]{${codeLength.min},${codeLength.max}}$`

export function isCode(text: string): boolean {
  return new RegExp(codePattern).test(text)
}
