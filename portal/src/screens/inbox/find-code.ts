/** The code in a message: digits in a row, or, as calls speak them, one by one. Undefined when there is none. */
export function findCode(text: string): string | undefined {
  const spoken = /(?<![\d])(?:\d[\s,.…-]+){3,}\d(?!\d)/.exec(text)?.[0]
  const written = /(?<![\d+])\d{4,12}(?!\d)/.exec(text)?.[0]
  return (written ?? spoken)?.replaceAll(/\D/g, '')
}
