/** What was typed, in the query syntax of the API: which field it is of shows in how it is written. */
export function searchOf(typed: string): string | undefined {
  const text = typed.replaceAll('"', '').trim()
  if (text === '') return undefined
  if (text.includes('|')) return `user_id:"${text}"`
  if (text.includes('@')) return `email:"${text}"`
  if (/^[+\d][\d\s().-]*$/.test(text)) return `phone_number:"${toNumber(text)}"`
  return `username:"${text}"`
}

function toNumber(text: string): string {
  return `+${text.replaceAll(/\D/g, '').replace(/^00/, '')}`
}
