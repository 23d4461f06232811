import { isObject, parseJson } from '#src/values/json.ts'
// How Authgear reads what a gateway answers, be it a webhook's body or a script's result (contract 1.3, 1.4, 2.5). It
// decodes as Go does: keys match whatever their case, of repeated ones the last counts, a member of another type makes
// the whole undecodable. The two documented places of `provider_error_code` are both read.

export interface AuthgearReply {
  /** `''` when it is missing or null. */
  readonly code: string
  readonly description?: string
  readonly providerErrorCode?: string
}

type Member = readonly [key: string, value: unknown]

/** A webhook's body. Undefined when it cannot be decoded: its HTTP status then decides. */
export function readReply(text: string): AuthgearReply | undefined {
  const value = parseJson(text)
  if (value === null) return { code: '' }
  return isObject(value) ? readMembers(membersOf(text)) : undefined
}

/** What a script returned. Undefined when it is nothing that could be decoded, which counts as success. */
export function readResult(value: unknown): AuthgearReply | undefined {
  return isObject(value) ? readMembers(Object.entries(value)) : undefined
}

function readMembers(members: readonly Member[]): AuthgearReply | undefined {
  let code = ''
  let description = ''
  let inInfo: unknown
  let onTop: unknown
  for (const [key, value] of members) {
    switch (key.toLowerCase()) {
      case 'code':
        if (!isTextOrNull(value)) return undefined
        code = value ?? ''
        break
      case 'description':
        if (!isTextOrNull(value)) return undefined
        description = value ?? ''
        break
      case 'info':
        if (value !== null && !isObject(value)) return undefined
        inInfo = value?.provider_error_code
        break
      case 'provider_error_code':
        onTop = value
    }
  }
  const providerErrorCode = nonEmpty(inInfo) ?? nonEmpty(onTop)
  return {
    code,
    ...(description !== '' && { description }),
    ...(providerErrorCode !== undefined && { providerErrorCode }),
  }
}

const tokens = /"(?:[^"\\]|\\.)*"|[[\]{}:,]|[^\s"[\]{}:,]+/g

/** The members of a JSON object in the order in which they stand, repeated ones too. Only for text that parses. */
function membersOf(text: string): Member[] {
  const members: Member[] = []
  let depth = 0
  let key: string | undefined
  let last = ''
  let valueAt = 0
  for (const { 0: token, index } of text.matchAll(tokens)) {
    if (depth === 1 && token === ':' && key === undefined) {
      key = String(parseJson(last))
      valueAt = index + 1
    }
    if (depth === 1 && (token === ',' || token === '}') && key !== undefined) {
      members.push([key, parseJson(text.slice(valueAt, index))])
      key = undefined
    }
    if (token === '{' || token === '[') depth += 1
    if (token === '}' || token === ']') depth -= 1
    last = token
  }
  return members
}

function isTextOrNull(value: unknown): value is string | null {
  return typeof value === 'string' || value === null
}

function nonEmpty(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}
