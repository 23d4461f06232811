// People write keys into their scripts, and errors quote them: a URL with its key in it is the usual way. What looks
// like one is hidden where a script's failure is recorded.

/** The parts of a script that may be keys: long, unbroken, of letters and digits. */
export function keysIn(code: string): string[] {
  const words = code.match(/[\w+-]{16,}={0,2}/g) ?? []
  return [...new Set(words.filter((word) => /\d/.test(word) && /[A-Za-z]/.test(word)))]
}
