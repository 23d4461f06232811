/** One thing that is wrong with the settings, in words for the operator. Never holds a secret's value. */
export interface ConfigurationProblem {
  /** The variable, or the file, that has to change. */
  readonly name: string
  /** Completes the sentence that starts with the name. */
  readonly what: string
  /** What to write instead. */
  readonly example?: string
}

/** Everything that is wrong with the settings, at once. Print its message without a stack: it is not a bug. */
export class ConfigurationError extends Error {
  readonly problems: readonly ConfigurationProblem[]

  constructor(problems: readonly ConfigurationProblem[]) {
    const count = problems.length === 1 ? '1 problem' : `${problems.length} problems`
    super([`${count} with the settings:`, ...problems.map(inWords)].join('\n'))
    this.name = 'ConfigurationError'
    this.problems = problems
  }
}

const inWords = ({ name, what, example }: ConfigurationProblem): string =>
  `  ${name} ${what}.${example === undefined ? '' : ` Example: ${example}`}`
