// Source maps (version 3), as far as a build needs them.

interface SourceMap {
  readonly sources: readonly string[]
  readonly mappings: string
}

/**
 * The same map with one source left, under a new name and with no text or names: what the compiler made of
 * other modules maps to nothing, and no path of theirs is left.
 */
export function keepOneSource(json: string, isKept: (source: string) => boolean, name: string): string {
  const map = parse(json)
  const kept = map.sources.findIndex(isKept)
  const reader = { source: 0, line: 0, column: 0 }
  const writer = { line: 0, column: 0 }
  const mappings = map.mappings.split(';').map((line) => {
    const segments: string[] = []
    let generated = 0
    let written = 0
    let last: number | undefined
    for (const text of line === '' ? [] : line.split(',')) {
      const [generatedBy = 0, sourceBy, lineBy = 0, columnBy = 0] = decode(text)
      generated += generatedBy
      reader.source += sourceBy ?? 0
      const from = sourceBy === undefined ? undefined : reader.source
      reader.line += lineBy
      reader.column += columnBy
      if (from !== kept) {
        // Ends what was mapped before.
        if (last === kept && kept !== -1) {
          segments.push(encode([generated - written]))
          written = generated
        }
        last = from
        continue
      }
      last = from
      const fields = [generated - written, 0, reader.line - writer.line, reader.column - writer.column]
      written = generated
      writer.line = reader.line
      writer.column = reader.column
      segments.push(encode(fields))
    }
    return segments.join(',')
  })
  return JSON.stringify({ version: 3, sources: [name], names: [], mappings: mappings.join(';') })
}

function parse(json: string): SourceMap {
  const { sources, mappings } = JSON.parse(json)
  return { sources, mappings }
}

const digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

function decode(segment: string): readonly number[] {
  const numbers: number[] = []
  let value = 0
  let shift = 0
  for (const digit of segment) {
    const bits = digits.indexOf(digit)
    value += (bits & 31) << shift
    shift += 5
    if ((bits & 32) !== 0) continue
    numbers.push((value & 1) === 1 ? -(value >> 1) : value >> 1)
    value = 0
    shift = 0
  }
  return numbers
}

function encode(numbers: readonly number[]): string {
  let text = ''
  for (const number of numbers) {
    let rest = number < 0 ? (-number << 1) | 1 : number << 1
    do {
      const more = rest >> 5 > 0
      text += digits[(rest & 31) | (more ? 32 : 0)]
      rest >>= 5
    } while (rest > 0)
  }
  return text
}
