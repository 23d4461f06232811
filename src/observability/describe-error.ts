// What the log says of an error. Errors of a database carry whole rows in their other fields ("Failing row contains …"),
// so only the fields named here are written, and numbers in words are masked.

const shownFields = ['constraint', 'table', 'errcode', 'syscall', 'address', 'port'] as const
const deepestCause = 5

export function describeError(error: unknown, depth = 0): unknown {
  if (!(error instanceof Error))
    return { message: typeof error === 'string' ? maskNumbers(error) : typeof error }
  const fields = new Map(Object.entries(error))
  const shown = shownFields.flatMap((name) => (fields.has(name) ? [[name, fields.get(name)]] : []))
  const { cause } = error
  return {
    type: error.constructor.name,
    message: maskNumbers(error.message),
    // Not `code`: that is what the codes of messages are called, which are struck out.
    ...(fields.has('code') && { errorCode: fields.get('code') }),
    ...Object.fromEntries(shown),
    stack: maskNumbers(error.stack ?? ''),
    ...(cause !== undefined && depth < deepestCause && { cause: describeError(cause, depth + 1) }),
  }
}

function maskNumbers(text: string): string {
  return text.replace(/\+\d{5,15}/g, (number) => `${number.slice(0, 3)}…${number.slice(-2)}`)
}
