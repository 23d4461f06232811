// Reads what a guide has its reader type, run and see. Every fenced block of a guide says after its language what it
// is; readers of the rendered page do not see that part:
//
//   ```sh step=send                 a command; its name ties what it shows to it
//   ```sh step=start background     one that goes on running, in a terminal of its own
//   ```sh step=down stop=start      one before which the reader has stopped another with Ctrl-C
//   ```sh step=doctor exit=1        one that ends with this exit code, which otherwise is 0
//   ```json expect=send             what that command shows; a step has one or more of these
//   ```js file=gateway.mjs          a file that the reader makes
//   ```sh not-run="why not"         the exception, with its reason
//
// A guide with a block that is none of these, or with a step that nothing checks, is refused.

export type GuideBlock =
  | {
      readonly kind: 'step'
      readonly name: string
      readonly text: string
      readonly background: boolean
      readonly stop: string | undefined
      readonly exit: number
    }
  | {
      readonly kind: 'expect'
      readonly name: string
      readonly text: string
      readonly language: 'json' | 'text'
    }
  | { readonly kind: 'file'; readonly name: string; readonly text: string }

const fence = /^```(.*)\n([\s\S]*?)^```$/gm
const word = /([a-z-]+)(?:="([^"]*)"|=(\S+))?/g

export function readGuide(markdown: string): readonly GuideBlock[] {
  const blocks = [...markdown.matchAll(fence)].flatMap(([, info = '', text = '']) => readBlock(info, text))
  const steps = blocks.filter((block) => block.kind === 'step').map(({ name }) => name)
  const repeated = steps.find((name, index) => steps.indexOf(name) !== index)
  if (repeated !== undefined) throw new Error(`two steps are called ${repeated}`)
  const seen = new Set<string>()
  const checked = new Set<string>()
  for (const block of blocks) {
    if (block.kind === 'step') {
      if (block.stop !== undefined && !seen.has(block.stop)) throw new Error(`no step ${block.stop} to stop`)
      seen.add(block.name)
    } else if (block.kind === 'expect') {
      if (!seen.has(block.name)) throw new Error(`no step ${block.name} before what it is expected to show`)
      checked.add(block.name)
    }
  }
  const unchecked = steps.filter((name) => !checked.has(name))
  if (unchecked.length > 0) throw new Error(`nothing checks the step ${unchecked.join(', ')}`)
  return blocks
}

function readBlock(info: string, text: string): GuideBlock[] {
  const [, language = '', rest = ''] = /^(\S*)\s*(.*)$/.exec(info) ?? []
  const given = new Map(
    [...rest.matchAll(word)].map(([, key, quoted, plain]) => [key, quoted ?? plain ?? '']),
  )
  const step = given.get('step')
  const expect = given.get('expect')
  const file = given.get('file')
  if (step) {
    const exit = Number(given.get('exit') ?? 0)
    const common = { background: given.has('background'), stop: given.get('stop'), exit }
    return [{ kind: 'step', name: step, text, ...common }]
  }
  if (expect) return [{ kind: 'expect', name: expect, text, language: language === 'json' ? 'json' : 'text' }]
  if (file) return [{ kind: 'file', name: file, text }]
  if (given.get('not-run')) return []
  throw new Error(`a block says not what it is: \`\`\`${info}\n${text}`)
}
