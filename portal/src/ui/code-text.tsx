/** A sentence of the API's documentation: what stands between backticks is code. */
export function CodeText({ text }: { readonly text: string }) {
  // Every second part stands between backticks; the parts of a fixed text never change their places.
  return text.split('`').map((part, index) => {
    const key = `${index} ${part}`
    return index % 2 === 1 ? <code key={key}>{part}</code> : <span key={key}>{part}</span>
  })
}
